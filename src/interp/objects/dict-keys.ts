import type { Ref } from '../../gc/ref.js';
import { plainSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { defineCoreType } from './core-type.js';

/*
 * A keys table (PyDictKeysObject) is an object of its own: its dk_refcnt counts in _Py_RefTotal and it costs a block.
 * NOT-CPYTHON: the entries of an ordinary dict are edges of the dict and not of its table, which the traversal passes
 * through; a table that the instances of a class share does own its keys.
 */
const SHARED_KEYS_MAX_SIZE = 30;
const PyDict_MINSIZE = 8;
/** GROWTH_RATE. */
const GROWTH_RATE = 3;

interface SharedKeys {
  /** Place of each key among the values of an instance. */
  readonly index: Map<string, number>;
  /** dk_usable: how many keys more it can take. */
  usable: number;
}

export function defineDictKeys(runtime: Runtime): void {
  const keys = defineCoreType(runtime, plainSlots('dict keys', []));
  const empty = runtime.heap.allocStatic(runtime.info(keys).instances);
  runtime.singletons.emptyKeys = empty;
  runtime.singletonHolder.set('empty keys', empty);
}

/** CPython 3.11 Objects/dictobject.c: new_keys_object() */
export function newKeysTable(runtime: Runtime): Ref {
  return runtime.heap.alloc(runtime.core('dict keys'));
}

/** CPython 3.11 Objects/dictobject.c: _PyDict_NewKeysForClass() */
export function newKeysForClass(runtime: Runtime): Ref {
  const inline = runtime.rule('inline-values');
  return newSharedKeys(runtime, inline ? SHARED_KEYS_MAX_SIZE : usableFraction(PyDict_MINSIZE));
}

function newSharedKeys(runtime: Runtime, usable: number): Ref {
  const keys = newKeysTable(runtime);
  runtime.heap.payload[keys] = { index: new Map(), usable } satisfies SharedKeys;
  return keys;
}

/** Each new instance takes room for one key away, down to one. CPython 3.11 Objects/dictobject.c: init_inline_values() */
export function countInstance(runtime: Runtime, keys: Ref): void {
  const shared = sharedKeys(runtime, keys);
  if (shared.usable > 1) shared.usable--;
}

/** CPython 3.9 Objects/dictobject.c: USABLE_FRACTION */
function usableFraction(size: number): number {
  return Math.floor((size * 2) / 3);
}

/** A shared table as large as the one that a full table of `used` keys grows into. CPython 3.9 Objects/dictobject.c: dictresize() */
export function newGrownSharedKeys(runtime: Runtime, used: number): Ref {
  let size = PyDict_MINSIZE;
  while (size < used * GROWTH_RATE) size *= 2;
  return newSharedKeys(runtime, usableFraction(size));
}

function sharedKeys(runtime: Runtime, keys: Ref): SharedKeys {
  return runtime.heap.payload[keys] as SharedKeys;
}

/** Place of the key in the shared table; undefined: it is not there. */
export function sharedKeyIndex(runtime: Runtime, keys: Ref, key: string): number | undefined {
  return sharedKeys(runtime, keys).index.get(key);
}

export function sharedKeyCount(runtime: Runtime, keys: Ref): number {
  return sharedKeys(runtime, keys).index.size;
}

/** Borrowed key. */
export function sharedKeyAt(runtime: Runtime, keys: Ref, index: number): Ref {
  return runtime.heap.edge(keys, index);
}

export function sharedKeyNames(runtime: Runtime, keys: Ref): string[] {
  return [...sharedKeys(runtime, keys).index.keys()];
}

/**
 * Adds a key (borrowed) where there is room for it, and says where it stands.
 * CPython 3.11 Objects/dictobject.c: insert_into_dictkeys()
 */
export function insertSharedKey(runtime: Runtime, keys: Ref, name: string, key: Ref): number | undefined {
  const shared = sharedKeys(runtime, keys);
  const known = shared.index.get(name);
  if (known !== undefined || shared.usable <= 0) return known;
  shared.usable--;
  shared.index.set(name, runtime.heap.pushEdge(keys, runtime.heap.newRef(key)));
  return shared.index.size - 1;
}
