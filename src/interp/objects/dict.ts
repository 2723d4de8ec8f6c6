import { NULL, type Ref } from '../../gc/ref.js';
import { correctSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { defineCoreType } from './core-type.js';
import {
  defineDictKeys,
  insertSharedKey,
  newKeysTable,
  sharedKeyAt,
  sharedKeyCount,
  sharedKeyIndex,
} from './dict-keys.js';
import { intern, isStr, strText } from './str.js';

/*
 * A dict is `ma_keys` followed by its entries as pairs (key, value). In a split dict (the values of an instance, the
 * keys shared with its class) the key cells are NULL and the values array is one more block of the dict.
 */
const MA_KEYS = 0;

/**
 * A key as JavaScript can compare it: text of a str, value of a number, identity of anything else.
 * NOT-CPYTHON: bytes and tuples are told apart by identity, too.
 */
export type DictKey = string | number | bigint;

interface DictPayload {
  /** Slot of the key cell by key. */
  readonly index: Map<DictKey, number>;
  /** ma_values != NULL. */
  split: boolean;
}

export function defineDict(runtime: Runtime): void {
  defineDictKeys(runtime);
  const slots = {
    ...correctSlots('dict', ['ma_keys'], true),
    visits: [false],
    untrack: 'dict' as const,
    clear: (self: Ref) => dictClear(runtime, self),
    itemName: (self: Ref, index: number) => entryNames(runtime, self)[index] ?? `[${index}]`,
    itemNames: (self: Ref) => entryNames(runtime, self),
  };
  defineCoreType(runtime, slots);
}

export function isDict(runtime: Runtime, ref: Ref): boolean {
  return runtime.familyOf(ref) === 'dict';
}

function payload(runtime: Runtime, dict: Ref): DictPayload {
  return runtime.heap.payload[dict] as DictPayload;
}

/** int, float and bool compare by value with each other. */
function isNumber(runtime: Runtime, ref: Ref): boolean {
  return ['int', 'float', 'bool'].includes(runtime.familyOf(ref));
}

export function dictKey(runtime: Runtime, key: Ref): DictKey {
  if (isStr(runtime, key)) return strText(runtime, key);
  const payload = runtime.heap.payload[key];
  return typeof payload === 'number' && isNumber(runtime, key) ? payload : BigInt(key);
}

/** New reference to an empty dict, untracked. CPython 3.11 Objects/dictobject.c: PyDict_New() */
export function newDict(runtime: Runtime): Ref {
  const heap = runtime.heap;
  const dict = heap.alloc(runtime.core('dict'));
  initDict(runtime, dict);
  return dict;
}

/** Gives a freshly allocated dict (or instance of a dict subclass) its empty table. */
export function initDict(runtime: Runtime, dict: Ref): void {
  const heap = runtime.heap;
  heap.setEdge(dict, MA_KEYS, heap.newRef(runtime.singletons.emptyKeys));
  heap.payload[dict] = { index: new Map(), split: false } satisfies DictPayload;
}

/** CPython 3.11 Objects/dictobject.c: MAINTAIN_TRACKING. A dict is tracked from the first key or value that may be in a cycle. */
function maintainTracking(runtime: Runtime, dict: Ref, key: Ref, value: Ref): void {
  if (runtime.heap.isTracked(dict)) return;
  if (mayBeTracked(runtime, key) || mayBeTracked(runtime, value)) runtime.heap.gcTrack(dict);
}

/** CPython 3.11 Include/internal/pycore_gc.h: _PyObject_GC_MAY_BE_TRACKED() */
export function mayBeTracked(runtime: Runtime, ref: Ref): boolean {
  const slots = runtime.heap.slotsOf(ref);
  if (!slots.haveGc) return false;
  return slots.untrack !== 'tuple' || runtime.heap.isTracked(ref);
}

/** Takes new references to both. CPython 3.11 Objects/dictobject.c: PyDict_SetItem() */
export function dictSetItem(runtime: Runtime, dict: Ref, key: Ref, value: Ref): void {
  const heap = runtime.heap;
  const entry = payload(runtime, dict);
  const name = dictKey(runtime, key);
  const slot = entry.index.get(name);
  maintainTracking(runtime, dict, key, value);
  heap.incref(value);
  if (slot !== undefined) {
    heap.replaceEdge(dict, slot + 1, value);
    return;
  }
  if (entry.split && !sharesKey(runtime, dict, name, key)) combineDict(runtime, dict);
  if (!entry.split) ownKeysTable(runtime, dict);
  entry.index.set(name, heap.pushEdge(dict, entry.split ? NULL : heap.newRef(key)));
  heap.pushEdge(dict, value);
}

/**
 * Whether a split dict can take one key more. Before inline values the keys had to come in the order of the table.
 * CPython 3.11 Objects/dictobject.c: insertdict()
 */
function sharesKey(runtime: Runtime, dict: Ref, name: DictKey, key: Ref): boolean {
  if (typeof name !== 'string') return false;
  const keys = dictKeys(runtime, dict);
  if (!runtime.rule('inline-values')) {
    const place = sharedKeyIndex(runtime, keys, name) ?? sharedKeyCount(runtime, keys);
    if (place !== dictSize(runtime, dict)) return false;
  }
  return insertSharedKey(runtime, keys, name, key) !== undefined;
}

/** Borrowed ma_keys. */
export function dictKeys(runtime: Runtime, dict: Ref): Ref {
  return runtime.heap.edge(dict, MA_KEYS);
}

export function isSplitDict(runtime: Runtime, dict: Ref): boolean {
  return payload(runtime, dict).split;
}

/**
 * New reference to a dict on a shared table (borrowed) with the given values (stolen).
 * CPython 3.11 Objects/dictobject.c: new_dict_with_shared_keys()
 */
export function newSplitDict(runtime: Runtime, keys: Ref, values: readonly [string, Ref][] = []): Ref {
  const heap = runtime.heap;
  const dict = heap.alloc(runtime.core('dict'));
  heap.setEdge(dict, MA_KEYS, heap.newRef(keys));
  const index = new Map<DictKey, number>();
  for (const [name, value] of values) {
    index.set(name, heap.pushEdge(dict, NULL));
    heap.pushEdge(dict, value);
  }
  heap.payload[dict] = { index, split: true } satisfies DictPayload;
  heap.addBlocks(dict, 1);
  if (values.some(([, value]) => mayBeTracked(runtime, value))) heap.gcTrack(dict);
  return dict;
}

/** Gives a split dict a table of its own instead of its values array. CPython 3.11 Objects/dictobject.c: dictresize() */
export function combineDict(runtime: Runtime, dict: Ref): void {
  const heap = runtime.heap;
  const entry = payload(runtime, dict);
  const shared = dictKeys(runtime, dict);
  for (const [name, slot] of entry.index) {
    heap.setEdge(dict, slot, heap.newRef(sharedKeyOf(runtime, shared, name)));
  }
  entry.split = false;
  heap.addBlocks(dict, -1);
  heap.replaceEdge(dict, MA_KEYS, newKeysTable(runtime));
}

/**
 * The reverse: the keys of a combined dict become a shared table (stolen), its values an array.
 * CPython 3.9 Objects/dictobject.c: make_keys_shared()
 */
export function splitDict(runtime: Runtime, dict: Ref, keys: Ref): void {
  const heap = runtime.heap;
  const entry = payload(runtime, dict);
  for (const [name, slot] of entry.index) {
    const key = heap.edge(dict, slot);
    insertSharedKey(runtime, keys, String(name), key);
    heap.replaceEdge(dict, slot, NULL);
  }
  entry.split = true;
  heap.addBlocks(dict, 1);
  heap.replaceEdge(dict, MA_KEYS, keys);
}

function sharedKeyOf(runtime: Runtime, keys: Ref, name: DictKey): Ref {
  const place = typeof name === 'string' ? sharedKeyIndex(runtime, keys, name) : undefined;
  return place === undefined ? NULL : sharedKeyAt(runtime, keys, place);
}

/** Steals `value`. */
export function dictSetNew(runtime: Runtime, dict: Ref, key: Ref, value: Ref): void {
  dictSetItem(runtime, dict, key, value);
  runtime.heap.decref(value);
}

/** The key is interned; takes a new reference to `value`. CPython 3.11 Objects/dictobject.c: PyDict_SetItemString() */
export function dictSetItemString(runtime: Runtime, dict: Ref, key: string, value: Ref): void {
  const name = intern(runtime, key);
  dictSetItem(runtime, dict, name, value);
  runtime.heap.decref(name);
}

/** As dictSetItemString(), but steals `value`. */
export function dictSetNewString(runtime: Runtime, dict: Ref, key: string, value: Ref): void {
  dictSetItemString(runtime, dict, key, value);
  runtime.heap.decref(value);
}

/** The first insertion replaces Py_EMPTY_KEYS by a table of its own: one counted reference, one block. */
function ownKeysTable(runtime: Runtime, dict: Ref): void {
  const heap = runtime.heap;
  if (heap.edge(dict, MA_KEYS) !== runtime.singletons.emptyKeys) return;
  heap.replaceEdge(dict, MA_KEYS, newKeysTable(runtime));
}

/** Borrowed reference or NULL. */
export function dictGetItem(runtime: Runtime, dict: Ref, key: DictKey): Ref {
  const slot = payload(runtime, dict).index.get(key);
  return slot === undefined ? NULL : runtime.heap.edge(dict, slot + 1);
}

/** False if there is no such key. CPython 3.11 Objects/dictobject.c: PyDict_DelItem() */
export function dictDelItem(runtime: Runtime, dict: Ref, key: DictKey): boolean {
  const heap = runtime.heap;
  const index = payload(runtime, dict).index;
  const slot = index.get(key);
  if (slot === undefined) return false;
  if (isSplitDict(runtime, dict) && !runtime.rule('inline-values')) combineDict(runtime, dict);
  index.delete(key);
  const oldKey = heap.edge(dict, slot);
  const oldValue = heap.edge(dict, slot + 1);
  heap.setEdge(dict, slot, NULL);
  heap.setEdge(dict, slot + 1, NULL);
  trimEntries(runtime, dict);
  heap.xdecref(oldKey);
  heap.decref(oldValue);
  return true;
}

/** Slot of the first key: instances of a dict subclass have fields of their own before it. */
function firstEntry(runtime: Runtime, dict: Ref): number {
  return runtime.heap.slotsOf(dict).fixed.length;
}

/** Gives back deleted entries at the end, so that a table that grows and shrinks stays small. */
function trimEntries(runtime: Runtime, dict: Ref): void {
  const heap = runtime.heap;
  const first = firstEntry(runtime, dict);
  let count = heap.edgeCount[dict] as number;
  while (count > first && heap.edge(dict, count - 1) === NULL && heap.edge(dict, count - 2) === NULL) count -= 2;
  heap.truncateEdges(dict, count);
}

export function dictSize(runtime: Runtime, dict: Ref): number {
  return payload(runtime, dict).index.size;
}

/** Borrowed entries in insertion order; a snapshot, safe against changes of the dict. */
export function dictItems(runtime: Runtime, dict: Ref): { key: DictKey; keyRef: Ref; value: Ref }[] {
  const heap = runtime.heap;
  const { index, split } = payload(runtime, dict);
  const shared = dictKeys(runtime, dict);
  return [...index].map(([key, slot]) => ({
    key,
    keyRef: split ? sharedKeyOf(runtime, shared, key) : heap.edge(dict, slot),
    value: heap.edge(dict, slot + 1),
  }));
}

/** New reference; tracked if the original is. CPython 3.11 Objects/dictobject.c: PyDict_Copy() */
export function dictCopy(runtime: Runtime, dict: Ref): Ref {
  const copy = newDict(runtime);
  for (const { keyRef, value } of dictItems(runtime, dict)) dictSetItem(runtime, copy, keyRef, value);
  return copy;
}

/** The dict gets Py_EMPTY_KEYS, then the entries are released. CPython 3.11 Objects/dictobject.c: PyDict_Clear() */
export function dictClear(runtime: Runtime, dict: Ref): void {
  const heap = runtime.heap;
  const first = firstEntry(runtime, dict);
  const count = heap.edgeCount[dict] as number;
  const released: Ref[] = [];
  for (let slot = first; slot < count; slot++) released.push(heap.edge(dict, slot));
  const entry = payload(runtime, dict);
  entry.index.clear();
  if (entry.split) heap.addBlocks(dict, -1);
  entry.split = false;
  heap.truncateEdges(dict, first);
  heap.replaceEdge(dict, MA_KEYS, heap.newRef(runtime.singletons.emptyKeys));
  for (const ref of released) heap.xdecref(ref);
}

/** Keys and values in turn. */
function entryNames(runtime: Runtime, dict: Ref): (string | undefined)[] {
  const first = firstEntry(runtime, dict);
  const names: (string | undefined)[] = [];
  for (const [key, slot] of payload(runtime, dict).index) {
    const shown = typeof key === 'bigint' ? `<object ${key}>` : JSON.stringify(key);
    names[slot - first] = `key ${shown}`;
    names[slot - first + 1] = `[${shown}]`;
  }
  return names;
}
