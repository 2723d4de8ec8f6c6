import type { Heap } from './heap.js';
import { fillColumn, indexTable, liveRefs } from './live-refs.js';
import { EXTRA_VISIT } from './object-flags.js';
import { forEachEdge, forEachOutsideReference, type OutsideOwner } from './owners.js';
import type { Ref } from './ref.js';
import type { Place } from './stray.js';

/** Owner of a reference in a snapshot: an object by its index, or something outside of all objects. */
export type SnapshotOwner = { readonly kind: 'object'; readonly of: number; readonly slot: number } | OutsideOwner;

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

export function takeSnapshot(heap: Heap, refs: readonly Ref[] = liveRefs(heap)): Snapshot {
  const indexOf = indexTable(heap, refs);
  return {
    types: heap.types.map((slots) => ({
      name: slots?.name ?? 'deallocated type',
      slots: slots?.fixed ?? [],
      gc: slots?.haveGc ?? false,
    })),
    objects: takeObjects(heap, refs),
    ...takeReferences(heap, indexOf),
    visitedNotOwned: takeExtraVisits(heap, refs, indexOf),
  };
}

function takeObjects(heap: Heap, refs: readonly Ref[]): SnapshotObjects {
  const column = (read: (ref: Ref) => number): Int32Array => fillColumn(new Int32Array(refs.length), refs, read);
  return {
    count: refs.length,
    type: column((ref) => heap.type[ref] as number),
    refcnt: column((ref) => heap.countedRefcnt(ref)),
    interpreter: column((ref) => heap.maker[ref] as number),
    tracked: fillColumn(new Uint8Array(refs.length), refs, (ref) => (heap.isTracked(ref) ? 1 : 0)),
    label: refs.map((ref) => heap.describe(ref)),
    place: refs.map((ref) => heap.placeOf(ref)),
  };
}

function takeReferences(heap: Heap, indexOf: Int32Array): Pick<Snapshot, 'references' | 'outside'> {
  const { size, outside, outsideTargets } = countReferences(heap);
  const owner = new Int32Array(size);
  const slot = new Int32Array(size);
  const target = new Int32Array(size);
  const visited = new Uint8Array(size);
  const itemNames = new Map<number, string>();
  const nameItem = itemNamer(heap, itemNames);
  let count = 0;
  forEachEdge(heap, (to, of, at, isVisited) => {
    nameItem(of, at, count);
    owner[count] = indexOf[of] as number;
    slot[count] = at;
    target[count] = indexOf[to] as number;
    visited[count] = isVisited ? VISITED : NOT_VISITED;
    count++;
  });
  for (const [index, to] of outsideTargets.entries()) {
    owner[count] = -1 - index;
    target[count++] = indexOf[to] as number;
  }
  return { references: { count, owner, slot, target, visited, itemNames }, outside };
}

function countReferences(heap: Heap): { size: number; outside: OutsideOwner[]; outsideTargets: Ref[] } {
  const edges = countEdges(heap);
  const outside: OutsideOwner[] = [];
  const outsideTargets: Ref[] = [];
  forEachOutsideReference(heap, (target, owner) => {
    outside.push(owner);
    outsideTargets.push(target);
  });
  return { size: edges + outside.length, outside, outsideTargets };
}

function countEdges({ top, type, edgeStart, edgeCount, arena }: Heap): number {
  let edges = 0;
  for (let ref = 1; ref < top; ref++) {
    if (type[ref] === 0) continue;
    const end = (edgeStart[ref] as number) + (edgeCount[ref] as number);
    for (let at = edgeStart[ref] as number; at < end; at++) if (arena.cells[at] !== 0) edges++;
  }
  return edges;
}

/** Only where the type has names of its own: a plain index needs no text. References come object by object. */
function itemNamer({ type, types, fixedCount }: Heap, names: Map<number, string>) {
  let last = 0;
  let ofLast: readonly (string | undefined)[] = [];
  return (of: Ref, slot: number, reference: number): void => {
    const fixed = fixedCount[type[of] as number] as number;
    if (slot < fixed) return;
    const slots = types[type[of] as number];
    if (of !== last && slots?.itemNames) ofLast = slots.itemNames(of);
    last = of;
    const name = slots?.itemNames ? ofLast[slot - fixed] : slots?.itemName?.(of, slot - fixed);
    if (name !== undefined) names.set(reference, name);
  };
}

function takeExtraVisits(heap: Heap, refs: readonly Ref[], indexOf: Int32Array): { of: number; target: number }[] {
  const visits: { of: number; target: number }[] = [];
  for (let of = 0; of < refs.length; of++) {
    const ref = refs[of] as Ref;
    if (((heap.flags[ref] as number) & EXTRA_VISIT) === 0) continue;
    heap.slotsOf(ref).traverse?.(ref, (target) => visits.push({ of, target: indexOf[target] as number }));
  }
  return visits;
}
