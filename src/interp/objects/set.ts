import type { Ref } from '../../gc/ref.js';
import { correctSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { defineCoreType } from './core-type.js';
import { type DictKey, dictKey } from './dict.js';

/** PySet_MINSIZE: the table inside the object; beyond 3/5 of its mask the set gets a table of its own. */
const PySet_MINSIZE = 8;

interface SetPayload {
  /** Slot of each element. */
  readonly index: Map<DictKey, number>;
  /** so->table != so->smalltable. */
  ownTable: boolean;
}

export type SetKind = 'set' | 'frozenset';

export function defineSets(runtime: Runtime): void {
  for (const kind of ['set', 'frozenset']) {
    const slots = { ...correctSlots(kind, [], true), clear: (self: Ref) => setClear(runtime, self) };
    defineCoreType(runtime, slots, { hasWeakrefs: true });
  }
}

function payload(runtime: Runtime, set: Ref): SetPayload {
  return runtime.heap.payload[set] as SetPayload;
}

/** Takes new references to the elements. CPython 3.11 Objects/setobject.c: make_new_set() */
export function newSet(runtime: Runtime, elements: readonly Ref[] = [], kind: SetKind = 'set'): Ref {
  const heap = runtime.heap;
  const set = heap.alloc(runtime.core(kind));
  initSet(runtime, set);
  heap.gcTrack(set);
  for (const element of elements) setAdd(runtime, set, element);
  return set;
}

/** Gives a freshly allocated set (or instance of a subclass) its small table. */
export function initSet(runtime: Runtime, set: Ref): void {
  runtime.heap.payload[set] = { index: new Map(), ownTable: false } satisfies SetPayload;
}

/** The empty one was a singleton in earlier years. CPython 3.9 Objects/setobject.c: make_new_frozenset() */
export function newFrozenset(runtime: Runtime, elements: readonly Ref[] = []): Ref {
  const { singletons, heap } = runtime;
  if (elements.length > 0 || runtime.rule('frozenset-new')) return newSet(runtime, elements, 'frozenset');
  if (singletons.emptyFrozenset === 0) {
    singletons.emptyFrozenset = newSet(runtime, [], 'frozenset');
    runtime.singletonHolder.set('frozenset()', singletons.emptyFrozenset);
  }
  return heap.newRef(singletons.emptyFrozenset);
}

/** Takes a new reference to an element that is not there yet. CPython 3.11 Objects/setobject.c: set_add_entry() */
export function setAdd(runtime: Runtime, set: Ref, element: Ref): void {
  const heap = runtime.heap;
  const entry = payload(runtime, set);
  const key = dictKey(runtime, element);
  if (entry.index.has(key)) return;
  entry.index.set(key, heap.pushEdge(set, heap.newRef(element)));
  if (entry.ownTable || entry.index.size * 5 < (PySet_MINSIZE - 1) * 3) return;
  entry.ownTable = true;
  heap.addBlocks(set, 1);
}

export function setContains(runtime: Runtime, set: Ref, key: DictKey): boolean {
  return payload(runtime, set).index.has(key);
}

/** False: it was not there. CPython 3.11 Objects/setobject.c: set_discard_entry() */
export function setDiscard(runtime: Runtime, set: Ref, key: DictKey): boolean {
  const heap = runtime.heap;
  const { index } = payload(runtime, set);
  const slot = index.get(key);
  if (slot === undefined) return false;
  index.delete(key);
  heap.replaceEdge(set, slot, 0 as Ref);
  return true;
}

/** Borrowed elements in order of insertion. */
export function setElements(runtime: Runtime, set: Ref): Ref[] {
  return [...payload(runtime, set).index.values()].map((slot) => runtime.heap.edge(set, slot));
}

/** CPython 3.11 Objects/setobject.c: set_clear_internal() */
export function setClear(runtime: Runtime, set: Ref): void {
  const heap = runtime.heap;
  const entry = payload(runtime, set);
  const elements = setElements(runtime, set);
  entry.index.clear();
  heap.truncateEdges(set, heap.slotsOf(set).fixed.length);
  if (entry.ownTable) heap.addBlocks(set, -1);
  entry.ownTable = false;
  for (const element of elements) heap.decref(element);
}
