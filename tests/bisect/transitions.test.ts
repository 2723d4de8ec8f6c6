import { describe, expect, it } from 'vitest';
import { beginningOf, type Reading, transitionsOf } from '../../src/bisect/transitions.js';
import type { Verdict } from '../../src/bisect/trials.js';

interface Counted {
  readonly verdict: Verdict;
  readonly sum: number;
}

/** States 's0', 's1'... with their sums; '?' could not be judged. */
function states(...sums: readonly (number | '?')[]): Reading<Counted>[] {
  return sums.map((sum, index) => ({
    state: `s${index}`,
    trial: sum === '?' ? { verdict: 'unresolved', sum: 0 } : { verdict: sum > 0 ? 'leaks' : 'clean', sum },
  }));
}

const differ = (left: Counted, right: Counted): boolean => left.sum !== right.sum;
const names = (readings: readonly Reading<Counted>[]): string[] => readings.map(({ state }) => state);

describe('the beginning of a leak', () => {
  it('is the latest transition from clean to leaking, not the first', () => {
    const beginning = beginningOf(states(0, 14958, 12949, 0, 19, 19));
    expect(beginning).toMatchObject({ kind: 'found', transition: { from: { state: 's3' }, to: { state: 's4' } } });
  });

  it('is not found where the last state is clean, or could not be run', () => {
    expect(beginningOf(states(0, 19, 0)).kind).toBe('bad-is-clean');
    expect(beginningOf(states(0, 19, '?')).kind).toBe('bad-is-unresolved');
    expect(beginningOf(states()).kind).toBe('bad-is-unresolved');
  });

  it('lies before the history where every state leaks', () => {
    expect(beginningOf(states(5, '?', 7)).kind).toBe('never-clean');
  });

  it('is one of several where the states between could not be judged', () => {
    const beginning = beginningOf(states(0, '?', '?', 19, 19));
    expect(beginning.kind === 'one-of' && names(beginning.candidates)).toEqual(['s1', 's2', 's3']);
  });

  it('is found beside a state that could not be judged, where that does not matter', () => {
    const beginning = beginningOf(states('?', 0, 19, '?', 19));
    expect(beginning).toMatchObject({ kind: 'found', transition: { to: { state: 's2' } } });
  });
});

describe('transitions', () => {
  it('are all places where the number changes', () => {
    const found = transitionsOf(states(0, 14958, 12949, 12949, 0, 19), differ);
    expect(found.map(({ to }) => to.state)).toEqual(['s1', 's2', 's4', 's5']);
  });

  it('look past states that could not be judged', () => {
    expect(transitionsOf(states(0, '?', 0, '?', 19), differ).map(({ from, to }) => [from.state, to.state])).toEqual([
      ['s2', 's4'],
    ]);
  });
});
