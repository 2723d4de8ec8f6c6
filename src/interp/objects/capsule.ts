import type { Ref } from '../../gc/ref.js';
import { plainSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import type { RawMemory } from './c-fields.js';
import { defineCoreType } from './core-type.js';

export type CapsuleDestructor = (capsule: Ref) => void;

interface CapsulePayload {
  readonly name: string;
  /** The raw memory behind it, if that holds references. */
  readonly pointer: RawMemory | null;
  readonly destructor: CapsuleDestructor | null;
}

export function defineCapsule(runtime: Runtime): void {
  const onDealloc = (self: Ref): void => payload(runtime, self).destructor?.(self);
  defineCoreType(runtime, { ...plainSlots('PyCapsule', []), onDealloc }, { basetype: false });
}

function payload(runtime: Runtime, capsule: Ref): CapsulePayload {
  return runtime.heap.payload[capsule] as CapsulePayload;
}

/** The destructor runs in tp_dealloc. CPython 3.11 Objects/capsule.c: PyCapsule_New() */
export function newCapsule(
  runtime: Runtime,
  pointer: RawMemory | null,
  name: string,
  destructor: CapsuleDestructor | null = null,
): Ref {
  const capsule = runtime.heap.alloc(runtime.core('PyCapsule'));
  runtime.heap.payload[capsule] = { name, pointer, destructor } satisfies CapsulePayload;
  return capsule;
}

/** null: another name. CPython 3.11 Objects/capsule.c: PyCapsule_GetPointer() */
export function capsulePointer(runtime: Runtime, capsule: Ref, name: string): RawMemory | null {
  const entry = payload(runtime, capsule);
  return entry.name === name ? entry.pointer : null;
}
