import { NULL, type Ref } from '../../gc/ref.js';
import { correctSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { defineCoreType } from './core-type.js';
import { functionField, isFunction } from './function.js';

/** PyObject* fields of propertyobject; tp_traverse visits all but prop_name. */
const FIELDS = ['prop_get', 'prop_set', 'prop_del', 'prop_doc', 'prop_name'] as const;
const PROP_DOC = 3;
const PROP_NAME = 4;

export function defineProperty(runtime: Runtime): void {
  const slots = correctSlots('property', FIELDS, false);
  const masks = FIELDS.map((field) => field !== 'prop_name');
  defineCoreType(runtime, { ...slots, visits: masks, clears: FIELDS.map((field) => field === 'prop_doc') });
}

/** Borrowed functions or NULL; None counts as none given. */
export interface Accessors {
  readonly fget?: Ref;
  readonly fset?: Ref;
  readonly fdel?: Ref;
  readonly doc?: Ref;
}

/** The getter's doc is taken where none is given. CPython 3.11 Objects/descrobject.c: property_init_impl() */
export function newProperty(runtime: Runtime, accessors: Accessors): Ref {
  const heap = runtime.heap;
  const given = (value: Ref | undefined): Ref =>
    value === undefined || value === runtime.singletons.none ? NULL : value;
  const property = heap.alloc(runtime.core('property'));
  const fget = given(accessors.fget);
  const values = [fget, given(accessors.fset), given(accessors.fdel), accessors.doc ?? getterDoc(runtime, fget)];
  for (const [slot, value] of values.entries()) {
    if (value !== NULL) heap.setEdge(property, slot, heap.newRef(value));
  }
  heap.gcTrack(property);
  return property;
}

function getterDoc(runtime: Runtime, fget: Ref): Ref {
  if (fget === NULL) return NULL;
  return isFunction(runtime, fget) ? functionField(runtime, fget, 'func_doc') : runtime.singletons.none;
}

export function propertyAccessor(runtime: Runtime, property: Ref, which: 'fget' | 'fset' | 'fdel'): Ref {
  return runtime.heap.edge(property, ['fget', 'fset', 'fdel'].indexOf(which));
}

export function propertyDoc(runtime: Runtime, property: Ref): Ref {
  return runtime.heap.edge(property, PROP_DOC);
}

/** Keeps the name it has in its class (borrowed). CPython 3.11 Objects/descrobject.c: property_set_name() */
export function setPropertyName(runtime: Runtime, property: Ref, name: Ref): void {
  runtime.heap.replaceEdge(property, PROP_NAME, runtime.heap.newRef(name));
}
