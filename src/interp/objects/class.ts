import { NULL, type Ref } from '../../gc/ref.js';
import type { Runtime } from '../runtime.js';
import { PythonError } from '../test-outcome.js';
import { setCell } from './cell.js';
import { type ClassShape, classLayout, classOwnsType, classShape, hasCachedKeys } from './class-layout.js';
import { addDescriptor } from './descr.js';
import { dictCopy, dictDelItem, dictGetItem, dictItems, dictSetItemString, dictSetNewString } from './dict.js';
import { newKeysForClass } from './dict-keys.js';
import { isFunction } from './function.js';
import { setPropertyName } from './property.js';
import { newWrapperMethod } from './static-method.js';
import { intern, isStr, strText } from './str.js';
import { newTuple, sequenceItems } from './tuple.js';
import { allocHeapType, isSubtype, setTypeField, typeField, typeReady } from './type.js';

export interface NewClass {
  /** Borrowed, or the text of a string that is interned. */
  readonly name: Ref | string;
  /** Borrowed; empty: object. */
  readonly bases: readonly Ref[];
  /** Borrowed; default: type. The most derived metaclass of it and the bases' wins. */
  readonly metatype?: Ref;
  /**
   * The dict that the class body filled, borrowed and copied. `__slots__`, `__qualname__`, `__module__`, `__doc__` and
   * `__classcell__` mean there what they mean to type().
   */
  readonly namespace: Ref;
  /** Globals of the caller, borrowed: `__module__` comes from their `__name__` if the namespace has none. */
  readonly globals?: Ref;
}

/** New reference to a class. CPython 3.11 Objects/typeobject.c: type_new(), type_new_impl() */
export function newClass(runtime: Runtime, wanted: NewClass): Ref {
  const bases = wanted.bases.length > 0 ? wanted.bases : [runtime.coreType('object')];
  const definesDel = dictGetItem(runtime, wanted.namespace, '__del__') !== NULL;
  const shape = classShape(runtime, bases, declaredSlots(runtime, wanted.namespace), definesDel);
  const name = typeof wanted.name === 'string' ? intern(runtime, wanted.name) : runtime.heap.newRef(wanted.name);
  const layout = classLayout(runtime, shape, strText(runtime, name));
  const type = allocHeapType(runtime, {
    name: strText(runtime, name),
    bases,
    base: shape.base,
    metatype: calculateMetaclass(runtime, wanted.metatype ?? runtime.coreType('type'), bases),
    layout,
    instanceType: classOwnsType(runtime, shape, layout),
    releasesType: true,
  });
  setTypeField(runtime, type, 'ht_name', name);
  setTypeField(runtime, type, 'tp_dict', dictCopy(runtime, wanted.namespace));
  setAttributes(runtime, type, wanted.globals ?? NULL);
  fillDict(runtime, type, shape);
  typeReady(runtime, type);
  if (hasCachedKeys(runtime, shape.base, shape.addDict, layout)) {
    setTypeField(runtime, type, 'ht_cached_keys', newKeysForClass(runtime));
  }
  setNames(runtime, type);
  return type;
}

/** Names in `__slots__`, or null. */
function declaredSlots(runtime: Runtime, namespace: Ref): string[] | null {
  const slots = dictGetItem(runtime, namespace, '__slots__');
  if (slots === NULL) return null;
  const names = isStr(runtime, slots) ? [slots] : sequenceItems(runtime, slots);
  return names.map((name) => strText(runtime, name));
}

/** CPython 3.11 Objects/typeobject.c: _PyType_CalculateMetaclass() */
function calculateMetaclass(runtime: Runtime, metatype: Ref, bases: readonly Ref[]): Ref {
  let winner = metatype;
  for (const base of bases) {
    const candidate = runtime.typeOf(base);
    if (isSubtype(runtime, winner, candidate)) continue;
    if (!isSubtype(runtime, candidate, winner)) throw new PythonError('TypeError', 'metaclass conflict');
    winner = candidate;
  }
  return winner;
}

