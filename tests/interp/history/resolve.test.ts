import { describe, expect, it } from 'vitest';
import history from '../../../scenarios/history.js';
import type { Change, History } from '../../../src/interp/history/change.js';
import { findChange, HistoryError } from '../../../src/interp/history/find-change.js';
import { resolveState, type StateRequest } from '../../../src/interp/history/resolve.js';

const stateOf = (request: Partial<StateRequest>) => resolveState(history, { with: [], without: [], ...request });
const changesAt = (request: Partial<StateRequest>) => stateOf(request).changes;
const stepsAt = (request: Partial<StateRequest>): string[] => stateOf(request).world.steps.map(({ name }) => name);

/** The message for the user. */
function refusal(request: Partial<StateRequest>, of: History = history): string {
  try {
    resolveState(of, { with: [], without: [], ...request });
  } catch (error) {
    if (error instanceof HistoryError) return error.message;
    throw error;
  }
  throw new Error('the state is not refused');
}

describe('the name of a change', () => {
  it.each([
    ['53e4c91725', '53e4c91725'],
    ['53e4c9', '53e4c91725'],
    ['53e4c91725a2dfa3d1a9a1b1d3d3f4b6c7d8e9f0', '53e4c91725'],
    ['BPO-40077', '53e4c91725'],
    ['gh-19202', '53e4c91725'],
    ['Second-GC', 'second-gc'],
    ['codec-clear', 'codec-clear'],
    // Others bear this number too; it is the main name of one.
    ['bpo-35810', '364f0b0f19'],
  ])('%s means %s', (name, id) => {
    expect(findChange(history, name).id).toBe(id);
  });

  it('that is unknown gets the nearest ones', () => {
    expect(refusal({ at: 'second-g' })).toBe("no change named 'second-g'; did you mean 'second-gc'?");
    expect(refusal({ with: ['codecclear'] })).toBe("no change named 'codecclear'; did you mean 'codec-clear'?");
    expect(refusal({ at: '3.11.1' })).toBe("no change named '3.11.1'; did you mean '3.11.2'?");
    expect(refusal({ with: ['nonsense'] })).toBe("no change named 'nonsense'");
  });

  it('is none of a state, which --at takes', () => {
    expect(refusal({ with: ['3.11.2'] })).toBe("no change is named '3.11.2': it is a state, which --at takes");
    expect(refusal({ without: ['3.11.1'] })).toBe("no change named '3.11.1'");
  });

  it('that several changes bear gets each of them, with date and title', () => {
    const message = refusal({ at: 'bpo-40217' });
    expect(message).toMatch(/^'bpo-40217' names several changes: /);
    for (const id of ['0169d3003b (2020-04-27, ', '91a5ae1835 (2020-04-27, ', '1cf15af9a6 (2020-05-27, ']) {
      expect(message).toContain(id);
    }
  });

  it('may be the beginning of a commit only where that is long enough to mean one', () => {
    expect(refusal({ at: '53e4c' })).toMatch(/^no change named '53e4c'; did you mean /);
  });
});

