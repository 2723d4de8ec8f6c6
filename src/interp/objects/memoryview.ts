import type { Ref } from '../../gc/ref.js';
import { correctSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { defineCoreType } from './core-type.js';

const FIRST = 0;

export function defineMemoryview(runtime: Runtime): void {
  defineCoreType(runtime, correctSlots('managedbuffer', ['master.obj'], false), { basetype: false });
  defineCoreType(runtime, correctSlots('memoryview', ['mbuf'], false), { hasWeakrefs: true, basetype: false });
}

/**
 * A view on a managed buffer, which owns the exporter (borrowed here).
 * CPython 3.11 Objects/memoryobject.c: PyMemoryView_FromObject(), _PyManagedBuffer_FromObject(), mbuf_add_view()
 */
export function newMemoryview(runtime: Runtime, exporter: Ref): Ref {
  const heap = runtime.heap;
  const buffer = heap.alloc(runtime.core('managedbuffer'));
  heap.setEdge(buffer, FIRST, heap.newRef(exporter));
  heap.gcTrack(buffer);
  const view = heap.alloc(runtime.core('memoryview'));
  heap.setEdge(view, FIRST, buffer);
  heap.gcTrack(view);
  return view;
}
