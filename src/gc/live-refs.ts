import type { Heap } from './heap.js';
import type { Ref } from './ref.js';

/** The live objects of a heap, in the order of a snapshot's indices. */
export function liveRefs(heap: Heap): Ref[] {
  const refs: Ref[] = [];
  for (let ref = 1 as Ref; ref < heap.top; ref++) if (heap.type[ref] !== 0) refs.push(ref);
  return refs;
}

/** Index in a snapshot of each slot of the heap; -1: free. */
export function indexTable(heap: Heap, refs: readonly Ref[] = liveRefs(heap)): Int32Array {
  const table = new Int32Array(heap.top).fill(-1);
  for (let index = 0; index < refs.length; index++) table[refs[index] as Ref] = index;
  return table;
}

/** Fills a column, one entry an object. TypedArray.from() would ask an iterator for each, which 10^5 objects notice. */
export function fillColumn<Column extends Int32Array | Uint8Array | Float64Array>(
  column: Column,
  refs: readonly Ref[],
  read: (ref: Ref) => number,
): Column {
  for (let index = 0; index < refs.length; index++) column[index] = read(refs[index] as Ref);
  return column;
}
