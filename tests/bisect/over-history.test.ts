import { describe, expect, it } from 'vitest';
import { unresolved } from '../../src/bisect/hunt-question.js';
import { bisectHistory } from '../../src/bisect/over-history.js';
import { HistoryError } from '../../src/interp/history/find-change.js';
import type { World } from '../../src/interp/scenario.js';
import { bringing, has, historyOf, huntsOver, linearHistory } from './synthetic-history.js';

const request = { test: 'test_x', good: null, bad: 'c9', all: false, with: [], without: [] };

/** Leaks 100 from c2, 80 from c4, nothing from c5, 19 from c7. */
function waterfall(world: World): number {
  if (has(world, 'c7')) return 19;
  if (has(world, 'c5')) return 0;
  if (has(world, 'c4')) return 80;
  return has(world, 'c2') ? 100 : 0;
}

describe('bisection over the history', () => {
  it('finds the latest change from clean to leaking, and lists the others', async () => {
    const { hunts } = huntsOver(linearHistory(10), waterfall);
    const result = await bisectHistory(hunts, linearHistory(10), request);
    expect(result.ending).toBe('found');
    expect(result.first).toMatchObject({ from: { at: 'c6' }, to: { at: 'c7', answer: { leaks: [{ sum: 19 }] } } });
    expect(result.transitions.map(({ to }) => to.at)).toEqual(['c2', 'c4', 'c5', 'c7']);
  });

  it('judges every state from before the first change to BAD, and none beyond', async () => {
    const { hunts, questions } = huntsOver(linearHistory(10), waterfall, { observed: false });
    const result = await bisectHistory(hunts, linearHistory(10), { ...request, bad: 'c4' });
    expect(questions.map(({ state }) => state.at)).toEqual(['c0^', 'c0', 'c1', 'c2', 'c3', 'c4']);
    expect(result).toMatchObject({ states: 6, runs: 6, first: { to: { at: 'c2' } } });
  });

  it('looks only between GOOD and BAD, and says what both did', async () => {
    const { hunts, questions } = huntsOver(linearHistory(10), waterfall, { observed: false });
    const result = await bisectHistory(hunts, linearHistory(10), { ...request, good: 'c5' });
    expect(questions.map(({ state }) => state.at)).toEqual(['c5', 'c6', 'c7', 'c8', 'c9']);
    expect(result).toMatchObject({ ending: 'found', good: { at: 'c5' }, first: { to: { at: 'c7' } } });
  });

  it('finds nothing where BAD is clean', async () => {
    const { hunts } = huntsOver(linearHistory(10), waterfall);
    const result = await bisectHistory(hunts, linearHistory(10), { ...request, bad: 'c6' });
    expect(result).toMatchObject({ ending: 'nothing', first: null });
  });

  it('is inconclusive where GOOD leaks', async () => {
    const { hunts } = huntsOver(linearHistory(10), waterfall);
    const result = await bisectHistory(hunts, linearHistory(10), { ...request, good: 'c3' });
    expect(result).toMatchObject({ ending: 'inconclusive', first: null, good: { answer: { verdict: 'leaks' } } });
  });

  it('is inconclusive where the leak is as old as the history', async () => {
    const { hunts } = huntsOver(linearHistory(10), () => 5);
    const result = await bisectHistory(hunts, linearHistory(10), request);
    expect(result).toMatchObject({ ending: 'inconclusive', first: null, neverClean: true });
  });

  it('names the states among which it began where some could not be run', async () => {
    const broken = (world: World) => (has(world, 'c6') && !has(world, 'c7') ? unresolved('crashed') : waterfall(world));
    const { hunts } = huntsOver(linearHistory(10), broken);
    const result = await bisectHistory(hunts, linearHistory(10), request);
    expect(result.ending).toBe('inconclusive');
    expect(result.oneOf.map(({ at }) => at)).toEqual(['c6', 'c7']);
  });

  it('refuses a GOOD that does not come before BAD', async () => {
    const { hunts } = huntsOver(linearHistory(10), waterfall);
    const asked = bisectHistory(hunts, linearHistory(10), { ...request, good: 'c9' });
    await expect(asked).rejects.toThrow(HistoryError);
    await expect(asked).rejects.toThrow("GOOD ('c9') does not come before BAD ('c9')");
  });

  it('compares what was only proposed with the state before it, and goes on from there', async () => {
    const proposed = bringing('p', { status: 'proposed' });
    const history = historyOf([bringing('c0'), proposed, bringing('c1')]);
    const { hunts } = huntsOver(history, (world) => (has(world, 'p') ? 56 : 0));
    const result = await bisectHistory(hunts, history, { ...request, bad: 'p', all: true });
    expect(result.first).toMatchObject({ from: { at: 'c0' }, to: { at: 'p' } });
    expect(result.transitions).toMatchObject([{ from: { at: 'c0' }, to: { at: 'p' } }]);
  });

  it('takes a change out only of the states that can hold it', async () => {
    const { hunts } = huntsOver(linearHistory(10), waterfall);
    const result = await bisectHistory(hunts, linearHistory(10), { ...request, without: ['c7'], bad: 'c8' });
    expect(result.ending).toBe('nothing');
  });

  it('runs states once that agree on all that the test looks at', async () => {
    const { hunts } = huntsOver(linearHistory(10), (world) => (has(world, 'c7') ? 19 : 0));
    const result = await bisectHistory(hunts, linearHistory(10), request);
    expect(result).toMatchObject({ states: 11, runs: 2, first: { to: { at: 'c7' } } });
  });
});
