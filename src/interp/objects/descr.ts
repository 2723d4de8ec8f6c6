import { NULL, type Ref } from '../../gc/ref.js';
import { correctSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { defineCoreType } from './core-type.js';
import { dictGetItem, dictSetItem } from './dict.js';
import { intern } from './str.js';

/** PyDescrObject: d_name and d_qualname are owned and not visited. */
const FIELDS = ['d_type', 'd_name', 'd_qualname'] as const;
const D_TYPE = 0;
const D_NAME = 1;

export type DescrKind =
  | 'method_descriptor'
  | 'classmethod_descriptor'
  | 'getset_descriptor'
  | 'member_descriptor'
  | 'wrapper_descriptor';

const KINDS: readonly DescrKind[] = [
  'method_descriptor',
  'classmethod_descriptor',
  'getset_descriptor',
  'member_descriptor',
  'wrapper_descriptor',
];

export function defineDescriptors(runtime: Runtime): void {
  for (const kind of KINDS) {
    defineCoreType(runtime, {
      ...correctSlots(kind, FIELDS, false),
      visits: [true, false, false],
      clears: null,
    });
  }
}

/** New reference. CPython 3.11 Objects/descrobject.c: descr_new() */
export function newDescriptor(runtime: Runtime, kind: DescrKind, type: Ref, name: string): Ref {
  const heap = runtime.heap;
  const descriptor = heap.alloc(runtime.core(kind));
  heap.setEdge(descriptor, D_TYPE, heap.newRef(type));
  heap.setEdge(descriptor, D_NAME, intern(runtime, name));
  heap.gcTrack(descriptor);
  return descriptor;
}

export function descriptorName(runtime: Runtime, descriptor: Ref): Ref {
  return runtime.heap.edge(descriptor, D_NAME);
}

/**
 * Puts a new descriptor under its own name (the key is d_name); borrowed, or NULL where something stood there already.
 * CPython 3.11 Objects/typeobject.c: type_add_method()
 */
export function addDescriptor(runtime: Runtime, dict: Ref, kind: DescrKind, type: Ref, name: string): Ref {
  const descriptor = newDescriptor(runtime, kind, type, name);
  const free = dictGetItem(runtime, dict, name) === NULL;
  if (free) dictSetItem(runtime, dict, descriptorName(runtime, descriptor), descriptor);
  runtime.heap.decref(descriptor);
  return free ? descriptor : NULL;
}
