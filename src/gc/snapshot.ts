import type { Heap } from './heap.js';
import { EXTRA_VISIT } from './object-flags.js';
import { forEachReference, type Owner } from './owners.js';
import type { Ref } from './ref.js';
import type { Place } from './stray.js';

/** Owner of a reference in a snapshot: an object by its index, or something outside of all objects. */
export type SnapshotOwner = { readonly kind: 'object'; readonly of: number; readonly slot: number } | OutsideOwner;
export type OutsideOwner = Exclude<Owner, { kind: 'object' }>;

export interface SnapshotType {
  readonly name: string;
  /** Names of the fixed slots. */
  readonly slots: readonly string[];
  readonly gc: boolean;
}

/** Columns, one entry an object. */
export interface SnapshotObjects {
  readonly count: number;
  readonly type: Int32Array;
  readonly refcnt: Int32Array;
  /** Id of the interpreter that made it. */
  readonly interpreter: Int32Array;
  readonly tracked: Uint8Array;
  /** How a reader may call it. */
  readonly label: readonly string[];
  readonly place: readonly (Place | null)[];
}

export const NOT_VISITED = 0;
export const VISITED = 1;
/** A dump of a real process knows what is visited, and of what is owned only the number. */
export const VISIT_UNKNOWN = 2;

/** Columns, one entry a strong reference. */
export interface SnapshotReferences {
  readonly count: number;
  /** Index of the owning object; or, for one of `outside`, -1 minus the index there. */
  readonly owner: Int32Array;
  /** Slot of the owning object. */
  readonly slot: Int32Array;
  readonly target: Int32Array;
  readonly visited: Uint8Array;
  /** Names of slots beyond the fixed ones, by index of the reference. */
  readonly itemNames: ReadonlyMap<number, string>;
}

/** The heap at one moment, as plain data: all that explanations may read, whatever process it shows. */
export interface Snapshot {
  readonly types: readonly SnapshotType[];
  readonly objects: SnapshotObjects;
  readonly references: SnapshotReferences;
  readonly outside: readonly OutsideOwner[];
  /** Visits of tp_traverse that no reference stands behind. */
  readonly visitedNotOwned: readonly { readonly of: number; readonly target: number }[];
}

/** How the reference at `index` is owned. */
export function ownerAt(snapshot: Snapshot, index: number): SnapshotOwner {
  const of = snapshot.references.owner[index] as number;
  if (of < 0) return snapshot.outside[-1 - of] as OutsideOwner;
  return { kind: 'object', of, slot: snapshot.references.slot[index] as number };
}

/** Name of the slot or field that owns the reference at `index`. */
export function slotNameAt(snapshot: Snapshot, index: number): string {
  const owner = ownerAt(snapshot, index);
  if (owner.kind === 'nobody') return owner.owner;
  if (owner.kind !== 'object') return owner.field;
  const fixed = (snapshot.types[snapshot.objects.type[owner.of] as number] as SnapshotType).slots;
  const named = fixed[owner.slot] ?? snapshot.references.itemNames.get(index);
  return named ?? `[${owner.slot - fixed.length}]`;
}

export function takeSnapshot(heap: Heap): Snapshot {
  const indexOf = new Int32Array(heap.top).fill(-1);
  const refs: Ref[] = [];
  for (let ref = 1 as Ref; ref < heap.top; ref++) {
    if (heap.type[ref] !== 0) indexOf[ref] = refs.push(ref) - 1;
  }
  return {
    types: heap.types.map((slots) => ({
      name: slots?.name ?? 'deallocated type',
      slots: slots?.fixed ?? [],
      gc: slots?.haveGc ?? false,
    })),
    objects: takeObjects(heap, refs),
    ...takeReferences(heap, indexOf),
    visitedNotOwned: refs.flatMap((ref) => takeExtraVisits(heap, ref, indexOf)),
  };
}

function takeObjects(heap: Heap, refs: readonly Ref[]): SnapshotObjects {
  return {
    count: refs.length,
    type: Int32Array.from(refs, (ref) => heap.type[ref] as number),
    refcnt: Int32Array.from(refs, (ref) => heap.countedRefcnt(ref)),
    interpreter: Int32Array.from(refs, (ref) => heap.maker[ref] as number),
    tracked: Uint8Array.from(refs, (ref) => (heap.isTracked(ref) ? 1 : 0)),
    label: refs.map((ref) => heap.describe(ref)),
    place: refs.map((ref) => heap.placeOf(ref)),
  };
}

function takeReferences(heap: Heap, indexOf: Int32Array): Pick<Snapshot, 'references' | 'outside'> {
  const owners: number[] = [];
  const slots: number[] = [];
  const targets: number[] = [];
  const visits: number[] = [];
  const itemNames = new Map<number, string>();
  const outside: OutsideOwner[] = [];
  forEachReference(heap, (target, getOwner) => {
    const owner = getOwner();
    const inside = owner.kind === 'object';
    if (inside) takeItemName(heap, owner.of, owner.slot, targets.length, itemNames);
    owners.push(inside ? (indexOf[owner.of] as number) : -outside.push(owner));
    slots.push(inside ? owner.slot : 0);
    visits.push(inside && owner.visited ? VISITED : NOT_VISITED);
    targets.push(indexOf[target] as number);
  });
  const references = {
    count: targets.length,
    owner: Int32Array.from(owners),
    slot: Int32Array.from(slots),
    target: Int32Array.from(targets),
    visited: Uint8Array.from(visits),
    itemNames,
  };
  return { references, outside };
}

/** Only where the type has names of its own: a plain index needs no text. */
function takeItemName(heap: Heap, of: Ref, slot: number, reference: number, names: Map<number, string>): void {
  const slots = heap.types[heap.type[of] as number];
  if (slots?.itemName && slot >= slots.fixed.length)
    names.set(reference, slots.itemName(of, slot - slots.fixed.length));
}

function takeExtraVisits(heap: Heap, ref: Ref, indexOf: Int32Array): { of: number; target: number }[] {
  const visits: { of: number; target: number }[] = [];
  if (((heap.flags[ref] as number) & EXTRA_VISIT) === 0) return visits;
  heap.slotsOf(ref).traverse?.(ref, (target) => {
    visits.push({ of: indexOf[ref] as number, target: indexOf[target] as number });
  });
  return visits;
}
