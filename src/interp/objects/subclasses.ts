import { NULL, type Ref } from '../../gc/ref.js';
import type { Runtime } from '../runtime.js';
import { typeSlot } from '../type-info.js';
import { dictDelItem, dictItems, dictSetItem, dictSize, newDict } from './dict.js';
import { newInt } from './long.js';
import { newWeakref } from './weakref.js';

const SUBCLASSES = typeSlot('tp_subclasses');
/** tp_subclasses keys are addresses; any number that no small int has will do. */
const ADDRESS_BASE = 0x10000;

/**
 * The base notes its subclass under the address as int, weakly.
 * CPython 3.11 Objects/typeobject.c: add_subclass()
 */
export function addSubclass(runtime: Runtime, base: Ref, type: Ref): void {
  const heap = runtime.heap;
  if (heap.edge(base, SUBCLASSES) === NULL) heap.setEdge(base, SUBCLASSES, newDict(runtime));
  const dict = heap.edge(base, SUBCLASSES);
  const key = newInt(runtime, ADDRESS_BASE + type);
  const weakref = newWeakref(runtime, type);
  dictSetItem(runtime, dict, key, weakref);
  heap.decref(weakref);
  heap.decref(key);
}

/** CPython 3.11 Objects/typeobject.c: remove_subclass() */
export function removeSubclass(runtime: Runtime, base: Ref, type: Ref): void {
  const heap = runtime.heap;
  const dict = heap.edge(base, SUBCLASSES);
  if (dict === NULL) return;
  dictDelItem(runtime, dict, ADDRESS_BASE + type);
  if (runtime.rule('subclasses-dropped-when-empty') && dictSize(runtime, dict) === 0) {
    heap.replaceEdge(base, SUBCLASSES, NULL);
  }
}

/** Live subclasses, borrowed, in order of creation. CPython 3.11 Objects/typeobject.c: type___subclasses___impl() */
export function subclasses(runtime: Runtime, type: Ref): Ref[] {
  const dict = runtime.heap.edge(type, SUBCLASSES);
  if (dict === NULL) return [];
  return dictItems(runtime, dict)
    .map(({ value }) => runtime.weakrefs.targetOf(value) ?? NULL)
    .filter((target) => target !== NULL);
}

/** The ints of tp_subclasses, borrowed, and the types whose addresses they are, which may be gone. */
export function subclassAddresses(runtime: Runtime, type: Ref): [int: Ref, type: Ref][] {
  const dict = runtime.heap.edge(type, SUBCLASSES);
  if (dict === NULL) return [];
  return dictItems(runtime, dict).map(({ key, keyRef }) => [keyRef, (Number(key) - ADDRESS_BASE) as Ref]);
}

/**
 * Static types of the core stand in tp_subclasses of their bases like any other; the main interpreter tracks the dicts.
 * CPython 3.11 Objects/typeobject.c: type_ready_add_subclasses()
 */
export function addCoreSubclasses(runtime: Runtime): void {
  for (const type of runtime.coreTypes.values()) {
    const { base } = runtime.info(type);
    if (base !== NULL) addSubclass(runtime, base, type);
  }
}
