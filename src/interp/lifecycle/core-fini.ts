import { NULL, type Ref } from '../../gc/ref.js';
import { releaseInterned } from '../objects/str.js';
import type { Runtime } from '../runtime.js';
import { TYPE_FIELDS } from '../type-info.js';

/**
 * What the core made for all interpreters goes with the main one: the insides of its static types, its identifiers and
 * the interned dict. The static objects themselves are no allocations. Static types of extensions, and what single-phase
 * modules copied, stay.
 * NOT-CPYTHON: before bpo-46417 (2022-01) every process left the insides of its static types and its identifiers behind;
 * here they go in every year, so that what is left is the test's.
 * CPython 3.11 Python/pylifecycle.c: finalize_interp_types()
 */
export function finalizeCore(runtime: Runtime): void {
  for (const type of runtime.coreTypes.values()) clearStaticType(runtime, type);
  const { singletonHolder } = runtime;
  for (const field of [...singletonHolder.fields.keys()]) if (/^(id|frozen) /.test(field)) singletonHolder.clear(field);
  releaseInterned(runtime, runtime.interned);
  runtime.heap.hooks.clearFreelists?.();
}

/** CPython 3.11 Objects/typeobject.c: _PyStaticType_Dealloc() */
function clearStaticType({ heap }: Runtime, type: Ref): void {
  for (const slot of TYPE_FIELDS.keys()) if (heap.edge(type, slot) !== NULL) heap.replaceEdge(type, slot, NULL);
}
