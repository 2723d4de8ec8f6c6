import { NULL, type Ref } from '../../gc/ref.js';
import { correctSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { allocSingleton, defineCoreType } from './core-type.js';

export function defineTuple(runtime: Runtime): void {
  // A tuple has no tp_clear: a cycle through it is broken elsewhere.
  const items = { clears: null, clearsItems: false, itemsBackwards: true, untrack: 'tuple' as const };
  defineCoreType(runtime, { ...correctSlots('tuple', [], true), ...items });
  const empty = allocSingleton(runtime, runtime.core('tuple'));
  runtime.singletons.emptyTuple = empty;
  runtime.singletonHolder.set('()', empty);
}

export function isTuple(runtime: Runtime, ref: Ref): boolean {
  return runtime.heap.type[ref] === runtime.core('tuple');
}

/** Borrowed: that of the process, or of the running interpreter. CPython 3.9 Objects/tupleobject.c: PyTuple_New() */
export function emptyTuple(runtime: Runtime): Ref {
  if (!runtime.rule('empty-tuple-per-interpreter')) return runtime.singletons.emptyTuple;
  const { struct } = runtime.current;
  const known = struct.get(OWN_EMPTY_TUPLE);
  if (known !== NULL) return known;
  const empty = runtime.heap.alloc(runtime.core('tuple'));
  struct.set(OWN_EMPTY_TUPLE, empty);
  return empty;
}

const OWN_EMPTY_TUPLE = 'singleton ()';

/** Steals the items. CPython 3.11 Objects/tupleobject.c: PyTuple_New() */
export function newTuple(runtime: Runtime, items: readonly Ref[]): Ref {
  const heap = runtime.heap;
  if (items.length === 0) return heap.newRef(emptyTuple(runtime));
  const tuple = heap.alloc(runtime.core('tuple'));
  heap.reserveEdges(tuple, items.length);
  for (const item of items) heap.pushEdge(tuple, item);
  heap.gcTrack(tuple);
  return tuple;
}

/** Borrowed items of a tuple or list. */
export function sequenceItems(runtime: Runtime, sequence: Ref): Ref[] {
  const heap = runtime.heap;
  const first = heap.slotsOf(sequence).fixed.length;
  const count = heap.edgeCount[sequence] as number;
  const items: Ref[] = [];
  for (let slot = first; slot < count; slot++) items.push(heap.edge(sequence, slot));
  return items;
}
