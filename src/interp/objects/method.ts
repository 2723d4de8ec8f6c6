import { NULL, type Ref } from '../../gc/ref.js';
import { correctSlots } from '../../gc/type-slots.js';
import type { BuiltinBody } from '../machine.js';
import type { Runtime } from '../runtime.js';
import { defineCoreType } from './core-type.js';

const M_SELF = 0;
const M_MODULE = 1;

interface BuiltinPayload {
  readonly name: string;
  readonly body: BuiltinBody | null;
}

export function defineBuiltin(runtime: Runtime): void {
  defineCoreType(
    runtime,
    { ...correctSlots('builtin_function_or_method', ['m_self', 'm_module'], false), clears: null },
    { hasWeakrefs: true },
  );
}

/** Takes new references to `self` and `module`. CPython 3.11 Objects/methodobject.c: PyCFunction_NewEx() */
export function newBuiltin(runtime: Runtime, name: string, self: Ref, module: Ref, body: BuiltinBody | null): Ref {
  const heap = runtime.heap;
  const builtin = heap.alloc(runtime.core('builtin_function_or_method'));
  if (self !== NULL) heap.setEdge(builtin, M_SELF, heap.newRef(self));
  if (module !== NULL) heap.setEdge(builtin, M_MODULE, heap.newRef(module));
  heap.payload[builtin] = { name, body } satisfies BuiltinPayload;
  heap.gcTrack(builtin);
  return builtin;
}

export function builtinBody(runtime: Runtime, builtin: Ref): BuiltinBody | null {
  return (runtime.heap.payload[builtin] as BuiltinPayload).body;
}

export function builtinName(runtime: Runtime, builtin: Ref): string {
  return (runtime.heap.payload[builtin] as BuiltinPayload).name;
}

/** Borrowed m_self. */
export function builtinSelf(runtime: Runtime, builtin: Ref): Ref {
  return runtime.heap.edge(builtin, M_SELF);
}
