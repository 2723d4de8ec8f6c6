import type { Heap } from './heap.js';
import { fillColumn, indexTable, liveRefs } from './live-refs.js';
import { HAS_WEAKREFS } from './object-flags.js';
import type { Ref } from './ref.js';
import { type Snapshot, takeSnapshot } from './snapshot.js';
import type { Place } from './stray.js';

/** A DECREF too many: an owner still counts on a reference that is gone. */
export interface TakenReference {
  /** Index of the object. */
  readonly target: number;
  /** Who released it, in the words of the C source. */
  readonly owner: string;
  readonly place: Place | null;
}

/** What the counters of a process show beside the references themselves. */
export interface SnapshotExtent {
  /** A number that no other object of the process ever has; in a dump of a real process its address. */
  readonly identity: Float64Array;
  /** Memory blocks that are freed with the object. */
  readonly blocks: Int32Array;
  /** Blocks of no object, by what they are for. */
  readonly rawBlocks: ReadonlyMap<string, number>;
  /** Blocks that free lists keep. */
  readonly keptBlocks: number;
  /** _Py_RefTotal. */
  readonly refTotal: number;
  /** What _Py_RefTotal counts beyond the count of the object. */
  readonly uncounted: Int32Array;
  /** References that _Py_RefTotal counts to objects whose memory is gone, by who gave it back. */
  readonly freed: ReadonlyMap<string, number>;
  readonly allocatedBlocks: number;
  readonly taken: readonly TakenReference[];
  /** Weak references, which own nothing. */
  readonly weak: readonly WeakReference[];
}

export interface WeakReference {
  /** Index of the weakref object. */
  readonly of: number;
  readonly target: number;
}

/** A snapshot that can be compared with another one of the same process. */
export type MeasuredSnapshot = Snapshot & SnapshotExtent;

const SLOTS = 2 ** 32;

export function identityOf(heap: Heap, ref: Ref): number {
  return (heap.reuse[ref] as number) * SLOTS + ref;
}

export function takeMeasuredSnapshot(heap: Heap): MeasuredSnapshot {
  const refs = liveRefs(heap);
  return {
    ...takeSnapshot(heap, refs),
    identity: fillColumn(new Float64Array(refs.length), refs, (ref) => identityOf(heap, ref)),
    blocks: fillColumn(new Int32Array(refs.length), refs, (ref) => heap.blocks[ref] as number),
    rawBlocks: new Map(heap.rawBlocks),
    keptBlocks: heap.keptBlocks,
    refTotal: heap.refTotal,
    uncounted: fillColumn(new Int32Array(refs.length), refs, (ref) => heap.hooks.uncountedReferences?.(ref) ?? 0),
    freed: new Map(heap.freedReferences),
    allocatedBlocks: heap.allocatedBlocks,
    taken: takenReferences(heap, refs),
    weak: weakReferences(heap, refs),
  };
}

function takenReferences(heap: Heap, refs: readonly Ref[]): TakenReference[] {
  if (heap.strays.size === 0) return [];
  const indexOf = indexTable(heap, refs);
  return [...heap.strays.values()].flat().flatMap(({ target, delta, owner, place }) => {
    const index = indexOf[target] as number;
    return delta === 1 || index < 0 ? [] : [{ target: index, owner, place }];
  });
}

function weakReferences(heap: Heap, refs: readonly Ref[]): WeakReference[] {
  const { weakrefs } = heap.hooks;
  if (weakrefs === undefined) return [];
  const indexOf = indexTable(heap, refs);
  const references: WeakReference[] = [];
  for (let target = 0; target < refs.length; target++) {
    const ref = refs[target] as Ref;
    if (((heap.flags[ref] as number) & HAS_WEAKREFS) === 0) continue;
    for (const weakref of weakrefs.weakrefsOf(ref)) references.push({ of: indexOf[weakref] as number, target });
  }
  return references;
}
