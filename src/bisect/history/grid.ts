import type { Change, History } from '../../interp/history/change.js';
import { withParts } from '../../interp/history/find-change.js';
import type { HuntOracle } from '../hunt-oracle.js';
import { type HuntAnswer, linesDiffer, type StateQuestion } from '../hunt-question.js';
import { changeInfo } from '../over-history.js';
import { isAtOrBefore } from '../states.js';
import { halfFixesAt } from './half-fixes.js';
import type { Effect, GridCell, GridRow, HistoryGrid } from './result.js';

export interface GridColumn {
  readonly test: string;
  readonly oracle: HuntOracle;
}

export interface GridRequest {
  readonly history: History;
  readonly columns: readonly GridColumn[];
  /** The changes of the list that get rows, in its order; experiments are tried on what the others leave leaking. */
  readonly changes: readonly Change[];
  /** Each change for each test, whatever it says of itself. */
  readonly everyTest: boolean;
  readonly with: readonly (string | Change)[];
  readonly without: readonly string[];
}

/** One row of one column. */
interface Reading {
  readonly kind: GridRow['kind'];
  readonly at: string;
  readonly change: Change;
  readonly cell: GridCell;
}

/** Whether the change says that it touches the test; one that says nothing may touch any. */
function mayTouch({ everyTest }: GridRequest, { tests }: Change, { test }: GridColumn): boolean {
  return everyTest || tests === undefined || tests.includes(test);
}

/** Runs tests x changes: each test in the state of each change, and with each half-fix where it leaks. */
export async function historyGrid(request: GridRequest): Promise<HistoryGrid> {
  const { history, columns, changes } = request;
  const read = await Promise.all(columns.map((column) => readColumn(request, column)));
  const rows = rowsOf(history, read);
  return {
    tests: columns.map(({ test }) => test),
    rows,
    leftOut: history.changes.filter((change) => !changes.includes(change) && change.status !== 'experiment').length,
    states: rows.length,
    runs: columns.reduce((sum, { oracle }) => sum + oracle.runs, 0),
  };
}

async function readColumn(request: GridRequest, column: GridColumn): Promise<Reading[]> {
  const own = request.changes.filter((change) => change.status !== 'experiment' && mayTouch(request, change, column));
  const readings = await readChanges(request, column, own);
  const tried = await tryHalfFixes(request, column, readings);
  return [...readings, ...tried, ...(await takeOut(request, column, readings, tried))];
}

/** The state of each change; where it is not as the one above it, also the state just before the change. */
async function readChanges(request: GridRequest, column: GridColumn, own: readonly Change[]): Promise<Reading[]> {
  const answers = await askAll(
    column,
    own.map(({ id }) => stateAt(request, id)),
  );
  // What was only proposed stands aside of the line.
  const above = own.map(
    (_, index) => answers[own.findLastIndex(({ status }, at) => at < index && status === 'merged')],
  );
  const isNew = (index: number): boolean => {
    const over = above[index];
    return over === undefined || differ(over, answers[index] as HuntAnswer);
  };
  const states = own.flatMap(({ id }, index) => (isNew(index) ? [stateAt(request, `${id}^`)] : []));
  const befores = (await askAll(column, states)).values();
  return own.flatMap((change, index): Reading[] => {
    const [at, after, over] = [change.id, answers[index] as HuntAnswer, above[index]];
    const before = isNew(index) ? (befores.next().value as HuntAnswer) : after;
    const isShown = over === undefined ? before.verdict !== 'clean' : differ(over, before);
    const shown: Reading = { kind: 'before', at: `${at}^`, change, cell: { answer: before, effect: 'none' } };
    const kind = change.status === 'proposed' ? 'proposed' : 'merged';
    return [
      ...(isShown ? [shown] : []),
      { kind, at, change, cell: { answer: after, effect: effectOf(before, after) } },
    ];
  });
}

/** Each half-fix once for each leak: in the first of its states in which the half-fix means something. */
async function tryHalfFixes(request: GridRequest, column: GridColumn, readings: readonly Reading[]) {
  const tries: Try[] = [];
  let done = new Set<Change>();
  for (const { at, cell } of readings.filter(leavesALeak)) {
    if (cell.effect === 'began') done = new Set();
    const state = stateAt(request, at);
    for (const change of halfFixesAt(request.history, state)) {
      if (done.has(change) || !mayTouch(request, change, column)) continue;
      done.add(change);
      tries.push({ at, change, cell, state: { ...state, with: [...state.with, change.id] } });
    }
  }
  return await readAll(column, 'tried', tries);
}

