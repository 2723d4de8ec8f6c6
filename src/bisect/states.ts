import type { Change, History } from '../interp/history/change.js';
import { findChange, HistoryError, wholeOf } from '../interp/history/find-change.js';

/** A state of the history by the change that it ends with; null: before the first change. */
export interface NamedState {
  /** What --at takes. */
  readonly at: string;
  readonly change: Change | null;
}

interface Position {
  /** Number of changes of the list that come before it. */
  readonly index: number;
  readonly change: Change;
  /** `X^`: the state without X. */
  readonly before: boolean;
}

function positionOf(history: History, at: string): Position {
  const before = at.endsWith('^');
  const name = before ? at.slice(0, -1) : at;
  const state = Object.hasOwn(history.states, name) ? history.states[name] : undefined;
  const change = findChange(history, state ?? name);
  return { index: history.changes.indexOf(wholeOf(history, change) as Change), change, before };
}

function firstState(history: History): NamedState {
  const first = history.changes[0];
  if (first === undefined) throw new HistoryError('the history holds no change');
  return { at: `${first.id}^`, change: null };
}

const stateOf = (change: Change): NamedState => ({ at: change.id, change });

/** The states that lead to one, from before the first change on: those of the merged changes, then itself. */
export function statesUpTo(history: History, at: string): NamedState[] {
  const { index, change, before } = positionOf(history, at);
  const merged = history.changes.slice(0, index).filter(({ status }) => status === 'merged');
  return [firstState(history), ...merged.map(stateOf), ...(before ? [] : [stateOf(change)])];
}

/** The states of the merged changes that come after a state. */
export function statesAfter(history: History, at: string): NamedState[] {
  const { index, change, before } = positionOf(history, at);
  const from = before || change.status !== 'merged' ? index : index + 1;
  const later = history.changes.slice(from).filter((each) => each.status === 'merged' && each !== change);
  return (before && change.status === 'merged' ? [change, ...later] : later).map(stateOf);
}

/** Every state of the list: of merged changes, which build on each other, and of those that were only proposed. */
export function allStates(history: History): NamedState[] {
  const listed = history.changes.filter(({ status }) => status !== 'experiment');
  return [firstState(history), ...listed.map(stateOf)];
}

/** The states after GOOD that lead to BAD, GOOD first. */
export function statesBetween(history: History, good: string, bad: string): NamedState[] {
  const line = statesUpTo(history, bad);
  const { index, change, before } = positionOf(history, good);
  const passed = statesUpTo(history, good).length;
  const isOnLine = before || change.status === 'merged';
  const end = positionOf(history, bad);
  if (index > end.index || passed >= line.length + (isOnLine ? 0 : 1)) {
    throw new HistoryError(`GOOD ('${good}') does not come before BAD ('${bad}') in the history`);
  }
  const after = line.slice(isOnLine ? passed : passed - 1);
  return [{ at: good, change: before ? null : change }, ...after];
}

/** Whether what a change takes out could hold in a state at all. */
export function isAtOrBefore(history: History, name: string, at: string): boolean {
  const { index } = positionOf(history, name);
  const state = positionOf(history, at);
  return index < state.index || (index === state.index && !state.before);
}
