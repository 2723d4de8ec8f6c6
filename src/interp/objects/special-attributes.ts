import { NULL, type Ref } from '../../gc/ref.js';
import type { Runtime } from '../runtime.js';
import { type FunctionField, functionAnnotations, functionField, isFunction } from './function.js';
import { genericGetDict } from './instance-dict.js';
import { newBuiltin } from './method.js';
import { isModule, moduleDict } from './module.js';
import { newStr } from './str.js';
import { newTuple } from './tuple.js';
import { basesOf, mroOf, typeField } from './type.js';

/*
 * Getsets and members of core types. NOT-CPYTHON: the core types have no tp_dict here; the attributes that scenarios
 * need are named in this file.
 */
const FUNCTION_ATTRIBUTES: Readonly<Record<string, FunctionField>> = {
  __name__: 'func_name',
  __qualname__: 'func_qualname',
  __code__: 'func_code',
  __defaults__: 'func_defaults',
  __kwdefaults__: 'func_kwdefaults',
  __globals__: 'func_globals',
  __builtins__: 'func_builtins',
  __closure__: 'func_closure',
  __doc__: 'func_doc',
  __module__: 'func_module',
};

const SETS: ReadonlySet<string> = new Set(['set', 'frozenset']);

/** New reference, or NULL: no such attribute. */
export function specialAttribute(runtime: Runtime, object: Ref, name: string): Ref {
  if (name === '__class__') return runtime.heap.newRef(runtime.typeOf(object));
  if (runtime.familyOf(object) === 'type') return typeAttribute(runtime, object, name);
  if (isFunction(runtime, object)) return functionAttribute(runtime, object, name);
  if (name === '__contains__' && SETS.has(runtime.familyOf(object)))
    return newBuiltin(runtime, name, object, NULL, null);
  if (name !== '__dict__') return NULL;
  if (isModule(runtime, object)) return runtime.heap.newRef(moduleDict(runtime, object));
  const { layout } = runtime.info(runtime.typeOf(object));
  return layout.hasDict ? runtime.heap.newRef(genericGetDict(runtime, object)) : NULL;
}

function functionAttribute(runtime: Runtime, func: Ref, name: string): Ref {
  const { heap, singletons } = runtime;
  if (name === '__annotations__') return heap.newRef(functionAnnotations(runtime, func));
  if (name === '__dict__') return heap.newRef(genericGetDict(runtime, func));
  const field = FUNCTION_ATTRIBUTES[name];
  if (field === undefined) return NULL;
  const value = functionField(runtime, func, field);
  return heap.newRef(value === NULL ? singletons.none : value);
}

/** CPython 3.11 Objects/typeobject.c: type_name(), type_module(), type_get_bases() and their like. */
function typeAttribute(runtime: Runtime, type: Ref, name: string): Ref {
  const { heap } = runtime;
  const tuple = (items: readonly Ref[]): Ref =>
    newTuple(
      runtime,
      items.map((item) => heap.newRef(item)),
    );
  const owned = (value: Ref): Ref => (value === NULL ? NULL : heap.newRef(value));
  const info = runtime.info(type);
  switch (name) {
    case '__name__':
      return info.storage === 'heap' ? owned(typeField(runtime, type, 'ht_name')) : newStr(runtime, info.name);
    case '__qualname__':
      return info.storage === 'heap' ? owned(typeField(runtime, type, 'ht_qualname')) : newStr(runtime, info.name);
    case '__base__':
      return owned(info.base === NULL ? runtime.singletons.none : info.base);
    case '__bases__':
      return owned(typeField(runtime, type, 'tp_bases')) || tuple(basesOf(runtime, type));
    case '__mro__':
      return owned(typeField(runtime, type, 'tp_mro')) || tuple(mroOf(runtime, type));
    case '__dict__':
      return owned(typeField(runtime, type, 'tp_dict'));
    case '__module__':
      return newStr(runtime, info.name.includes('.') ? info.name.slice(0, info.name.lastIndexOf('.')) : 'builtins');
    default:
      return NULL;
  }
}
