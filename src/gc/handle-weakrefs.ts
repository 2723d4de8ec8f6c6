import { gcListIsEmpty, gcListMove } from './gc-list.js';
import type { Heap } from './heap.js';
import type { Weakrefs } from './heap-hooks.js';
import { HAS_WEAKREFS, IS_WEAKREF } from './object-flags.js';
import { NULL, type Ref } from './ref.js';

/**
 * Clears the weak references to all of `unreachable`, then calls the callbacks of those that are not trash themselves.
 * Counts the calls, and the weakrefs that died of them.
 * CPython 3.11 Modules/gcmodule.c: handle_weakrefs()
 */
export function handleWeakrefs(heap: Heap, unreachable: Ref, old: Ref): { called: number; freed: number } {
  const weakrefs = heap.hooks.weakrefs;
  if (weakrefs === undefined) return { called: 0, freed: 0 };
  const toCall = heap.allocListHead();
  clearTrashWeakrefs(heap, weakrefs, unreachable, toCall);
  let called = 0;
  let freed = 0;
  while (!gcListIsEmpty(heap, toCall)) {
    const weakref = heap.gcNext[toCall] as Ref;
    callCallback(heap, weakrefs, weakref);
    called++;
    if (heap.gcNext[toCall] === weakref) gcListMove(heap, weakref, old);
    else freed++;
  }
  heap.freeListHead(toCall);
  return { called, freed };
}

function clearTrashWeakrefs(heap: Heap, weakrefs: Weakrefs, unreachable: Ref, toCall: Ref): void {
  const { gcNext, flags } = heap;
  let next: Ref;
  for (let op = gcNext[unreachable] as Ref; op !== unreachable; op = next) {
    next = gcNext[op] as Ref;
    const bits = flags[op] as number;
    // A weakref that is trash itself is cleared lest tp_clear of its target call it.
    if (bits & IS_WEAKREF) weakrefs.clearRef(op);
    if (bits & HAS_WEAKREFS) clearWeakrefsTo(heap, weakrefs, op, toCall);
  }
}

function clearWeakrefsTo(heap: Heap, weakrefs: Weakrefs, target: Ref, toCall: Ref): void {
  for (const weakref of [...weakrefs.weakrefsOf(target)]) {
    weakrefs.clearRef(weakref);
    const isTrash = heap.gcRefs[weakref] !== 0;
    if (weakrefs.callbackOf(weakref) === NULL || isTrash) continue;
    heap.temporaries.fields.set(`wr of handle_weakrefs ${weakref}`, heap.newRef(weakref));
    gcListMove(heap, weakref, toCall);
  }
}

function callCallback(heap: Heap, weakrefs: Weakrefs, weakref: Ref): void {
  heap.hooks.invokeCallback?.(weakrefs.callbackOf(weakref), weakref);
  heap.temporaries.clear(`wr of handle_weakrefs ${weakref}`);
}
