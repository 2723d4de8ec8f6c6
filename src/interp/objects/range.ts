import type { Ref } from '../../gc/ref.js';
import { plainSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { defineCoreType } from './core-type.js';
import { intValue, newInt } from './long.js';

const LENGTH = 3;

export function defineRange(runtime: Runtime): void {
  defineCoreType(runtime, plainSlots('range', ['start', 'stop', 'step', 'length']), { basetype: false });
}

/** Borrowed ints; the length is a new one. CPython 3.11 Objects/rangeobject.c: make_range_object(), compute_range_length() */
export function newRange(runtime: Runtime, start: Ref, stop: Ref, step: Ref): Ref {
  const { heap } = runtime;
  const [first, last, stride] = [start, stop, step].map((int) => intValue(runtime, int)) as [number, number, number];
  const length = newInt(runtime, Math.max(0, Math.ceil((last - first) / stride)));
  const range = heap.alloc(runtime.core('range'));
  for (const [slot, value] of [start, stop, step].entries()) heap.setEdge(range, slot, heap.newRef(value));
  heap.setEdge(range, LENGTH, length);
  return range;
}
