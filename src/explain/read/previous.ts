import { ownerAt } from '../../gc/snapshot.js';
import type { OutsideOwner } from './described.js';
import { type Difference, outsideKey } from './difference.js';
import { grouped } from './grouped.js';

/** Names a slot the same way before and after; '' for what nobody owns, which is no slot. */
export function slotKey({ before, after, afterOf }: Difference, reference: number, when: 'before' | 'after'): string {
  const snapshot = when === 'before' ? before : after;
  const of = snapshot.references.owner[reference] as number;
  if (of < 0) {
    const owner = ownerAt(snapshot, reference) as OutsideOwner;
    return owner.kind === 'nobody' ? '' : outsideKey(snapshot, reference);
  }
  return `${when === 'before' ? afterOf[of] : of} ${snapshot.references.slot[reference]}`;
}

/** What the slot of a new reference held before: an object of the snapshot before, by index of the reference. */
export type PreviousTargets = ReadonlyMap<number, number>;

/** An entry of a dict is known by its key, wherever it stands; each reference that has gone makes room for one. */
export function previousTargets(difference: Difference): PreviousTargets {
  const { before, goneReferences, newReferences } = difference;
  const gone = grouped(goneReferences, (reference) => entryKey(difference, reference, 'before'));
  // What nobody owns is no slot.
  gone.delete('');
  const previous = new Map<number, number>();
  for (const reference of newReferences) {
    const replaced = gone.get(entryKey(difference, reference, 'after'))?.pop();
    if (replaced !== undefined) previous.set(reference, before.references.target[replaced] as number);
  }
  return previous;
}

function entryKey(difference: Difference, reference: number, when: 'before' | 'after'): string {
  const { before, after, afterOf } = difference;
  const { references } = when === 'before' ? before : after;
  const of = references.owner[reference] as number;
  const name = references.itemNames.get(reference);
  if (name === undefined) return slotKey(difference, reference, when);
  const owner = when === 'before' ? (afterOf[of] as number) : of;
  return owner < 0 ? '' : `${owner} ${name}`;
}
