import { distance } from 'fastest-levenshtein';
import type { Change, History } from './change.js';

/** A state that the history cannot give; the message is for the user. */
export class HistoryError extends Error {
  override name = 'HistoryError';
}

const SHORTEST_PREFIX = 6;
const COMMIT = /^[0-9a-f]{7,40}$/;
/** How many near names a message offers. */
const SUGGESTIONS = 3;

/** A change and its parts, in the order in which they are applied. */
export function withParts(change: Change): readonly Change[] {
  return [change, ...change.parts];
}

/** Every change and part. */
export function allChanges(history: History): readonly Change[] {
  return history.changes.flatMap(withParts);
}

/** The change of the list that the change is, or is a part of; undefined: the history does not know it. */
export function wholeOf(history: History, change: Change): Change | undefined {
  return history.changes.find((whole) => withParts(whole).includes(change));
}

/**
 * The change that a user names by commit, number or slug. A number that several changes bear means the one that has it
 * as its main name; where none has, it is ambiguous. `states`: names of states that would do, too.
 */
export function findChange(history: History, name: string, states: readonly string[] = []): Change {
  const all = allChanges(history);
  const wanted = name.toLowerCase();
  const exact = all.find((change) => change.id.toLowerCase() === wanted);
  if (exact) return exact;
  const main = all.filter((change) => change.mainNames?.includes(wanted));
  const bearing = all.filter((change) => change.names.includes(wanted) || isCommitPrefix(wanted, change.id));
  const [first, second] = main.length > 0 ? main : bearing;
  if (first && !second) return first;
  if (first) throw ambiguous(name, main.length > 0 ? main : bearing);
  throw unknownChange(history, name, states);
}

/** Either may be the longer one: an id is a prefix of the full commit. */
function isCommitPrefix(name: string, id: string): boolean {
  if (name.length < SHORTEST_PREFIX || !COMMIT.test(id) || !/^[0-9a-f]{1,40}$/.test(name)) return false;
  return id.startsWith(name) || name.startsWith(id);
}

function ambiguous(name: string, changes: readonly Change[]): HistoryError {
  const list = changes.map((change) => `${change.id} (${change.date}, ${change.title})`).join('; ');
  return new HistoryError(`'${name}' names several changes: ${list}`);
}

function unknownChange(history: History, name: string, states: readonly string[]): HistoryError {
  if (Object.hasOwn(history.states, name)) {
    return new HistoryError(`no change is named '${name}': it is a state, which --at takes`);
  }
  const names = new Set([...allChanges(history).flatMap((change) => [change.id, ...change.names]), ...states]);
  const near = nearest(name.toLowerCase(), [...names]).map((each) => `'${each}'`);
  const hint = near.length > 0 ? `; did you mean ${near.join(', ').replace(/, ([^,]*)$/, ' or $1')}?` : '';
  return new HistoryError(`no change named '${name}'${hint}`);
}

/** The nearest names, of which not more than every second letter differs, and those that begin the same way. */
function nearest(name: string, names: readonly string[]): string[] {
  const scored = names.map((each) => ({ each, far: distance(name, each.toLowerCase()) }));
  scored.sort((left, right) => left.far - right.far);
  const best = scored[0]?.far ?? 0;
  return scored
    .filter(({ each, far }) => (far === best && 2 * far <= name.length) || (name.length > 2 && each.startsWith(name)))
    .slice(0, SUGGESTIONS)
    .map(({ each }) => each);
}