/** Parts that cannot be tried by themselves are taken out of their change. */
async function takeOut(
  request: GridRequest,
  column: GridColumn,
  readings: readonly Reading[],
  tried: readonly Reading[],
) {
  const done = new Set(tried.map(({ change }) => change));
  const tries = readings.flatMap(({ kind, at, change: whole, cell }) => {
    if (kind === 'before') return [];
    const state = stateAt(request, at);
    const parts = whole.parts.filter(
      (part) => part.edits.length > 0 && !done.has(part) && mayTouch(request, part, column),
    );
    return parts.map((change) => ({ at, change, cell, state: { ...state, without: [...state.without, change.id] } }));
  });
  return await readAll(column, 'without', tries);
}

interface Try {
  readonly at: string;
  readonly change: Change;
  readonly state: StateQuestion;
  /** Of the state without the half-fix. */
  readonly cell: GridCell;
}

async function readAll(column: GridColumn, kind: 'tried' | 'without', tries: readonly Try[]): Promise<Reading[]> {
  const states = tries.map(({ state }) => state);
  const answers = await askAll(column, states);
  return tries.map(({ at, change, cell: { answer: bare } }, index) => {
    const answer = answers[index] as HuntAnswer;
    return { kind, at, change, cell: { answer, effect: effectOf(bare, answer) } };
  });
}

function askAll({ oracle }: GridColumn, states: readonly StateQuestion[]): Promise<HuntAnswer[]> {
  return oracle.ask(states.map((state) => ({ state, cases: null })));
}

function stateAt({ history, with: added, without }: GridRequest, at: string): StateQuestion {
  return { at, with: added, without: without.filter((name) => isAtOrBefore(history, name, at)) };
}

function leavesALeak({ kind, cell }: Reading): boolean {
  return kind !== 'before' && (cell.effect === 'began' || cell.effect === 'changed');
}

function differ(left: HuntAnswer, right: HuntAnswer): boolean {
  return left.verdict !== right.verdict || linesDiffer(left, right);
}

function effectOf(before: HuntAnswer, after: HuntAnswer): Effect {
  if (before.verdict === 'unresolved' || after.verdict === 'unresolved') return 'unknown';
  if (before.verdict !== after.verdict) return after.verdict === 'leaks' ? 'began' : 'ended';
  return linesDiffer(before, after) ? 'changed' : 'none';
}

const KINDS: readonly GridRow['kind'][] = ['before', 'merged', 'proposed', 'tried', 'without'];

/** The columns side by side: rows of one state and one change are one row. */
function rowsOf(history: History, columns: readonly (readonly Reading[])[]): GridRow[] {
  const order = new Map(history.changes.flatMap(withParts).map((change, index) => [change.id, index]));
  const place = ({ kind, at, change }: GridRow): number[] => [
    order.get(at.replace(/\^$/, '')) ?? 0,
    KINDS.indexOf(kind),
    order.get(change.id) ?? 0,
  ];
  const rows = new Map<string, GridRow>();
  for (const [column, readings] of columns.entries()) {
    for (const { kind, at, change, cell } of readings) {
      const key = JSON.stringify([kind, at, change.id]);
      const row = rows.get(key) ?? emptyRow({ kind, at, change }, columns.length);
      rows.set(key, { ...row, cells: row.cells.with(column, cell) });
    }
  }
  return [...rows.values()].sort((left, right) => compare(place(left), place(right)));
}

function emptyRow({ kind, at, change }: Omit<Reading, 'cell'>, width: number): GridRow {
  const cells = Array.from({ length: width }, () => null);
  const added = kind === 'tried' ? [change.id] : [];
  const removed = kind === 'without' ? [change.id] : [];
  return { kind, at, with: added, without: removed, change: changeInfo(change), cells };
}

function compare(left: readonly number[], right: readonly number[]): number {
  const at = left.findIndex((value, index) => value !== right[index]);
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}
