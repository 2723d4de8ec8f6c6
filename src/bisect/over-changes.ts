import type { History } from '../interp/history/change.js';
import { findChange } from '../interp/history/find-change.js';
import { holdingAt } from '../interp/history/resolve.js';
import { allOf } from './candidate-set.js';
import { culpritCandidates } from './candidates.js';
import { culpritsOf, SetOracle } from './culprits.js';
import type { HuntOracle } from './hunt-oracle.js';
import type { HuntAnswer, StateQuestion } from './hunt-question.js';
import { type LeakIdentity, leakKey } from './identity.js';
import { changeInfo } from './over-history.js';
import { type Repairs, repairsOf } from './repairs.js';
import type { ChangesResult, Culprits } from './result.js';
import { unlessSpent } from './trials.js';

export interface ChangesRequest {
  readonly test: string;
  readonly bad: StateQuestion;
  readonly vary: 'changes' | 'all';
  readonly onEstimate: (left: number) => void;
}

const NO_REPAIRS: Repairs = { sets: [], candidates: [], complete: true, tried: 0 };

/** Which sets of changes are enough for the leak at BAD, and which repair it. */
export async function bisectChanges(
  hunts: HuntOracle,
  history: History,
  { test, bad, vary, onEstimate }: ChangesRequest,
): Promise<ChangesResult> {
  const answer = await hunts.one({ state: bad, cases: null });
  const varied = culpritCandidates(holdingAt(history, bad).changes, vary);
  const leaks: Culprits[] = [];
  let sets = 0;
  if (answer.verdict === 'leaks') {
    const oracle = new SetOracle(hunts, bad, varied);
    const whole = () => oracle.ask([allOf(varied.candidates.length)]);
    const [named] = await unlessSpent(whole, []);
    for (const identity of named === undefined ? [] : leaksOf(named)) {
      const found = await culpritsOf(oracle, varied.candidates, identity, onEstimate);
      leaks.push(found.culprits);
      sets += found.sets;
    }
  }
  const kinds = leaks.map(({ identity }) => identity.kind);
  const repairs = answer.verdict === 'leaks' ? await repairsOf(hunts, history, bad, { kinds, onEstimate }) : NO_REPAIRS;
  const name = bad.at.endsWith('^') ? null : findChange(history, history.states[bad.at] ?? bad.at);
  return {
    mode: 'changes',
    test,
    ending: endingOf(answer, leaks, repairs),
    bad: { at: bad.at, change: name && changeInfo(name), answer },
    vary,
    candidates: varied.candidates.map(({ change }) => changeInfo(change)),
    leaks,
    repairs: repairs.sets,
    repairsComplete: repairs.complete,
    repairCandidates: repairs.candidates.map(changeInfo),
    sets: sets + repairs.tried,
    runs: hunts.runs,
  };
}

/** Each leak once. */
function leaksOf({ named }: HuntAnswer): LeakIdentity[] {
  return [...new Map(named.map(({ identity }) => [leakKey(identity), identity])).values()];
}

function endingOf(answer: HuntAnswer, leaks: readonly Culprits[], repairs: Repairs): ChangesResult['ending'] {
  if (answer.verdict === 'clean') return 'nothing';
  if (answer.verdict === 'unresolved') return 'inconclusive';
  const found = leaks.length > 0 && leaks.every(({ sets, complete }) => complete && sets.length > 0);
  return found && repairs.complete ? 'found' : 'inconclusive';
}