/** CPython 3.11 Objects/typeobject.c: type_new_set_attrs() */
function setAttributes(runtime: Runtime, type: Ref, globals: Ref): void {
  const dict = typeField(runtime, type, 'tp_dict');
  setModule(runtime, dict, globals);
  setQualname(runtime, type, dict);
  const doc = dictGetItem(runtime, dict, '__doc__');
  // tp_doc is a copy of the text.
  if (doc !== NULL && isStr(runtime, doc)) runtime.heap.addBlocks(type, 1);
  wrapFunction(runtime, dict, '__new__', 'staticmethod');
  wrapFunction(runtime, dict, '__init_subclass__', 'classmethod');
  wrapFunction(runtime, dict, '__class_getitem__', 'classmethod');
  setClasscell(runtime, type, dict);
}

/** CPython 3.11 Objects/typeobject.c: type_new_set_module() */
function setModule(runtime: Runtime, dict: Ref, globals: Ref): void {
  if (globals === NULL || dictGetItem(runtime, dict, '__module__') !== NULL) return;
  const module = dictGetItem(runtime, globals, '__name__');
  if (module !== NULL) dictSetItemString(runtime, dict, '__module__', module);
}

/** CPython 3.11 Objects/typeobject.c: type_new_set_ht_name() */
function setQualname(runtime: Runtime, type: Ref, dict: Ref): void {
  const given = dictGetItem(runtime, dict, '__qualname__');
  const qualname = given === NULL ? typeField(runtime, type, 'ht_name') : given;
  setTypeField(runtime, type, 'ht_qualname', runtime.heap.newRef(qualname));
  if (given !== NULL) dictDelItem(runtime, dict, '__qualname__');
}

/** CPython 3.11 Objects/typeobject.c: type_new_staticmethod(), type_new_classmethod() */
function wrapFunction(runtime: Runtime, dict: Ref, name: string, kind: 'staticmethod' | 'classmethod'): void {
  const value = dictGetItem(runtime, dict, name);
  if (value === NULL || !isFunction(runtime, value)) return;
  dictSetNewString(runtime, dict, name, newWrapperMethod(runtime, kind, value));
}

/** CPython 3.11 Objects/typeobject.c: type_new_set_classcell() */
function setClasscell(runtime: Runtime, type: Ref, dict: Ref): void {
  const cell = dictGetItem(runtime, dict, '__classcell__');
  if (cell === NULL) return;
  setCell(runtime, cell, runtime.heap.newRef(type));
  dictDelItem(runtime, dict, '__classcell__');
}

/** CPython 3.11 Objects/typeobject.c: type_new_descriptors(), type_ready_fill_dict(), type_ready_set_hash() */
function fillDict(runtime: Runtime, type: Ref, shape: ClassShape): void {
  const dict = typeField(runtime, type, 'tp_dict');
  if (shape.slots) {
    const names = shape.slots.map((slot) => intern(runtime, slot));
    setTypeField(runtime, type, 'ht_slots', newTuple(runtime, names));
  }
  for (const slot of shape.slots ?? []) addDescriptor(runtime, dict, 'member_descriptor', type, slot);
  if (shape.addDict) addDescriptor(runtime, dict, 'getset_descriptor', type, '__dict__');
  if (shape.addWeakrefs) addDescriptor(runtime, dict, 'getset_descriptor', type, '__weakref__');
  const { none } = runtime.singletons;
  if (dictGetItem(runtime, dict, '__doc__') === NULL) dictSetItemString(runtime, dict, '__doc__', none);
  const has = (name: string): boolean => dictGetItem(runtime, dict, name) !== NULL;
  if (has('__eq__') && !has('__hash__')) dictSetItemString(runtime, dict, '__hash__', none);
}

/** `__set_name__` of each attribute that has one: of property, once it keeps its name. CPython 3.11 Objects/typeobject.c: type_new_set_names() */
function setNames(runtime: Runtime, type: Ref): void {
  if (!runtime.rule('property-name')) return;
  for (const { keyRef, value } of dictItems(runtime, typeField(runtime, type, 'tp_dict'))) {
    if (runtime.familyOf(value) === 'property') setPropertyName(runtime, value, keyRef);
  }
}
