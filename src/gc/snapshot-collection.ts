import type { GcState } from './gc-state.js';
import type { Heap } from './heap.js';
import { REFS_SHIFT } from './object-flags.js';
import type { Ref } from './ref.js';
import { indexTable, type MeasuredSnapshot, takeMeasuredSnapshot } from './snapshot-extent.js';

/** An object is in none of the lists of the collection. */
export const NOT_COLLECTED = -1;

/** One collection as its first three phases left it: what it saw, and what it made of it. */
export interface CollectionRecord {
  /** The collector, named after its interpreter. */
  readonly collector: string;
  /** Id of the interpreter that was running. */
  readonly interpreter: number;
  /** What the process was doing: 'run', or the name of a finalization step. */
  readonly during: string;
  /** The heap after subtract_refs. */
  readonly snapshot: MeasuredSnapshot;
  /** References from outside of the collected generation, by object, as subtract_refs computed them; or NOT_COLLECTED. */
  readonly gcRefs: Int32Array;
  /** 1 where move_unreachable found the object to be garbage. */
  readonly unreachable: Uint8Array;
}

export interface CollectionContext {
  readonly interpreter: number;
  readonly during: string;
}

/** To be called at the end of subtract_refs. */
export function recordSubtracted(
  heap: Heap,
  state: GcState,
  young: Ref,
  { interpreter, during }: CollectionContext,
): CollectionRecord {
  const snapshot = takeMeasuredSnapshot(heap);
  const gcRefs = new Int32Array(snapshot.objects.count).fill(NOT_COLLECTED);
  const indexOf = indexTable(heap);
  for (let ref = heap.gcNext[young] as Ref; ref !== young; ref = heap.gcNext[ref] as Ref) {
    gcRefs[indexOf[ref] as number] = (heap.gcRefs[ref] as number) >> REFS_SHIFT;
  }
  const unreachable = new Uint8Array(snapshot.objects.count);
  return { collector: state.name, interpreter, during, snapshot, gcRefs, unreachable };
}

/** To be called at the end of move_unreachable, when nothing has been freed yet. */
export function recordUnreachable(heap: Heap, record: CollectionRecord, unreachable: Ref): void {
  const indexOf = indexTable(heap);
  for (let ref = heap.gcNext[unreachable] as Ref; ref !== unreachable; ref = heap.gcNext[ref] as Ref) {
    record.unreachable[indexOf[ref] as number] = 1;
  }
}
