import type { Ref } from '../../gc/ref.js';
import { plainSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { defineCoreType } from './core-type.js';
import { newInt } from './long.js';

export function defineRange(runtime: Runtime): void {
  defineCoreType(runtime, plainSlots('range', ['start', 'stop', 'step', 'length']), { basetype: false });
}

/** CPython 3.11 Objects/rangeobject.c: make_range_object(), compute_range_length() */
export function newRange(runtime: Runtime, start: number, stop: number, step = 1): Ref {
  const range = runtime.heap.alloc(runtime.core('range'));
  const length = Math.max(0, Math.ceil((stop - start) / step));
  for (const [slot, value] of [start, stop, step, length].entries()) {
    runtime.heap.setEdge(range, slot, newInt(runtime, value));
  }
  return range;
}
