import type { Ref } from '../../gc/ref.js';
import { plainSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { defineCoreType } from './core-type.js';

export function defineFloat(runtime: Runtime): void {
  defineCoreType(runtime, plainSlots('float', []));
}

/** CPython 3.11 Objects/floatobject.c: PyFloat_FromDouble(). Its free list is empty after every full collection. */
export function newFloat(runtime: Runtime, value: number): Ref {
  const float = runtime.heap.alloc(runtime.core('float'));
  runtime.heap.payload[float] = value;
  return float;
}

export function isFloat(runtime: Runtime, ref: Ref): boolean {
  return runtime.familyOf(ref) === 'float';
}

export function floatValue(runtime: Runtime, float: Ref): number {
  return runtime.heap.payload[float] as number;
}
