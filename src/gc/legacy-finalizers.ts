import { gcListMerge, gcListMove } from './gc-list.js';
import type { GcState } from './gc-state.js';
import type { Heap } from './heap.js';
import { EXTRA_VISIT, UNREACHABLE } from './object-flags.js';
import type { Ref } from './ref.js';
import { TRAIT_LEGACY_DEL } from './type-slots.js';

/** CPython 3.11 Modules/gcmodule.c: has_legacy_finalizer() */
function hasLegacyFinalizer(heap: Heap, op: Ref): boolean {
  return ((heap.typeTraits[heap.type[op] as number] as number) & TRAIT_LEGACY_DEL) !== 0;
}

/**
 * Objects with tp_del go from `unreachable` to `finalizers`; all lose the UNREACHABLE mark.
 * CPython 3.11 Modules/gcmodule.c: move_legacy_finalizers()
 */
export function moveLegacyFinalizers(heap: Heap, unreachable: Ref, finalizers: Ref): void {
  const { gcNext, gcRefs } = heap;
  let next: Ref;
  for (let op = gcNext[unreachable] as Ref; op !== unreachable; op = next) {
    next = gcNext[op] as Ref;
    gcRefs[op] = (gcRefs[op] as number) & ~UNREACHABLE;
    if (hasLegacyFinalizer(heap, op)) moveToFinalizers(heap, op, finalizers);
  }
}

function moveToFinalizers(heap: Heap, op: Ref, finalizers: Ref): void {
  heap.gcRefs[op] = 0;
  gcListMove(heap, op, finalizers);
}

/**
 * What the objects in `finalizers` reach cannot be collected either; the list grows during the walk.
 * CPython 3.11 Modules/gcmodule.c: move_legacy_finalizer_reachable() with visit_move()
 */
export function moveLegacyFinalizerReachable(heap: Heap, finalizers: Ref): void {
  const visitMove = (target: Ref): void => {
    if ((heap.gcRefs[target] as number) > 0) moveToFinalizers(heap, target, finalizers);
  };
  for (let op = heap.gcNext[finalizers] as Ref; op !== finalizers; op = heap.gcNext[op] as Ref) {
    const start = heap.edgeStart[op] as number;
    const end = start + (heap.edgeCount[op] as number);
    for (let at = start; at < end; at++) {
      const target = heap.arena.cells[at] as number;
      if (target > 0) visitMove(target as Ref);
    }
    if ((heap.flags[op] as number) & EXTRA_VISIT) heap.slotsOf(op).traverse?.(op, visitMove);
  }
}

/**
 * Uncollectable objects go to gc.garbage if they have a tp_del, and all of them to the older generation.
 * CPython 3.11 Modules/gcmodule.c: handle_legacy_finalizers()
 */
export function handleLegacyFinalizers(heap: Heap, state: GcState, finalizers: Ref, old: Ref): void {
  for (let op = heap.gcNext[finalizers] as Ref; op !== finalizers; op = heap.gcNext[op] as Ref) {
    if (hasLegacyFinalizer(heap, op)) heap.hooks.appendGarbage?.(state, op);
  }
  gcListMerge(heap, finalizers, old);
}
