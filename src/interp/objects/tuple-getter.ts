import type { Ref } from '../../gc/ref.js';
import { correctSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { defineCoreType } from './core-type.js';

const DOC = 0;

export function defineTupleGetter(runtime: Runtime): void {
  defineCoreType(runtime, correctSlots('_collections._tuplegetter', ['doc'], false), { basetype: false });
}

/** The field of a namedtuple; takes a new reference to the doc. CPython 3.11 Modules/_collectionsmodule.c: tuplegetter_new_impl() */
export function newTupleGetter(runtime: Runtime, index: number, doc: Ref): Ref {
  const heap = runtime.heap;
  const getter = heap.alloc(runtime.core('_collections._tuplegetter'));
  heap.payload[getter] = index;
  heap.setEdge(getter, DOC, heap.newRef(doc));
  heap.gcTrack(getter);
  return getter;
}
