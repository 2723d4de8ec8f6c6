import { deduceUnreachable } from './deduce-unreachable.js';
import { gcListIsEmpty, gcListMerge, gcListMove } from './gc-list.js';
import type { Heap } from './heap.js';
import { FINALIZED } from './object-flags.js';
import { NULL, type Ref } from './ref.js';
import { TRAIT_FINALIZE, type TypeSlots } from './type-slots.js';

/**
 * Runs tp_finalize of every object that has one and has not run it yet. Objects may die of it. True if any ran.
 * CPython 3.11 Modules/gcmodule.c: finalize_garbage()
 */
export function finalizeGarbage(heap: Heap, collectable: Ref): boolean {
  const seen = heap.allocListHead();
  let ran = false;
  while (!gcListIsEmpty(heap, collectable)) {
    const op = heap.gcNext[collectable] as Ref;
    gcListMove(heap, op, seen);
    if (needsFinalizer(heap, op)) {
      finalizeOnce(heap, op);
      ran = true;
    }
  }
  gcListMerge(heap, seen, collectable);
  heap.freeListHead(seen);
  return ran;
}

function needsFinalizer(heap: Heap, op: Ref): boolean {
  const traits = heap.typeTraits[heap.type[op] as number] as number;
  return (traits & TRAIT_FINALIZE) !== 0 && ((heap.flags[op] as number) & FINALIZED) === 0;
}

function finalizeOnce(heap: Heap, op: Ref): void {
  heap.flags[op] = (heap.flags[op] as number) | FINALIZED;
  const field = `op of finalize_garbage ${op}`;
  heap.temporaries.set(field, heap.newRef(op));
  heap.slotsOf(op).finalize?.(op);
  heap.temporaries.clear(field);
}

/**
 * Finalizers may have made some of the trash reachable again: that goes to the older generation.
 * CPython 3.11 Modules/gcmodule.c: handle_resurrected_objects()
 */
export function handleResurrectedObjects(
  heap: Heap,
  unreachable: Ref,
  stillUnreachable: Ref,
  old: Ref,
  validate: boolean,
): void {
  gcListClearCollecting(heap, unreachable);
  deduceUnreachable(heap, unreachable, stillUnreachable, validate);
  gcListMerge(heap, unreachable, old);
}

/** CPython 3.11 Modules/gcmodule.c: gc_list_clear_collecting() */
function gcListClearCollecting(heap: Heap, list: Ref): void {
  const { gcNext, gcRefs } = heap;
  for (let op = gcNext[list] as Ref; op !== list; op = gcNext[op] as Ref) gcRefs[op] = 0;
}

/**
 * Breaks the cycles: tp_clear of each object that is still there. What survives goes to the older generation.
 * CPython 3.11 Modules/gcmodule.c: delete_garbage()
 */
export function deleteGarbage(heap: Heap, collectable: Ref, old: Ref): void {
  const outer = heap.running;
  const scratch: Ref[] = [];
  while (!gcListIsEmpty(heap, collectable)) {
    const op = heap.gcNext[collectable] as Ref;
    const slots = heap.slotsOf(op);
    if (slots.clear || slots.clears) {
      heap.incref(op);
      heap.running = op;
      if (slots.clear) slots.clear(op);
      else clearByMasks(heap, op, slots, scratch);
      heap.running = outer;
      heap.decref(op);
    }
    if (heap.gcNext[collectable] === op) {
      heap.gcRefs[op] = 0;
      gcListMove(heap, op, old);
    }
  }
}

/** A tp_clear of Py_CLEAR() for each slot of the mask, then the items. */
function clearByMasks(heap: Heap, op: Ref, slots: TypeSlots, scratch: Ref[]): void {
  const fixed = slots.fixed.length;
  for (let slot = 0; slot < fixed; slot++) {
    if (!slots.clears?.[slot]) continue;
    const target = heap.edge(op, slot);
    if (target === NULL) continue;
    heap.setEdge(op, slot, NULL);
    heap.decref(target);
  }
  if (slots.clearsItems && (heap.edgeCount[op] as number) > fixed) clearItems(heap, op, slots, scratch);
}

/**
 * The container is empty before the first item is released. `items` is scratch for all containers: it keeps its length,
 * as setting that would cost more than the rest.
 */
function clearItems(heap: Heap, op: Ref, slots: TypeSlots, items: Ref[]): void {
  const fixed = slots.fixed.length;
  const count = (heap.edgeCount[op] as number) - fixed;
  const start = (heap.edgeStart[op] as number) + fixed;
  const cells = heap.arena.cells;
  for (let index = 0; index < count; index++) items[index] = Math.abs(cells[start + index] as number) as Ref;
  heap.truncateEdges(op, fixed);
  if (slots.itemsBlock) heap.addBlocks(op, -1);
  if (slots.itemsBackwards) for (let index = count - 1; index >= 0; index--) heap.xdecref(items[index] as Ref);
  else for (let index = 0; index < count; index++) heap.xdecref(items[index] as Ref);
}
