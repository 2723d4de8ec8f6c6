import type { Change, History } from '../interp/history/change.js';
import type { HuntOracle } from './hunt-oracle.js';
import { type HuntAnswer, linesDiffer } from './hunt-question.js';
import type { ChangeInfo, HistoryResult, StateReading, StateTransition } from './result.js';
import { allStates, isAtOrBefore, type NamedState, statesBetween, statesUpTo } from './states.js';
import { beginningOf, transitionsOf } from './transitions.js';

export interface HistoryRequest {
  readonly test: string;
  readonly good: string | null;
  readonly bad: string;
  /** Report all transitions of the whole history. */
  readonly all: boolean;
  readonly with: readonly (string | Change)[];
  readonly without: readonly string[];
  /** How many hunts are left at most. */
  readonly onEstimate?: (left: number) => void;
}

export function changeInfo({ id, names, date, title, status }: Change): ChangeInfo {
  return { id, names, date, title, status };
}

/** Which change began the leak that is there at BAD: every state is judged, none is guessed. */
export async function bisectHistory(
  oracle: HuntOracle,
  history: History,
  request: HistoryRequest,
): Promise<HistoryResult> {
  const { good, bad, all, test } = request;
  const line = good === null ? statesUpTo(history, bad) : statesBetween(history, good, bad);
  const whole = all ? allStates(history) : [];
  request.onEstimate?.(new Set([...line, ...whole].map(({ at }) => at)).size);
  const judged = await readStates(oracle, history, [...line, ...whole], request);
  const readings = judged.slice(0, line.length);
  const goodReading = good === null ? null : (readings[0] as StateReading);
  const badReading = readings.at(-1) as StateReading;
  const beginning = beginningOf(readings.map(toReading));
  const goodHolds = goodReading === null || goodReading.answer.verdict === 'clean';
  const first = beginning.kind === 'found' && goodHolds ? toTransition(beginning.transition, readings) : null;
  const oneOf = beginning.kind === 'one-of' ? beginning.candidates.map(({ state }) => byState(readings, state)) : [];
  const shown = all ? judged.slice(line.length) : readings;
  return {
    mode: 'history',
    test,
    ending: first !== null ? 'found' : beginning.kind === 'bad-is-clean' ? 'nothing' : 'inconclusive',
    good: goodReading,
    bad: badReading,
    first,
    oneOf: goodHolds ? oneOf : [],
    neverClean: beginning.kind === 'never-clean',
    transitions: transitionsAlong(shown),
    states: new Set(judged.map(({ at }) => at)).size,
    runs: oracle.runs,
  };
}

async function readStates(
  oracle: HuntOracle,
  history: History,
  states: readonly NamedState[],
  request: HistoryRequest,
): Promise<StateReading[]> {
  const questions = states.map(({ at }) => ({
    state: {
      at,
      with: request.with,
      without: request.without.filter((name) => isAtOrBefore(history, name, at)),
    },
    cases: null,
  }));
  const answers = await oracle.ask(questions);
  return states.map(({ at, change }, index) => ({
    at,
    change: change && changeInfo(change),
    answer: answers[index] as HuntAnswer,
  }));
}

const toReading = ({ at, answer }: StateReading) => ({ state: at, trial: answer });

function byState(readings: readonly StateReading[], state: string): StateReading {
  return readings.find(({ at }) => at === state) as StateReading;
}

function toTransition(
  { from, to }: { readonly from: { readonly state: string }; readonly to: { readonly state: string } },
  readings: readonly StateReading[],
): StateTransition {
  return { from: byState(readings, from.state), to: byState(readings, to.state) };
}

/** Along the merged changes; what was only proposed is compared with the state that it would have changed. */
function transitionsAlong(readings: readonly StateReading[]): StateTransition[] {
  const isMerged = ({ change }: StateReading): boolean => change === null || change.status === 'merged';
  const merged = readings.filter(isMerged);
  const along = transitionsOf(merged.map(toReading), linesDiffer).map((found) => toTransition(found, readings));
  const aside = readings.flatMap((to, index) => {
    if (isMerged(to)) return [];
    const from = readings.slice(0, index).findLast(isMerged) as StateReading;
    return transitionsOf([from, to].map(toReading), linesDiffer).map((found) => toTransition(found, readings));
  });
  return [...along, ...aside].sort((left, right) => readings.indexOf(left.to) - readings.indexOf(right.to));
}
