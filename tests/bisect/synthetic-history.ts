import { HuntOracle, type HuntRun } from '../../src/bisect/hunt-oracle.js';
import { CLEAN, type HuntAnswer, type HuntQuestion } from '../../src/bisect/hunt-question.js';
import { itemIdentity } from '../../src/bisect/identity.js';
import { observeWorld } from '../../src/bisect/observed-world.js';
import type { Change, History } from '../../src/interp/history/change.js';
import { holdingAt, worldOf } from '../../src/interp/history/resolve.js';
import { extension, rulesOff, type World } from '../../src/interp/scenario.js';

type Details = Partial<Change>;

/** A change that brings the extension that bears its name. */
export function bringing(id: string, details: Details = {}): Change {
  return {
    id,
    names: [],
    date: '2020-01-01',
    title: `brings ${id}`,
    status: 'merged',
    area: 'extension',
    requires: [],
    reverts: [],
    parts: [],
    edits: [{ edit: 'extension', extension: extension(id, {}) }],
    ...details,
  };
}

export function historyOf(changes: readonly Change[], defaultState = changes.at(-1)?.id ?? ''): History {
  return { base: { rules: rulesOff(), steps: [], extensions: {} }, changes, defaultState, states: {} };
}

/** c0, c1, ... */
export function linearHistory(length: number): History {
  return historyOf(Array.from({ length }, (_, index) => bringing(`c${index}`)));
}

export const has = (world: World, id: string): boolean => world.extensions[id] !== undefined;

export function leaking(sum: number): HuntAnswer {
  const pattern = { kind: 'steady' } as const;
  const leaks = [{ item: 'references' as const, deltas: [sum], sum, pattern, fine: false }];
  return {
    verdict: 'leaks',
    leaks,
    named: [{ identity: itemIdentity('test_x', 'references'), references: sum, blocks: 0 }],
    why: null,
  };
}

/** Hunts whose outcome is computed from the world alone: what the test under bisection would do in it. */
export function huntsOver(
  history: History,
  test: (world: World, question: HuntQuestion) => number | HuntAnswer,
  { width = 1, observed = true } = {},
): { hunts: HuntOracle; questions: HuntQuestion[] } {
  const questions: HuntQuestion[] = [];
  const run = async (question: HuntQuestion): Promise<HuntRun> => {
    questions.push(question);
    const { world, consulted } = observeWorld(worldOf(history, holdingAt(history, question.state)));
    const outcome = test(world, question);
    const answer = typeof outcome !== 'number' ? outcome : outcome > 0 ? leaking(outcome) : CLEAN;
    return { answer, consulted: observed ? [...consulted] : null };
  };
  return { hunts: new HuntOracle({ history, run, width }), questions };
}
