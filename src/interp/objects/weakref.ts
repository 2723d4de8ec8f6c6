import { NULL, type Ref } from '../../gc/ref.js';
import { correctSlots } from '../../gc/type-slots.js';
import type { WeakrefKind } from '../../gc/weakrefs.js';
import type { Runtime } from '../runtime.js';
import { defineCoreType } from './core-type.js';
import { ownType } from './own-type.js';

const WR_CALLBACK = 0;

export function defineWeakref(runtime: Runtime): void {
  const slots = {
    ...correctSlots('weakref.ReferenceType', ['wr_callback'], false),
    onDealloc: (self: Ref) => runtime.weakrefs.forget(self),
  };
  defineCoreType(runtime, slots, { hasWeakrefs: true });
  defineCoreType(runtime, { ...slots, name: 'weakref.ProxyType' }, { basetype: false });
}

/**
 * New reference. A weakref without callback is made once for its target and shared.
 * CPython 3.11 Objects/weakrefobject.c: PyWeakref_NewRef()
 */
export function newWeakref(runtime: Runtime, target: Ref, callback: Ref = NULL): Ref {
  const basic = callback === NULL ? runtime.weakrefs.basicRef(target, 'ref') : NULL;
  if (basic !== NULL) return runtime.heap.newRef(basic);
  return register(runtime, runtime.heap.alloc(runtime.core('weakref.ReferenceType')), target, callback, 'ref');
}

/** New reference; shared as a weakref without callback is. CPython 3.11 Objects/weakrefobject.c: PyWeakref_NewProxy() */
export function newProxy(runtime: Runtime, target: Ref, callback: Ref = NULL): Ref {
  const basic = callback === NULL ? runtime.weakrefs.basicRef(target, 'proxy') : NULL;
  if (basic !== NULL) return runtime.heap.newRef(basic);
  return register(runtime, runtime.heap.alloc(runtime.core('weakref.ProxyType')), target, callback, 'proxy');
}

/** New reference to an instance of a subclass of weakref.ref: never shared. CPython 3.11 Objects/weakrefobject.c: weakref___new__() */
export function newWeakrefOf(runtime: Runtime, type: Ref, target: Ref, callback: Ref = NULL): Ref {
  const weakref = runtime.heap.alloc(runtime.info(type).instances);
  ownType(runtime, weakref, type);
  return register(runtime, weakref, target, callback, 'subtype');
}

function register(runtime: Runtime, weakref: Ref, target: Ref, callback: Ref, kind: WeakrefKind): Ref {
  const heap = runtime.heap;
  if (callback !== NULL) heap.setEdge(weakref, WR_CALLBACK, heap.newRef(callback));
  runtime.weakrefs.register(weakref, target, kind);
  heap.gcTrack(weakref);
  return weakref;
}

/** Borrowed reference to the target, or NULL once it is dead. CPython 3.11 Objects/weakrefobject.c: PyWeakref_GetObject() */
export function weakrefTarget(runtime: Runtime, weakref: Ref): Ref {
  return runtime.weakrefs.targetOf(weakref);
}
