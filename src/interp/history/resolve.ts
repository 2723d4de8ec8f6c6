import { libraryOf } from '../standard-library.js';
import type { World } from '../world.js';
import { type Change, type Edit, type History, LAST_COLLECTION } from './change.js';
import { applyEdit, EditError } from './edit.js';
import { allChanges, findChange, HistoryError, wholeOf, withParts } from './find-change.js';

export interface StateRequest {
  /** A change or a named state, `X^` for just before X; default: the history's default state. */
  readonly at?: string;
  /** Names, or changes that no history knows. */
  readonly with: readonly (string | Change)[];
  readonly without: readonly string[];
  /**
   * Ids: of what would hold, these alone, each brought with nothing but itself. An edit that finds nothing to act on
   * then does nothing.
   */
  readonly only?: readonly string[];
}

export interface ResolvedState {
  /** As the user named it, with what was added and taken out: 'bpo-40077 +second-gc -364f0b0f19'. */
  readonly name: string;
  readonly world: World;
  /** Ids of what holds, parts included, in order of application. */
  readonly changes: readonly string[];
}

/** What a state consists of before anything is reverted, and the day of its library. */
interface Moment {
  readonly name: string;
  readonly date: string;
  /** Every change that was merged by then, whole. */
  readonly merged: readonly Change[];
  /** The change or part that the state is named after; null: it is the state just before. */
  readonly named: Change | null;
  /** The same, if it was not merged or is only a part. */
  readonly target: Change | null;
}

/** Which changes make a state, without the world that they make. */
export interface Holding {
  readonly name: string;
  /** Parts included, in order of application. */
  readonly changes: readonly Change[];
  /** ISO date of the state. */
  readonly date: string;
  /** The changes are a choice, in which one may lack what it acts on. */
  readonly partial: boolean;
}

/** The world in a state of the history. */
export function resolveState(history: History, request: StateRequest): ResolvedState {
  const holding = holdingAt(history, request);
  return { name: holding.name, world: worldOf(history, holding), changes: holding.changes.map(({ id }) => id) };
}

export function worldOf(history: History, { changes, date, partial }: Holding): World {
  const foreign = foreignTo(history, { changes });
  const mayFail: MayFail = (change, edit, world) => partial || (foreign.includes(change) && !isDescribed(world, edit));
  const world = withDate(applyAll(history.base, changes, mayFail), date);
  return foreign.length === 0 ? world : withOnTop(world, foreign, partial);
}

/** Changes that the history does not know. */
export function foreignTo(history: History, { changes }: Pick<Holding, 'changes'>): readonly Change[] {
  return changes.filter((change) => wholeOf(history, change) === undefined);
}

function extensionOf(edit: Edit): string | null {
  return 'extension' in edit && typeof edit.extension === 'string' ? edit.extension : null;
}

function isDescribed({ extensions }: World, edit: Edit): boolean {
  const name = extensionOf(edit);
  return name === null || Object.hasOwn(extensions, name);
}

/** A change file may act on what only a scenario describes; on what both describe, it acts on the scenario's. */
function withOnTop(world: World, foreign: readonly Change[], partial: boolean): World {
  const isStillDue = (edit: Edit, described: ReadonlySet<string>): boolean =>
    !isDescribed(world, edit) || described.has(extensionOf(edit) ?? '');
  const due = (described: ReadonlySet<string>): Change[] =>
    foreign.map((change) => ({ ...change, edits: change.edits.filter((edit) => isStillDue(edit, described)) }));
  return { ...world, onTop: (merged, described) => applyAll(merged, due(described), () => partial) };
}

export function holdingAt(history: History, request: StateRequest): Holding {
  const moment = momentAt(history, request.at ?? history.defaultState);
  const added = request.with.map((name) => (typeof name === 'string' ? findChange(history, name) : name));
  const removed = request.without.map((name) => findChange(history, name));
  refuseOwnRemoval(moment, removed);
  refuseContradictions(history, added, removed);
  const named = [...(moment.target ? [moment.target] : []), ...added];
  const candidates = inOrder(history, moment.merged, named);
  refuseIdle(moment, removed, candidates);
  const out = new Set(removed.flatMap(withParts));
  const holding = candidates.filter((change) => !out.has(change));
  const whole = {
    name: [moment.name, ...added.map(({ id }) => `+${id}`), ...removed.map(({ id }) => `-${id}`)].join(' '),
    changes: withoutReverted(holding, new Set(named.flatMap(withParts))),
    date: latest([moment.date, ...added.filter(({ status }) => status === 'merged').map(({ date }) => date)]),
    partial: false,
  };
  return request.only ? chosenFrom(whole, request.only) : whole;
}

/** A change that was merged later brings the library of its day. */
function latest(dates: readonly string[]): string {
  return dates.reduce((late, date) => (date > late ? date : late));
}

/** Of what holds, the changes of these ids alone. */
export function chosenFrom(holding: Holding, only: readonly string[]): Holding {
  const chosen = new Set(only);
  return { ...holding, changes: holding.changes.filter(({ id }) => chosen.has(id)), partial: true };
}

/**
 * `X` is everything merged up to and including X, or everything merged before it and X itself; `X^` is what was merged
 * before X. A part of a change stands where its change stands.
 */
