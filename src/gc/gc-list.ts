import type { Heap } from './heap.js';
import type { Ref } from './ref.js';

/*
 * Doubly linked lists in the columns gcNext and gcPrev. The head is a slot too, as in CPython the head of a list is a
 * PyGC_Head. NOT-CPYTHON: gc_refs has a column of its own, so that gcPrev stays a link during a collection.
 */

/** CPython 3.11 Modules/gcmodule.c: gc_list_init() */
export function gcListInit(heap: Heap, list: Ref): void {
  heap.gcNext[list] = list;
  heap.gcPrev[list] = list;
}

/** CPython 3.11 Modules/gcmodule.c: gc_list_is_empty() */
export function gcListIsEmpty(heap: Heap, list: Ref): boolean {
  return heap.gcNext[list] === list;
}

/** CPython 3.11 Modules/gcmodule.c: gc_list_append() */
export function gcListAppend(heap: Heap, node: Ref, list: Ref): void {
  const last = heap.gcPrev[list] as number;
  heap.gcNext[last] = node;
  heap.gcPrev[node] = last;
  heap.gcNext[node] = list;
  heap.gcPrev[list] = node;
}

/** CPython 3.11 Modules/gcmodule.c: gc_list_remove() */
export function gcListRemove(heap: Heap, node: Ref): void {
  const previous = heap.gcPrev[node] as number;
  const next = heap.gcNext[node] as number;
  heap.gcNext[previous] = next;
  heap.gcPrev[next] = previous;
  heap.gcNext[node] = 0;
  heap.gcPrev[node] = 0;
}

/** From whatever list it is in to the end of `list`. CPython 3.11 Modules/gcmodule.c: gc_list_move() */
export function gcListMove(heap: Heap, node: Ref, list: Ref): void {
  gcListRemove(heap, node);
  gcListAppend(heap, node, list);
}

/** Appends list `from` to list `to`; `from` becomes empty. CPython 3.11 Modules/gcmodule.c: gc_list_merge() */
export function gcListMerge(heap: Heap, from: Ref, to: Ref): void {
  if (!gcListIsEmpty(heap, from)) {
    const first = heap.gcNext[from] as number;
    const last = heap.gcPrev[from] as number;
    const tail = heap.gcPrev[to] as number;
    heap.gcNext[tail] = first;
    heap.gcPrev[first] = tail;
    heap.gcNext[last] = to;
    heap.gcPrev[to] = last;
  }
  gcListInit(heap, from);
}

/** CPython 3.11 Modules/gcmodule.c: gc_list_size() */
export function gcListSize(heap: Heap, list: Ref): number {
  const next = heap.gcNext;
  let size = 0;
  for (let node = next[list] as number; node !== list; node = next[node] as number) size++;
  return size;
}
