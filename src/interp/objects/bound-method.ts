import type { Ref } from '../../gc/ref.js';
import { correctSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { defineCoreType } from './core-type.js';

const IM_FUNC = 0;
const IM_SELF = 1;

export function defineBoundMethod(runtime: Runtime): void {
  const slots = { ...correctSlots('method', ['im_func', 'im_self'], false), clears: null };
  defineCoreType(runtime, slots, { hasWeakrefs: true, basetype: false });
}

/** Takes new references to both. CPython 3.11 Objects/classobject.c: PyMethod_New() */
export function newBoundMethod(runtime: Runtime, func: Ref, self: Ref): Ref {
  const heap = runtime.heap;
  const method = heap.alloc(runtime.core('method'));
  heap.setEdge(method, IM_FUNC, heap.newRef(func));
  heap.setEdge(method, IM_SELF, heap.newRef(self));
  heap.gcTrack(method);
  return method;
}

/** Borrowed. */
export function methodFunction(runtime: Runtime, method: Ref): Ref {
  return runtime.heap.edge(method, IM_FUNC);
}

/** Borrowed. */
export function methodSelf(runtime: Runtime, method: Ref): Ref {
  return runtime.heap.edge(method, IM_SELF);
}
