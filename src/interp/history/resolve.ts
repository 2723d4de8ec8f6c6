import { closest } from 'fastest-levenshtein';
import type { World } from '../world.js';
import { type Change, type Edit, type History, LAST_COLLECTION } from './change.js';
import { applyEdit, EditError } from './edit.js';

/** A state that the history cannot give; the message is for the user. */
export class HistoryError extends Error {
  override name = 'HistoryError';
}

export interface StateRequest {
  /** A change or a named state, `X^` for just before X; default: the history's default state. */
  readonly at?: string;
  readonly with: readonly (string | Change)[];
  readonly without: readonly string[];
}

export interface ResolvedState {
  /** As the user named it, with what was added and taken out: 'bpo-40077 +second-gc -bpo-35810'. */
  readonly name: string;
  readonly world: World;
  /** Ids of what holds, parts included, in order of application. */
  readonly changes: readonly string[];
}

/** Every change and part by id, with the changes they belong to. */
function allChanges(history: History): Change[] {
  return history.changes.flatMap((change) => [change, ...change.parts]);
}

/** The change a user names by commit prefix, number or slug. */
export function findChange(history: History, name: string): Change {
  const all = allChanges(history);
  const exact = all.find((change) => change.id === name);
  if (exact) return exact;
  const main = all.filter((change) => change.mainNames?.includes(name));
  if (main.length === 1) return main[0] as Change;
  const bearing = all.filter((change) => change.names.includes(name) || isCommitPrefix(name, change.id));
  if (bearing.length === 1) return bearing[0] as Change;
  if (bearing.length > 1) {
    const list = bearing.map((change) => `${change.id} (${change.date}, ${change.title})`).join('; ');
    throw new HistoryError(`'${name}' names several changes: ${list}`);
  }
  throw unknownChange(history, all, name);
}

function isCommitPrefix(name: string, id: string): boolean {
  return (
    name.length >= 6 &&
    /^[0-9a-f]+$/.test(name) &&
    (id.startsWith(name) || (/^[0-9a-f]{10}$/.test(id) && name.startsWith(id)))
  );
}

function unknownChange(history: History, all: readonly Change[], name: string): HistoryError {
  const names = [...all.flatMap((change) => [change.id, ...change.names]), ...Object.keys(history.states)];
  const near = names.length > 0 ? `; did you mean '${closest(name, names)}'?` : '';
  return new HistoryError(`no change named '${name}'${near}`);
}

/** Changes that hold at a state, before --with and --without. */
function changesAt(history: History, at: string): Change[] {
  const before = at.endsWith('^');
  const name = before ? at.slice(0, -1) : at;
  const target = findChange(history, history.states[name] ?? name);
  const whole = history.changes.find((change) => change === target || change.parts.includes(target)) as Change;
  const index = history.changes.indexOf(whole);
  const earlier = history.changes.slice(0, index).filter((change) => change.status === 'merged');
  return before ? earlier : [...earlier, whole];
}

/** A change and its parts, each once, the parts first. */
function withParts(change: Change): Change[] {
  return [...change.parts, change];
}

/** The world in a state of the history. */
export function resolveState(history: History, request: StateRequest): ResolvedState {
  const at = request.at ?? history.defaultState;
  const chosen = new Map<string, Change>();
  for (const change of changesAt(history, at)) enter(chosen, change);
  const added = request.with.map((name) => (typeof name === 'string' ? findChange(history, name) : name));
  const removed = request.without.map((name) => findChange(history, name));
  const both = added.find((change) => removed.includes(change));
  if (both) throw new HistoryError(`'${both.id}' is asked for by --with and taken out by --without`);
  for (const change of added) enter(chosen, change);
  for (const change of removed) leave(chosen, history, change);
  const order = chronological(history, [...chosen.values()]);
  return {
    name: [at, ...added.map((change) => `+${change.id}`), ...removed.map((change) => `-${change.id}`)].join(' '),
    world: applyAll(history.base, order),
    changes: order.map((change) => change.id),
  };
}

/** Takes the change in, its parts too, and what it reverts out. */
function enter(chosen: Map<string, Change>, change: Change): void {
  for (const each of withParts(change)) {
    for (const reverted of each.reverts) {
      const old = chosen.get(reverted);
      if (old) for (const part of withParts(old)) chosen.delete(part.id);
    }
    chosen.set(each.id, each);
  }
}

function leave(chosen: Map<string, Change>, history: History, change: Change): void {
  for (const each of withParts(change)) chosen.delete(each.id);
  // What it had reverted holds again, if it came before.
  const index = history.changes.findIndex((each) => withParts(each).includes(change));
  const earlier = history.changes.slice(0, index).flatMap(withParts);
  for (const reverted of withParts(change).flatMap((each) => each.reverts)) {
    const old = earlier.find(
      (each) => each.id === reverted && (each.status === 'merged' || change.parts.includes(each)),
    );
    if (old) for (const part of withParts(old)) chosen.set(part.id, part);
  }
}

/** In the order of the history; what it does not list comes last. */
function chronological(history: History, changes: readonly Change[]): Change[] {
  const order = history.changes.flatMap(withParts);
  const position = (change: Change): number => (order.includes(change) ? order.indexOf(change) : order.length);
  return [...changes].sort((left, right) => position(left) - position(right));
}

function namesLastCollection(edit: Edit): boolean {
  return edit.edit === 'step' && typeof edit.to === 'object' && Object.values(edit.to).includes(LAST_COLLECTION);
}

/** What refers to the last collection waits until every other edit has said which one that is. */
function applyAll(base: World, changes: readonly Change[]): World {
  const edits = changes.flatMap((change) => change.edits.map((edit) => ({ change, edit })));
  const [late, early] = [
    edits.filter(({ edit }) => namesLastCollection(edit)),
    edits.filter(({ edit }) => !namesLastCollection(edit)),
  ];
  let world = base;
  for (const { change, edit } of [...early, ...late]) world = applyOne(world, change, edit);
  return world;
}

function applyOne(world: World, change: Change, edit: Edit): World {
  try {
    return applyEdit(world, edit);
  } catch (error) {
    if (!(error instanceof EditError)) throw error;
    throw new HistoryError(`${change.id} cannot be applied here: ${error.message}${requirement(change)}`);
  }
}

function requirement(change: Change): string {
  return change.requires.length > 0 ? ` (it requires ${change.requires.join(', ')})` : '';
}
