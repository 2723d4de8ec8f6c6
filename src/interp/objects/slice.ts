import { NULL, type Ref } from '../../gc/ref.js';
import { correctSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { defineCoreType } from './core-type.js';

/** The interpreter keeps the block of one freed slice for the next. CPython 3.11 Objects/sliceobject.c: slice_dealloc() */
export function defineSlice(runtime: Runtime): void {
  const slots = {
    ...correctSlots('slice', ['start', 'stop', 'step'], false),
    clears: null,
    keepsBlock: () => cacheSlice(runtime),
    reusesBlock: () => useCachedSlice(runtime),
  };
  defineCoreType(runtime, slots, { basetype: false });
}

function cacheSlice(runtime: Runtime): boolean {
  if (runtime.current.sliceCached) return false;
  runtime.current.sliceCached = true;
  return true;
}

function useCachedSlice(runtime: Runtime): boolean {
  const cached = runtime.current.sliceCached;
  runtime.current.sliceCached = false;
  return cached;
}

/** Borrowed; NULL stands for None. CPython 3.11 Objects/sliceobject.c: PySlice_New() */
export function newSlice(runtime: Runtime, start: Ref = NULL, stop: Ref = NULL, step: Ref = NULL): Ref {
  const heap = runtime.heap;
  const slice = heap.alloc(runtime.core('slice'));
  for (const [slot, value] of [start, stop, step].entries()) {
    heap.setEdge(slice, slot, heap.newRef(value === NULL ? runtime.singletons.none : value));
  }
  heap.gcTrack(slice);
  return slice;
}
