import { ownerAt } from '../../gc/snapshot.js';
import type { MeasuredSnapshot } from '../../gc/snapshot-extent.js';
import type { Observation } from '../observation.js';
import type { Part, Sum } from '../result.js';
import { nameOfTypeObject, slotNames, typeName } from './described.js';
import type { Difference } from './difference.js';
import { outsideText } from './path.js';
import { withoutIndex } from './roots.js';

/** Counts by reason; what comes to zero is left out. */
class Tally {
  readonly #counts = new Map<string, number>();

  add(what: string, count: number): void {
    if (count !== 0) this.#counts.set(what, (this.#counts.get(what) ?? 0) + count);
  }

  parts(): Part[] {
    const parts = [...this.#counts].map(([what, count]) => ({ what, count })).filter(({ count }) => count !== 0);
    return parts.sort((left, right) => right.count - left.count || (left.what < right.what ? -1 : 1));
  }
}

/** Takes the growth of one repetition apart: references by owner and target, blocks by kind. */
export function takeApart(observation: Observation, difference: Difference): Sum {
  const { before, after } = difference;
  return {
    references: after.refTotal - before.refTotal,
    blocks: after.allocatedBlocks - before.allocatedBlocks,
    referenceParts: referenceParts(difference),
    blockParts: blockParts(observation, difference),
  };
}

function referenceParts({ before, after, beforeOf, afterOf, newReferences, goneReferences }: Difference): Part[] {
  const tally = new Tally();
  for (const reference of newReferences) tally.add(referenceText(after, reference), 1);
  for (const reference of goneReferences) tally.add(referenceText(before, reference), -1);
  for (const { target, owner } of after.taken) tally.add(takenText(after, target, owner), -1);
  for (const { target, owner } of before.taken) tally.add(takenText(before, target, owner), 1);
  for (const [object, old] of beforeOf.entries()) {
    const uncountedBefore = old < 0 ? 0 : (before.uncounted[old] as number);
    tally.add('interned dict -> str', (after.uncounted[object] as number) - uncountedBefore);
  }
  for (const [old, object] of afterOf.entries()) {
    if (object < 0) tally.add('interned dict -> str', -(before.uncounted[old] as number));
  }
  for (const [by, count] of after.freed) tally.add(freedText(by), count);
  for (const [by, count] of before.freed) tally.add(freedText(by), -count);
  return tally.parts();
}

function freedText(by: string): string {
  return `counted to memory that ${by} gave back`;
}

function takenText(snapshot: MeasuredSnapshot, target: number, owner: string): string {
  return `taken from ${targetText(snapshot, target)} by ${withoutIndex(owner)}`;
}

/** `method_descriptor.d_type -> type _thread.lock` */
function referenceText(snapshot: MeasuredSnapshot, reference: number): string {
  const target = targetText(snapshot, snapshot.references.target[reference] as number);
  return `${ownerText(snapshot, reference)} -> ${target}`;
}

/** By type and slot: objects of one type that own alike are one owner. */
function ownerText(snapshot: MeasuredSnapshot, reference: number): string {
  const owner = ownerAt(snapshot, reference);
  if (owner.kind !== 'object') return withoutIndex(outsideText(owner)).replace(/ \d+/g, '');
  const fixed = slotNames(snapshot, owner.of)[owner.slot];
  const isKey = (snapshot.references.itemNames.get(reference) ?? '').startsWith('key ');
  return `${typeName(snapshot, owner.of)}${fixed === undefined ? (isKey ? ' keys' : ' items') : `.${fixed}`}`;
}

/** Types and modules by name, everything else by its type. */
function targetText(snapshot: MeasuredSnapshot, object: number): string {
  const label = snapshot.objects.label[object] ?? '';
  return nameOfTypeObject(snapshot, object) !== null || label.startsWith('module ')
    ? label
    : typeName(snapshot, object);
}

/** Kinds of blocks that Python code never sees. */
const KEYS_TABLE = 'dict keys';

function blockParts(observation: Observation, { before, after, beforeOf, afterOf }: Difference): Part[] {
  const tally = new Tally();
  for (const [object, old] of beforeOf.entries()) {
    if (old < 0) addBlocks(observation, tally, after, object, 1);
    else tally.add(furtherText(after, object), (after.blocks[object] as number) - (before.blocks[old] as number));
  }
  for (const [old, object] of afterOf.entries()) if (object < 0) addBlocks(observation, tally, before, old, -1);
  for (const [purpose, count] of after.rawBlocks) tally.add(`raw: ${purpose}`, count);
  for (const [purpose, count] of before.rawBlocks) tally.add(`raw: ${purpose}`, -count);
  tally.add('kept by free lists', after.keptBlocks - before.keptBlocks);
  return tally.parts();
}

/** The block of the object itself, and those it has beside it. */
function addBlocks(
  { sources }: Observation,
  tally: Tally,
  snapshot: MeasuredSnapshot,
  object: number,
  sign: 1 | -1,
): void {
  const blocks = snapshot.blocks[object] as number;
  if (blocks === 0) return;
  const type = typeName(snapshot, object);
  tally.add(type === KEYS_TABLE ? 'raw: keys table' : type, sign);
  let further = blocks - 1;
  const name = nameOfTypeObject(snapshot, object);
  if (further > 0 && name !== null && sources.types.some((source) => source.name === name && source.hasDoc)) {
    tally.add('raw: tp_doc', sign);
    further--;
  }
  tally.add(furtherText(snapshot, object), sign * further);
}

/** Items of a list, values of an instance, the state of a module. */
function furtherText(snapshot: MeasuredSnapshot, object: number): string {
  return `raw: of a ${typeName(snapshot, object)}`;
}