function momentAt(history: History, at: string): Moment {
  const before = at.endsWith('^');
  const name = before ? at.slice(0, -1) : at;
  const target = findChange(history, stateNamed(history, name) ?? name, Object.keys(history.states));
  const index = history.changes.indexOf(wholeOf(history, target) as Change);
  const isMerged = target === history.changes[index] && target.status === 'merged';
  const merged = history.changes
    .slice(0, isMerged && !before ? index + 1 : index)
    .filter((change) => change.status === 'merged');
  const date = (before ? merged.at(-1)?.date : target.date) ?? history.base.library?.date ?? '';
  return { name: at, date, merged, named: before ? null : target, target: before || isMerged ? null : target };
}

function stateNamed(history: History, name: string): string | undefined {
  return Object.hasOwn(history.states, name) ? history.states[name] : undefined;
}

function refuseOwnRemoval({ name, named }: Moment, removed: readonly Change[]): void {
  if (named === null || !removed.includes(named)) return;
  throw new HistoryError(`--at asks for '${named.id}', which --without takes out; '${name}^' is the state before it`);
}

function refuseContradictions(history: History, added: readonly Change[], removed: readonly Change[]): void {
  for (const change of added) {
    const out = removed.find((each) => withParts(each).includes(change));
    if (out === change) throw new HistoryError(`'${change.id}' is asked for by --with and taken out by --without`);
    if (out) throw new HistoryError(`--with asks for '${change.id}', a part of '${out.id}', which --without takes out`);
    const ids = withParts(change).flatMap((each) => each.reverts);
    const undone = added
      .filter((each) => isEarlier(history, each, change))
      .flatMap((whole) => withParts(whole).map((each) => ({ whole, each })))
      .find(({ each }) => ids.includes(each.id));
    if (undone) throw new HistoryError(reverted(undone.whole, undone.each, change));
  }
}

function reverted(whole: Change, part: Change, by: Change): string {
  const what = whole === part ? `'${whole.id}'` : `'${whole.id}' with its part '${part.id}'`;
  return `--with asks for ${what} and for '${by.id}', which reverts it`;
}

function isEarlier(history: History, one: Change, other: Change): boolean {
  const place = (change: Change): number => history.changes.findIndex((whole) => withParts(whole).includes(change));
  return place(one) < place(other);
}

/** To take out what is not there is no state that anybody can have meant. */
function refuseIdle(moment: Moment, removed: readonly Change[], candidates: readonly Change[]): void {
  const idle = removed.find((change) => !withParts(change).some((each) => candidates.includes(each)));
  if (!idle) return;
  throw new HistoryError(`--without '${idle.id}' (${idle.date}): it does not hold at ${moment.name}, nor by --with`);
}

/**
 * Everything that could hold, each once: merged and proposed changes and parts at their place in the history, then
 * what was only tried, which goes on top of the state, in the order in which it was asked for.
 */
function inOrder(history: History, merged: readonly Change[], named: readonly Change[]): readonly Change[] {
  const tried = named.filter((change) => goesOnTop(history, change));
  const listed = new Set([...merged, ...named].flatMap(withParts));
  const atTheirPlace = allChanges(history).filter((change) => listed.has(change));
  const placed = atTheirPlace.filter((change) => !tried.some((each) => withParts(each).includes(change)));
  return [...new Set([...placed, ...tried.flatMap(withParts)])];
}

/** Experiments, and what no history lists; a part belongs to the place of its change. */
function goesOnTop(history: History, change: Change): boolean {
  const whole = wholeOf(history, change);
  return whole === undefined || (whole === change && change.status === 'experiment');
}

/** What a later one of them reverts no longer holds, unless it is to be kept. */
function withoutReverted(changes: readonly Change[], kept: ReadonlySet<Change>): readonly Change[] {
  const held: Change[] = [];
  for (const change of changes) {
    for (const id of change.reverts) {
      const at = held.findIndex((each) => each.id === id);
      const gone = at < 0 ? [] : withParts(held[at] as Change);
      for (const each of gone) if (!kept.has(each) && held.includes(each)) held.splice(held.indexOf(each), 1);
    }
    held.push(change);
  }
  return held;
}

function namesLastCollection(edit: Edit): boolean {
  return edit.edit === 'step' && typeof edit.to === 'object' && Object.values(edit.to).includes(LAST_COLLECTION);
}

function withDate(world: World, date: string): World {
  return { ...world, library: libraryOf(date, world.library?.features) };
}

/** Whether an edit that finds nothing to act on does nothing, instead of being an error. */
type MayFail = (change: Change, edit: Edit, world: World) => boolean;

/** What refers to the last collection waits until every other edit has said which one that is. */
function applyAll(base: World, changes: readonly Change[], mayFail: MayFail): World {
  const edits = changes.flatMap((change) => change.edits.map((edit) => ({ change, edit })));
  const early = edits.filter(({ edit }) => !namesLastCollection(edit));
  const late = edits.filter(({ edit }) => namesLastCollection(edit));
  let world = base;
  for (const { change, edit } of [...early, ...late]) world = applyOne(world, change, edit, mayFail);
  return world;
}

function applyOne(world: World, change: Change, edit: Edit, mayFail: MayFail): World {
  try {
    return applyEdit(world, edit);
  } catch (error) {
    if (!(error instanceof EditError)) throw error;
    if (mayFail(change, edit, world)) return world;
    throw new HistoryError(`'${change.id}' cannot be applied here: ${error.message}${requirement(change)}`);
  }
}

function requirement(change: Change): string {
  return change.requires.length > 0 ? ` (it requires ${change.requires.join(', ')})` : '';
}
