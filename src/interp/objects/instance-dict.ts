import { NULL, type Ref } from '../../gc/ref.js';
import type { Runtime } from '../runtime.js';
import { dictDelItem, dictGetItem, dictKeys, dictSetItem, dictSize, newDict, newSplitDict, splitDict } from './dict.js';
import { countInstance, insertSharedKey, newGrownSharedKeys, sharedKeyIndex, sharedKeyNames } from './dict-keys.js';
import { strText } from './str.js';
import { setTypeField, typeField } from './type.js';

/*
 * Where the attributes of an instance are. With inline values (Py_TPFLAGS_MANAGED_DICT) an instance made by object_new
 * has an array of values, places given by the shared keys of its class: items behind its fixed slots, one more block.
 * The dict is made when somebody asks for it; it takes the array over. Before, and in other structs, there is a dict
 * from the first attribute on, with the keys of the class if that has any.
 */
interface InlineValues {
  inlineValues: boolean;
}

export const DICT_SLOT = '__dict__';
/** How the structs of the core call the field that tp_dictoffset points at. */
const DICT_FIELDS = [DICT_SLOT, 'func_dict', 'md_dict', 'sm_dict', 'cm_dict'];

/** -1: instances have no dict. */
function dictSlot(runtime: Runtime, instance: Ref): number {
  if (!runtime.info(runtime.typeOf(instance)).layout.hasDict) return -1;
  return runtime.heap.slotsOf(instance).fixed.findIndex((field) => DICT_FIELDS.includes(field));
}

/** Borrowed ht_cached_keys of the class; NULL: none. */
function cachedKeys(runtime: Runtime, instance: Ref): Ref {
  const type = runtime.typeOf(instance);
  return runtime.info(type).storage === 'heap' ? typeField(runtime, type, 'ht_cached_keys') : NULL;
}

/** CPython 3.11 Objects/dictobject.c: _PyObject_InitializeDict(), init_inline_values() */
export function initInlineValues(runtime: Runtime, instance: Ref): void {
  const keys = cachedKeys(runtime, instance);
  if (!runtime.rule('inline-values') || keys === NULL) return;
  countInstance(runtime, keys);
  runtime.heap.payload[instance] = { inlineValues: true } satisfies InlineValues;
  runtime.heap.addBlocks(instance, 1);
}

function hasInlineValues(runtime: Runtime, instance: Ref): boolean {
  const payload = runtime.heap.payload[instance];
  return typeof payload === 'object' && payload !== null && 'inlineValues' in payload && payload.inlineValues === true;
}

/** Slot of an inline value; undefined: no such key. */
function valueSlot(runtime: Runtime, instance: Ref, name: string): number | undefined {
  const place = sharedKeyIndex(runtime, cachedKeys(runtime, instance), name);
  return place === undefined ? undefined : runtime.heap.slotsOf(instance).fixed.length + place;
}

function inlineValue(runtime: Runtime, instance: Ref, name: string): Ref {
  const slot = valueSlot(runtime, instance, name);
  const heap = runtime.heap;
  return slot === undefined || slot >= (heap.edgeCount[instance] as number) ? NULL : heap.edge(instance, slot);
}

/** Borrowed `__dict__` if there is one by now. CPython 3.11 Objects/object.c: _PyObject_GetDictPtr() */
export function existingDict(runtime: Runtime, instance: Ref): Ref {
  const slot = dictSlot(runtime, instance);
  return slot < 0 ? NULL : runtime.heap.edge(instance, slot);
}

/** Borrowed value or NULL. */
export function instanceAttribute(runtime: Runtime, instance: Ref, name: string): Ref {
  if (hasInlineValues(runtime, instance)) return inlineValue(runtime, instance, name);
  const dict = existingDict(runtime, instance);
  return dict === NULL ? NULL : dictGetItem(runtime, dict, name);
}

/** Takes new references. False: instances have no `__dict__`. CPython 3.11 Objects/object.c: _PyObject_GenericSetAttrWithDict() */
export function setInstanceAttribute(runtime: Runtime, instance: Ref, name: Ref, value: Ref): boolean {
  if (hasInlineValues(runtime, instance) && storeInline(runtime, instance, name, value)) return true;
  if (dictSlot(runtime, instance) < 0) return false;
  if (runtime.rule('inline-values')) dictSetItem(runtime, genericGetDict(runtime, instance), name, value);
  else setSharingKeys(runtime, instance, name, value);
  return true;
}

