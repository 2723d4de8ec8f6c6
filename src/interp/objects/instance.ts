import type { Ref } from '../../gc/ref.js';
import type { Runtime } from '../runtime.js';
import { initDict } from './dict.js';
import { initInlineValues } from './instance-dict.js';
import { ownType } from './own-type.js';
import { initSet } from './set.js';

/**
 * New reference to an instance with all its fields NULL, tracked if the type has GC support.
 * CPython 3.11 Objects/typeobject.c: PyType_GenericAlloc()
 */
export function genericAlloc(runtime: Runtime, type: Ref): Ref {
  const instance = genericAllocNoTrack(runtime, type);
  if (runtime.heap.slotsOf(instance).haveGc) runtime.heap.gcTrack(instance);
  return instance;
}

/** CPython 3.11 Objects/typeobject.c: _PyType_AllocNoTrack() */
export function genericAllocNoTrack(runtime: Runtime, type: Ref): Ref {
  const instance = runtime.heap.alloc(runtime.info(type).instances);
  ownType(runtime, instance, type);
  return instance;
}

/**
 * tp_new of a type as its C struct defines it; `__init__` is not called.
 * CPython 3.11 Objects/typeobject.c: object_new() and Objects/dictobject.c: dict_new()
 */
export function newInstance(runtime: Runtime, type: Ref): Ref {
  const instance = genericAlloc(runtime, type);
  const { family } = runtime.info(type).layout;
  if (family === 'dict') initDict(runtime, instance);
  else if (family === 'set' || family === 'frozenset') initSet(runtime, instance);
  else if (family === 'object') initInlineValues(runtime, instance);
  return instance;
}
