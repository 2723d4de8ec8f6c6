import { NULL, type Ref } from '../../gc/ref.js';
import { setPendingError } from '../errors.js';
import type { BuiltinBody } from '../machine.js';
import type { Runtime } from '../runtime.js';
import { newBoundMethod } from './bound-method.js';
import { descriptorName } from './descr.js';
import { genericGetDict } from './instance-dict.js';
import { newBuiltin } from './method.js';
import { propertyAccessor } from './property.js';
import { wrappedCallable } from './static-method.js';
import { strText } from './str.js';

const DATA_DESCRIPTORS = new Set(['property', 'member_descriptor', 'getset_descriptor']);

/** CPython 3.11 Objects/descrobject.c: PyDescr_IsData() */
export function isDataDescriptor(runtime: Runtime, descriptor: Ref): boolean {
  return DATA_DESCRIPTORS.has(runtime.familyOf(descriptor));
}

/** Sets AttributeError. */
function attributeError(runtime: Runtime, message: string): Ref {
  setPendingError(runtime, 'AttributeError', message);
  return NULL;
}

/** tp_descr_get; `object` is NULL for a look-up on the type itself. New reference, or NULL with an exception set. */
export function descrGet(runtime: Runtime, descriptor: Ref, object: Ref, type: Ref): Ref {
  const heap = runtime.heap;
  switch (runtime.familyOf(descriptor)) {
    case 'function':
      return object === NULL ? heap.newRef(descriptor) : newBoundMethod(runtime, descriptor, object);
    case 'staticmethod':
      return heap.newRef(wrappedCallable(runtime, descriptor));
    case 'classmethod':
      return newBoundMethod(runtime, wrappedCallable(runtime, descriptor), type);
    case 'classmethod_descriptor':
      return bindBuiltin(runtime, descriptor, type);
    case 'method_descriptor':
      return object === NULL ? heap.newRef(descriptor) : bindBuiltin(runtime, descriptor, object);
    case 'property':
      return object === NULL ? heap.newRef(descriptor) : callGetter(runtime, descriptor, object);
    case 'member_descriptor':
      return object === NULL ? heap.newRef(descriptor) : readMember(runtime, descriptor, object);
    case 'getset_descriptor':
      return object === NULL ? heap.newRef(descriptor) : readGetset(runtime, descriptor, object);
    default:
      return heap.newRef(descriptor);
  }
}

/** CPython 3.11 Objects/descrobject.c: method_get(), classmethod_get() */
function bindBuiltin(runtime: Runtime, descriptor: Ref, self: Ref): Ref {
  const payload = runtime.heap.payload[descriptor] as { body: BuiltinBody | null } | undefined;
  const name = strText(runtime, descriptorName(runtime, descriptor));
  return newBuiltin(runtime, name, self, NULL, payload?.body ?? null);
}

/** CPython 3.11 Objects/descrobject.c: property_descr_get() */
function callGetter(runtime: Runtime, property: Ref, object: Ref): Ref {
  const getter = propertyAccessor(runtime, property, 'fget');
  if (getter === NULL) return attributeError(runtime, 'property has no getter');
  return runtime.machine.callObject(getter, [object]);
}

/** Slot of the field that a member descriptor stands for; -1: none of that name. */
function memberSlot(runtime: Runtime, descriptor: Ref, object: Ref): number {
  return runtime.heap.slotsOf(object).fixed.indexOf(strText(runtime, descriptorName(runtime, descriptor)));
}

/** CPython 3.11 Python/structmember.c: PyMember_GetOne(): T_OBJECT_EX for `__slots__`, T_OBJECT for C members. */
function readMember(runtime: Runtime, descriptor: Ref, object: Ref): Ref {
  const slot = memberSlot(runtime, descriptor, object);
  const value = slot < 0 ? NULL : runtime.heap.edge(object, slot);
  if (value !== NULL) return runtime.heap.newRef(value);
  if (runtime.info(runtime.typeOf(object)).description !== null) return runtime.heap.newRef(runtime.singletons.none);
  return attributeError(runtime, strText(runtime, descriptorName(runtime, descriptor)));
}

/** The getsets of classes: `__dict__` and `__weakref__`; of others nothing is known but the name. */
function readGetset(runtime: Runtime, descriptor: Ref, object: Ref): Ref {
  const name = strText(runtime, descriptorName(runtime, descriptor));
  if (name === '__dict__') return runtime.heap.newRef(genericGetDict(runtime, object));
  return runtime.heap.newRef(runtime.singletons.none);
}

/**
 * tp_descr_set of a data descriptor; `value` NULL deletes. False: an exception is set.
 * CPython 3.11 Objects/descrobject.c: property_descr_set(), member_set()
 */
export function descrSet(runtime: Runtime, descriptor: Ref, object: Ref, value: Ref): boolean {
  const setter =
    runtime.familyOf(descriptor) === 'property'
      ? propertyAccessor(runtime, descriptor, value === NULL ? 'fdel' : 'fset')
      : NULL;
  if (setter !== NULL) {
    const result = runtime.machine.callObject(setter, value === NULL ? [object] : [object, value]);
    runtime.heap.xdecref(result);
    return result !== NULL;
  }
  const isMember = runtime.familyOf(descriptor) === 'member_descriptor';
  const slot = isMember ? memberSlot(runtime, descriptor, object) : -1;
  if (slot < 0) return attributeError(runtime, "can't set attribute") !== NULL;
  runtime.heap.replaceEdge(object, slot, value === NULL ? NULL : runtime.heap.newRef(value));
  return true;
}
