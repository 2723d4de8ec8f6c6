import { NULL, type Ref } from '../../gc/ref.js';
import { correctSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { defineCoreType } from './core-type.js';
import { sequenceItems } from './tuple.js';

const IT_SEQ = 0;

export function defineIterators(runtime: Runtime): void {
  for (const name of ['list_iterator', 'tuple_iterator']) {
    defineCoreType(runtime, { ...correctSlots(name, ['it_seq'], false), clears: null }, { basetype: false });
  }
}

/** Takes a new reference to the list or tuple. CPython 3.11 Objects/listobject.c: list_iter(), Objects/tupleobject.c: tuple_iter() */
export function newSequenceIterator(runtime: Runtime, sequence: Ref): Ref {
  const heap = runtime.heap;
  const iterator = heap.alloc(runtime.core(`${runtime.familyOf(sequence)}_iterator`));
  heap.setEdge(iterator, IT_SEQ, heap.newRef(sequence));
  heap.payload[iterator] = 0;
  heap.gcTrack(iterator);
  return iterator;
}

/** New reference, or NULL when exhausted: then the sequence is released. CPython 3.11 Objects/listobject.c: listiter_next() */
export function iteratorNext(runtime: Runtime, iterator: Ref): Ref {
  const heap = runtime.heap;
  const sequence = heap.edge(iterator, IT_SEQ);
  if (sequence === NULL) return NULL;
  const index = heap.payload[iterator] as number;
  const item = sequenceItems(runtime, sequence)[index];
  heap.payload[iterator] = index + 1;
  if (item !== undefined) return heap.newRef(item);
  heap.replaceEdge(iterator, IT_SEQ, NULL);
  return NULL;
}
