import type { Ref } from '../../gc/ref.js';
import { correctSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { defineCoreType } from './core-type.js';

export function defineList(runtime: Runtime): void {
  defineCoreType(runtime, { ...correctSlots('list', [], true), itemsBackwards: true, itemsBlock: true });
}

/** Steals the items. CPython 3.11 Objects/listobject.c: PyList_New() */
export function newList(runtime: Runtime, items: readonly Ref[]): Ref {
  const heap = runtime.heap;
  const list = heap.alloc(runtime.core('list'));
  heap.reserveEdges(list, items.length);
  for (const item of items) heap.pushEdge(list, item);
  if (items.length > 0) heap.addBlocks(list, 1);
  heap.gcTrack(list);
  return list;
}

/** ob_item is allocated: from the first item on, also after the last one was popped. */
function hasItemsBlock(runtime: Runtime, list: Ref): boolean {
  return (runtime.heap.blocks[list] as number) > 1;
}

/** Takes a new reference to `item`; the first item allocates ob_item. CPython 3.11 Objects/listobject.c: PyList_Append() */
export function listAppend(runtime: Runtime, list: Ref, item: Ref): void {
  const heap = runtime.heap;
  if (!hasItemsBlock(runtime, list)) heap.addBlocks(list, 1);
  heap.pushEdge(list, heap.newRef(item));
}

/** Removes the last item and hands its reference to the caller. CPython 3.11 Objects/listobject.c: list_pop_impl() */
export function listPop(runtime: Runtime, list: Ref): Ref {
  const heap = runtime.heap;
  const last = (heap.edgeCount[list] as number) - 1;
  const item = heap.edge(list, last);
  heap.truncateEdges(list, last);
  return item;
}

/** CPython 3.11 Objects/listobject.c: _list_clear() */
export function listClear(runtime: Runtime, list: Ref): void {
  const heap = runtime.heap;
  const first = heap.slotsOf(list).fixed.length;
  const count = heap.edgeCount[list] as number;
  const items: Ref[] = [];
  for (let slot = count - 1; slot >= first; slot--) items.push(heap.edge(list, slot));
  if (hasItemsBlock(runtime, list)) heap.addBlocks(list, -1);
  heap.truncateEdges(list, first);
  for (const item of items) heap.xdecref(item);
}