describe('a state', () => {
  it('is all that was merged up to the change, and nothing that was only tried or proposed', () => {
    const changes = changesAt({ at: '9cc3ebd7e0' });
    expect(changes.at(-1)).toBe('9cc3ebd7e0');
    expect(changes).toContain('53e4c91725');
    expect(changes).not.toContain('second-gc');
    expect(changesAt({ at: '6104013838' })).not.toContain('gh-23811-proposed');
  });

  it('X^ is the state without X', () => {
    const changes = changesAt({ at: '9cc3ebd7e0' });
    expect(changesAt({ at: '9cc3ebd7e0^' })).toEqual(changes.slice(0, -1));
  });

  it('of a proposal, an experiment or a part is what was merged before, with it', () => {
    expect(changesAt({ at: 'gh-23811-proposed' }).at(-1)).toBe('gh-23811-proposed');
    expect(changesAt({ at: 'second-gc' }).slice(-2)).toEqual(['53e4c91725', 'second-gc']);
    expect(changesAt({ at: 'gc-after-clear' })).not.toContain('ac0e1c2694');
  });

  it('is without what a later change reverts, unless that is asked for', () => {
    expect(changesAt({ at: '310e2d2517' })).toContain('codec-clear');
    expect(changesAt({ at: 'ac0e1c2694' })).not.toContain('codec-clear');
    expect(changesAt({ at: 'ac0e1c2694', with: ['codec-clear'] })).toContain('codec-clear');
    expect(changesAt({ at: '188078c39d' })).not.toContain('8334f30a74');
  });

  it('has parts in and out by themselves', () => {
    const whole = changesAt({ at: '310e2d2517' });
    expect(changesAt({ at: '310e2d2517', without: ['codec-clear'] })).toEqual(
      whole.filter((id) => id !== 'codec-clear'),
    );
    expect(changesAt({ at: '310e2d2517^', with: ['codec-clear'] }).at(-1)).toBe('codec-clear');
  });

  it('is named as it was asked for', () => {
    const request = { at: 'bpo-40077', with: ['second-gc'], without: ['bpo-35810'] };
    expect(stateOf(request).name).toBe('bpo-40077 +second-gc -364f0b0f19');
  });

  it('has the second collection behind the last one, wherever that stands by then', () => {
    const behind = (name: string, steps: readonly string[]): string | undefined => steps[steps.indexOf(name) + 1];
    expect(behind('gc-wiped', stepsAt({ at: '7247407c35', with: ['second-gc'] }))).toBe('second-gc');
    const both = { at: '7247407c35', with: ['second-gc', 'gc-before-clear'] };
    expect(behind('gc-before-clear', stepsAt(both))).toBe('second-gc');
    expect(behind('gc-last', stepsAt({ at: '5cf4782a26', with: ['second-gc'] }))).toBe('second-gc');
  });
});

describe('what contradicts itself', () => {
  it.each([
    [{ with: ['second-gc'], without: ['second-gc'] }, "'second-gc' is asked for by --with and taken out by --without"],
    [
      { with: ['codec-clear'], without: ['310e2d2517'] },
      "--with asks for 'codec-clear', a part of '310e2d2517', which --without takes out",
    ],
    [
      { at: '7247407c35', with: ['8334f30a74', '188078c39d'] },
      "--with asks for '8334f30a74' and for '188078c39d', which reverts it",
    ],
    [
      { at: '7247407c35', with: ['ac0e1c2694', '310e2d2517'] },
      "--with asks for '310e2d2517' with its part 'codec-clear' and for 'ac0e1c2694', which reverts it",
    ],
    [
      { at: 'bpo-40077', without: ['53e4c91725'] },
      "--at asks for '53e4c91725', which --without takes out; 'bpo-40077^' is the state before it",
    ],
    [
      { at: 'second-gc', without: ['second-gc'] },
      "--at asks for 'second-gc', which --without takes out; 'second-gc^' is the state before it",
    ],
    [
      { at: 'bpo-40077', without: ['6104013838'] },
      "--without '6104013838' (2020-12-18): it does not hold at bpo-40077, nor by --with",
    ],
  ])('%j is refused and says which', (request, message) => {
    expect(refusal(request)).toBe(message);
  });
});

describe('a change without what it requires', () => {
  it('holds where its edits mean something', () => {
    const changes = changesAt({ at: '0169d3003b', without: ['9cc3ebd7e0'] });
    expect(changes).toContain('0169d3003b');
    expect(changes).not.toContain('9cc3ebd7e0');
    expect(changesAt({ at: 'bpo-40077', without: ['4c1b6a6f4f'] })).toContain('53e4c91725');
  });

  it('is refused where they have nothing to act on, and says what it requires', () => {
    expect(refusal({ at: '7247407c35', with: ['clear-fork-hooks'] })).toBe(
      "'clear-fork-hooks' cannot be applied here: no finalization step named 'gc-before-clear' (it requires gc-before-clear)",
    );
    expect(refusal({ without: ['53e4c91725'] })).toBe(
      "'77c614624b' cannot be applied here: '_abc' has no field state._abc_data_type (it requires 53e4c91725)",
    );
    const edit = { edit: 'prepend', extension: 'nobody', path: 'exec', ops: [] } as const;
    const [first] = history.changes;
    const lost: Change = { ...(first as Change), id: 'lost', requires: ['found'], parts: [], edits: [edit] };
    const small: History = { ...history, changes: [lost], defaultState: 'lost', states: {} };
    expect(refusal({ at: 'lost' }, small)).toBe(
      "'lost' cannot be applied here: no extension named 'nobody' is described (it requires found)",
    );
  });
});
