import type { Ref } from '../../gc/ref.js';
import { plainSlots } from '../../gc/type-slots.js';
import type { Interpreter } from '../interpreter.js';
import type { Runtime } from '../runtime.js';
import { allocSingleton, defineCoreType } from './core-type.js';

export const SMALL_INT_MIN = -5;
export const SMALL_INT_MAX = 256;

export function defineInt(runtime: Runtime): void {
  defineCoreType(runtime, plainSlots('int', []));
}

export function isInt(runtime: Runtime, ref: Ref): boolean {
  return runtime.heap.type[ref] === runtime.core('int');
}

export function intValue(runtime: Runtime, int: Ref): number {
  return runtime.heap.payload[int] as number;
}

function smallInts(runtime: Runtime): Map<number, Ref> {
  return runtime.rule('small-ints-per-interpreter') ? runtime.current.smallInts : runtime.smallInts;
}

/** New reference; -5..256 are shared. CPython 3.11 Objects/longobject.c: PyLong_FromLong() */
export function newInt(runtime: Runtime, value: number): Ref {
  const small = smallInts(runtime).get(value);
  if (small !== undefined) return runtime.heap.newRef(small);
  const int = runtime.heap.alloc(runtime.core('int'));
  runtime.heap.payload[int] = value;
  return int;
}

/**
 * The small ints of the process (static storage, no blocks) or of one interpreter (allocated).
 * CPython 3.9 Objects/longobject.c: _PyLong_Init()
 */
export function createSmallInts(runtime: Runtime, table: Map<number, Ref>, shared: boolean): void {
  const heap = runtime.heap;
  const type = runtime.core('int');
  for (let value = SMALL_INT_MIN; value <= SMALL_INT_MAX; value++) {
    const int = shared ? allocSingleton(runtime, type) : heap.alloc(type);
    heap.payload[int] = value;
    table.set(value, int);
    if (shared) runtime.singletonHolder.set(`int ${value}`, int);
  }
}

/** CPython 3.9 Objects/longobject.c: _PyLong_Fini(). What is still referenced elsewhere stays. */
export function finalizeSmallInts(runtime: Runtime, interpreter: Interpreter): void {
  const ints = [...interpreter.smallInts.values()];
  interpreter.smallInts.clear();
  for (const int of ints) {
    interpreter.struct.take(`small_ints[${intValue(runtime, int) - SMALL_INT_MIN}]`);
    runtime.heap.decref(int);
  }
}
