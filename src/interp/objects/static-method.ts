import { NULL, type Ref } from '../../gc/ref.js';
import { correctSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { defineCoreType } from './core-type.js';
import { dictSetItemString, newDict } from './dict.js';
import { functionAnnotations, functionField, isFunction } from './function.js';

/** staticmethod and classmethod have the same struct; C names its fields sm_... and cm_... */
export type WrapperKind = 'staticmethod' | 'classmethod';

const CALLABLE = 0;
const DICT = 1;
const FIELDS: Readonly<Record<WrapperKind, readonly string[]>> = {
  staticmethod: ['sm_callable', 'sm_dict'],
  classmethod: ['cm_callable', 'cm_dict'],
};

export function defineStaticMethods(runtime: Runtime): void {
  for (const [kind, fields] of Object.entries(FIELDS)) {
    defineCoreType(runtime, correctSlots(kind, fields, false), { hasDict: true });
  }
}

/** The object alone, as C code makes it. CPython 3.11 Objects/funcobject.c: PyStaticMethod_New(), PyClassMethod_New() */
export function newWrapperMethod(runtime: Runtime, kind: WrapperKind, callable: Ref): Ref {
  const heap = runtime.heap;
  const wrapper = heap.alloc(runtime.core(kind));
  heap.setEdge(wrapper, CALLABLE, heap.newRef(callable));
  heap.gcTrack(wrapper);
  return wrapper;
}

/** As a call of the type makes it. CPython 3.11 Objects/funcobject.c: sm_init(), cm_init(), functools_wraps() */
export function wrapperMethodNew(runtime: Runtime, kind: WrapperKind, callable: Ref): Ref {
  const wrapper = newWrapperMethod(runtime, kind, callable);
  if (runtime.rule('wrapper-attributes') && isFunction(runtime, callable)) copyAttributes(runtime, wrapper, callable);
  return wrapper;
}

function copyAttributes(runtime: Runtime, wrapper: Ref, func: Ref): void {
  const dict = newDict(runtime);
  runtime.heap.setEdge(wrapper, DICT, dict);
  const copied: [string, Ref][] = [
    ['__module__', functionField(runtime, func, 'func_module')],
    ['__name__', functionField(runtime, func, 'func_name')],
    ['__qualname__', functionField(runtime, func, 'func_qualname')],
    ['__doc__', functionField(runtime, func, 'func_doc')],
    ['__annotations__', functionAnnotations(runtime, func)],
  ];
  for (const [name, value] of copied) if (value !== NULL) dictSetItemString(runtime, dict, name, value);
}

/** Borrowed. */
export function wrappedCallable(runtime: Runtime, wrapper: Ref): Ref {
  return runtime.heap.edge(wrapper, CALLABLE);
}
