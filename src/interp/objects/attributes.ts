import { NULL, type Ref } from '../../gc/ref.js';
import { setPendingError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { setCell } from './cell.js';
import { descrGet, descrSet, isDataDescriptor } from './descr-get.js';
import { dictDelItem, dictSetItem } from './dict.js';
import { deleteInstanceAttribute, instanceAttribute, setInstanceAttribute } from './instance-dict.js';
import { specialAttribute } from './special-attributes.js';
import { intern, strText } from './str.js';
import { isSubtype, typeField, typeLookup } from './type.js';

/** Whether the object is a type object. */
export function isType(runtime: Runtime, ref: Ref): boolean {
  return isSubtype(runtime, runtime.typeOf(ref), runtime.coreType('type'));
}

/** Sets AttributeError. */
function noAttribute(runtime: Runtime, object: Ref, name: string): false {
  const what = isType(runtime, object)
    ? `type object '${runtime.info(object).name}'`
    : `'${runtime.info(runtime.typeOf(object)).name}' object`;
  setPendingError(runtime, 'AttributeError', `${what} has no attribute '${name}'`);
  return false;
}

/** New reference, or NULL with an exception set. CPython 3.11 Objects/object.c: PyObject_GetAttr() */
export function getAttr(runtime: Runtime, object: Ref, name: string): Ref {
  const value = lookupAttr(runtime, object, name);
  if (value === NULL && runtime.pendingError === null) noAttribute(runtime, object, name);
  return value;
}

/** New reference, or NULL where there is no such attribute, without an exception for that. CPython 3.11 Objects/object.c: _PyObject_LookupAttr() */
export function lookupAttr(runtime: Runtime, object: Ref, name: string): Ref {
  const found = isType(runtime, object) ? typeGetattro(runtime, object, name) : genericGetAttr(runtime, object, name);
  return found === NULL ? specialAttribute(runtime, object, name) : found;
}

/** CPython 3.11 Objects/object.c: PyObject_GenericGetAttr() */
function genericGetAttr(runtime: Runtime, object: Ref, name: string): Ref {
  const type = runtime.typeOf(object);
  const descriptor = typeLookup(runtime, type, name);
  if (descriptor !== NULL && isDataDescriptor(runtime, descriptor)) return descrGet(runtime, descriptor, object, type);
  const value = instanceAttribute(runtime, object, name);
  if (value !== NULL) return runtime.heap.newRef(value);
  return descriptor === NULL ? NULL : descrGet(runtime, descriptor, object, type);
}

/** CPython 3.11 Objects/typeobject.c: type_getattro() */
function typeGetattro(runtime: Runtime, type: Ref, name: string): Ref {
  const metatype = runtime.typeOf(type);
  const meta = typeLookup(runtime, metatype, name);
  if (meta !== NULL && isDataDescriptor(runtime, meta)) return descrGet(runtime, meta, type, metatype);
  const attribute = typeLookup(runtime, type, name);
  if (attribute !== NULL) return descrGet(runtime, attribute, NULL, type);
  return meta === NULL ? NULL : descrGet(runtime, meta, type, metatype);
}

/** Takes a new reference to `value`. False: an exception is set. CPython 3.11 Objects/object.c: PyObject_SetAttr() */
export function setAttr(runtime: Runtime, object: Ref, name: Ref | string, value: Ref): boolean {
  const key = typeof name === 'string' ? intern(runtime, name) : runtime.heap.newRef(name);
  const done = isType(runtime, object)
    ? setTypeAttr(runtime, object, key, value)
    : genericSetAttr(runtime, object, key, value);
  runtime.heap.decref(key);
  return done;
}

/** CPython 3.11 Objects/typeobject.c: type_setattro() */
function setTypeAttr(runtime: Runtime, type: Ref, name: Ref, value: Ref): boolean {
  const info = runtime.info(type);
  if (info.storage === 'static' || info.description?.flags.includes('IMMUTABLETYPE')) {
    const attribute = strText(runtime, name);
    setPendingError(runtime, 'TypeError', `cannot set '${attribute}' attribute of immutable type '${info.name}'`);
    return false;
  }
  dictSetItem(runtime, typeField(runtime, type, 'tp_dict'), name, value);
  return true;
}

/** CPython 3.11 Objects/object.c: PyObject_GenericSetAttr(), Objects/cellobject.c: cell_set_contents() */
function genericSetAttr(runtime: Runtime, object: Ref, name: Ref, value: Ref): boolean {
  const text = strText(runtime, name);
  if (text === 'cell_contents' && runtime.familyOf(object) === 'cell') {
    setCell(runtime, object, runtime.heap.newRef(value));
    return true;
  }
  const descriptor = typeLookup(runtime, runtime.typeOf(object), text);
  if (descriptor !== NULL && isDataDescriptor(runtime, descriptor)) return descrSet(runtime, descriptor, object, value);
  return setInstanceAttribute(runtime, object, name, value) || noAttribute(runtime, object, text);
}

/** False: an exception is set. CPython 3.11 Objects/object.c: PyObject_SetAttr(), with NULL for the value. */
export function delAttr(runtime: Runtime, object: Ref, name: string): boolean {
  const done = deleteAttribute(runtime, object, name);
  return done || (runtime.pendingError === null && noAttribute(runtime, object, name));
}

function deleteAttribute(runtime: Runtime, object: Ref, name: string): boolean {
  if (isType(runtime, object)) {
    const dict = typeField(runtime, object, 'tp_dict');
    return dict !== NULL && dictDelItem(runtime, dict, name);
  }
  const descriptor = typeLookup(runtime, runtime.typeOf(object), name);
  if (descriptor !== NULL && isDataDescriptor(runtime, descriptor)) return descrSet(runtime, descriptor, object, NULL);
  return deleteInstanceAttribute(runtime, object, name);
}