/** False: the shared keys are full. CPython 3.11 Objects/dictobject.c: _PyObject_StoreInstanceAttribute() */
function storeInline(runtime: Runtime, instance: Ref, name: Ref, value: Ref): boolean {
  const heap = runtime.heap;
  const keys = cachedKeys(runtime, instance);
  const place = insertSharedKey(runtime, keys, strText(runtime, name), name);
  if (place === undefined) return false;
  const slot = heap.slotsOf(instance).fixed.length + place;
  while ((heap.edgeCount[instance] as number) <= slot) heap.pushEdge(instance, NULL);
  heap.replaceEdge(instance, slot, heap.newRef(value));
  return true;
}

/**
 * A dict that outgrows the shared keys of its class makes new ones, if it is their only user.
 * CPython 3.9 Objects/dictobject.c: _PyObjectDict_SetItem()
 */
function setSharingKeys(runtime: Runtime, instance: Ref, name: Ref, value: Ref): void {
  const heap = runtime.heap;
  const dict = genericGetDict(runtime, instance);
  const cached = cachedKeys(runtime, instance);
  const wasShared = cached !== NULL && dictKeys(runtime, dict) === cached;
  dictSetItem(runtime, dict, name, value);
  if (!wasShared || dictKeys(runtime, dict) === cached) return;
  const alone = heap.refcnt[cached] === 1;
  const grown = alone ? newGrownSharedKeys(runtime, dictSize(runtime, dict) - 1) : NULL;
  if (alone) splitDict(runtime, dict, heap.newRef(grown));
  setTypeField(runtime, runtime.typeOf(instance), 'ht_cached_keys', grown);
}

/** False: no such attribute. */
export function deleteInstanceAttribute(runtime: Runtime, instance: Ref, name: string): boolean {
  const heap = runtime.heap;
  if (hasInlineValues(runtime, instance)) {
    if (inlineValue(runtime, instance, name) === NULL) return false;
    heap.replaceEdge(instance, valueSlot(runtime, instance, name) as number, NULL);
    return true;
  }
  const dict = existingDict(runtime, instance);
  if (dict === NULL || !dictDelItem(runtime, dict, name)) return false;
  if (!runtime.rule('inline-values')) forgetSharedKeys(runtime, instance);
  return true;
}

/**
 * A deletion makes a dict of its own; no later instance of the class shares keys then.
 * CPython 3.9 Objects/dictobject.c: _PyObjectDict_SetItem()
 */
function forgetSharedKeys(runtime: Runtime, instance: Ref): void {
  if (cachedKeys(runtime, instance) !== NULL) {
    setTypeField(runtime, runtime.typeOf(instance), 'ht_cached_keys', NULL);
  }
}

/** Borrowed `__dict__`, made now if need be. CPython 3.11 Objects/dictobject.c: PyObject_GenericGetDict() */
export function genericGetDict(runtime: Runtime, instance: Ref): Ref {
  const known = existingDict(runtime, instance);
  if (known !== NULL) return known;
  const keys = cachedKeys(runtime, instance);
  const dict = hasInlineValues(runtime, instance)
    ? dictFromValues(runtime, instance, keys)
    : keys === NULL
      ? newDict(runtime)
      : newSplitDict(runtime, keys);
  runtime.heap.setEdge(instance, dictSlot(runtime, instance), dict);
  return dict;
}

/** The dict takes the array of values over. CPython 3.11 Objects/dictobject.c: make_dict_from_instance_attributes() */
function dictFromValues(runtime: Runtime, instance: Ref, keys: Ref): Ref {
  const heap = runtime.heap;
  const first = heap.slotsOf(instance).fixed.length;
  const values: [string, Ref][] = [];
  for (const name of sharedKeyNames(runtime, keys)) {
    const value = inlineValue(runtime, instance, name);
    if (value !== NULL) values.push([name, value]);
  }
  heap.truncateEdges(instance, first);
  heap.payload[instance] = { inlineValues: false } satisfies InlineValues;
  heap.addBlocks(instance, -1);
  return newSplitDict(runtime, keys, values);
}
