import type { Heap } from './heap.js';
import { STATIC, TRACKED } from './object-flags.js';
import { NULL, type Ref } from './ref.js';
import { TRAIT_HAVE_GC, TRAIT_UNTRACK_DICT, TRAIT_UNTRACK_TUPLE } from './type-slots.js';

/** CPython 3.11 Modules/gcmodule.c: untrack_tuples() */
export function untrackTuples(heap: Heap, list: Ref): void {
  untrackAll(heap, list, TRAIT_UNTRACK_TUPLE);
}

/** CPython 3.11 Modules/gcmodule.c: untrack_dicts() */
export function untrackDicts(heap: Heap, list: Ref): void {
  untrackAll(heap, list, TRAIT_UNTRACK_DICT);
}

function untrackAll(heap: Heap, list: Ref, trait: number): void {
  const { gcNext, type, typeTraits } = heap;
  let next: Ref;
  for (let op = gcNext[list] as Ref; op !== list; op = next) {
    next = gcNext[op] as Ref;
    if (((typeTraits[type[op] as number] as number) & trait) !== 0) maybeUntrack(heap, op, trait);
  }
}

/**
 * CPython 3.11 Objects/tupleobject.c: _PyTuple_MaybeUntrack() and Objects/dictobject.c: _PyDict_MaybeUntrack().
 * A NULL in a tuple means that it is not built yet; in a dict it is no entry.
 */
function maybeUntrack(heap: Heap, op: Ref, trait: number): void {
  const count = heap.edgeCount[op] as number;
  for (let slot = 0; slot < count; slot++) {
    const target = heap.edge(op, slot);
    if (target === NULL) {
      if (trait === TRAIT_UNTRACK_TUPLE) return;
    } else if (mayBeTracked(heap, target)) return;
  }
  heap.gcUntrack(op);
}

/** CPython 3.11 Include/internal/pycore_gc.h: _PyObject_GC_MAY_BE_TRACKED() */
export function mayBeTracked(heap: Heap, ref: Ref): boolean {
  const traits = heap.typeTraits[heap.type[ref] as number] as number;
  const flags = heap.flags[ref] as number;
  if ((traits & TRAIT_HAVE_GC) === 0 || flags & STATIC) return false;
  return (traits & TRAIT_UNTRACK_TUPLE) === 0 || (flags & TRACKED) !== 0;
}
