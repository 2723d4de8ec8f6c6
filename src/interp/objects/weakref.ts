import { NULL, type Ref } from '../../gc/ref.js';
import { correctSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { defineCoreType } from './core-type.js';

const WR_CALLBACK = 0;

export function defineWeakref(runtime: Runtime): void {
  const slots = {
    ...correctSlots('weakref.ReferenceType', ['wr_callback'], false),
    onDealloc: (self: Ref) => runtime.weakrefs.forget(self),
  };
  defineCoreType(runtime, slots);
}

/**
 * New reference. A weakref without callback is made once for its target and shared.
 * CPython 3.11 Objects/weakrefobject.c: PyWeakref_NewRef()
 */
export function newWeakref(runtime: Runtime, target: Ref, callback: Ref = NULL): Ref {
  const heap = runtime.heap;
  if (callback === NULL) {
    const basic = runtime.weakrefs.weakrefsOf(target).find((ref) => heap.edge(ref, WR_CALLBACK) === NULL);
    if (basic !== undefined) return heap.newRef(basic);
  }
  const weakref = heap.alloc(runtime.core('weakref.ReferenceType'));
  if (callback !== NULL) heap.setEdge(weakref, WR_CALLBACK, heap.newRef(callback));
  runtime.weakrefs.register(weakref, target);
  heap.gcTrack(weakref);
  return weakref;
}

/** Borrowed reference to the target, or NULL once it is dead. CPython 3.11 Objects/weakrefobject.c: PyWeakref_GetObject() */
export function weakrefTarget(runtime: Runtime, weakref: Ref): Ref {
  return runtime.weakrefs.targetOf(weakref) ?? NULL;
}
