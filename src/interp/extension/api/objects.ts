import { NULL, type Ref } from '../../../gc/ref.js';
import { delAttr, getAttr, setAttr } from '../../objects/attributes.js';
import { dictGetItem, dictSetItemString } from '../../objects/dict.js';
import { intern, newStr } from '../../objects/str.js';
import { sequenceItems } from '../../objects/tuple.js';
import { newWeakref, weakrefTarget } from '../../objects/weakref.js';
import type { ApiArgument, ApiFunction } from './api-function.js';
import { object, text } from './arguments.js';

function rest(args: readonly ApiArgument[]): Ref[] {
  return args.slice(1).map((_, index) => object(args, index + 1));
}

export const OBJECT_API: Readonly<Record<string, ApiFunction>> = {
  /** CPython 3.11 Objects/call.c: PyObject_CallNoArgs() */
  PyObject_CallNoArgs: { result: 'new', run: ({ runtime }, args) => runtime.machine.callObject(object(args, 0), []) },
  /** CPython 3.11 Objects/call.c: PyObject_CallFunctionObjArgs() */
  PyObject_CallFunctionObjArgs: {
    result: 'new',
    run: ({ runtime }, args) => runtime.machine.callObject(object(args, 0), rest(args)),
  },
  /** CPython 3.11 Objects/call.c: PyObject_CallOneArg() */
  PyObject_CallOneArg: {
    result: 'new',
    run: ({ runtime }, args) => runtime.machine.callObject(object(args, 0), rest(args)),
  },
  /** The arguments are a tuple or NULL. CPython 3.11 Objects/call.c: PyObject_CallObject() */
  PyObject_CallObject: {
    result: 'new',
    run: ({ runtime }, args) => {
      const tuple = object(args, 1);
      return runtime.machine.callObject(object(args, 0), tuple === NULL ? [] : sequenceItems(runtime, tuple));
    },
  },
  /** CPython 3.11 Objects/object.c: PyObject_GetAttrString() */
  PyObject_GetAttrString: {
    result: 'new',
    run: ({ runtime }, args) => getAttr(runtime, object(args, 0), text(args, 1)),
  },
  /** CPython 3.11 Objects/object.c: PyObject_SetAttrString() */
  PyObject_SetAttrString: {
    result: 'status',
    run: ({ runtime }, args) => setAttr(runtime, object(args, 0), text(args, 1), object(args, 2)),
  },
  /** CPython 3.11 Objects/object.c: PyObject_SetAttr() */
  PyObject_SetAttr: {
    result: 'status',
    run: ({ runtime }, args) => setAttr(runtime, object(args, 0), object(args, 1), object(args, 2)),
  },
  /** A macro over PyObject_SetAttrString() with NULL. */
  PyObject_DelAttrString: {
    result: 'status',
    run: ({ runtime }, args) => delAttr(runtime, object(args, 0), text(args, 1)),
  },
  /** CPython 3.11 Objects/unicodeobject.c: PyUnicode_FromString() */
  PyUnicode_FromString: { result: 'new', run: ({ runtime }, args) => newStr(runtime, text(args, 0)) },
  /** CPython 3.11 Objects/unicodeobject.c: PyUnicode_InternFromString() */
  PyUnicode_InternFromString: { result: 'new', run: ({ runtime }, args) => intern(runtime, text(args, 0)) },
  /** CPython 3.11 Objects/weakrefobject.c: PyWeakref_NewRef() */
  PyWeakref_NewRef: {
    result: 'new',
    run: ({ runtime }, args) => newWeakref(runtime, object(args, 0), object(args, 1)),
  },
  /** CPython 3.11 Objects/weakrefobject.c: PyWeakref_GetObject() */
  PyWeakref_GetObject: {
    result: 'borrowed',
    fallible: false,
    run: ({ runtime }, args) => {
      const target = weakrefTarget(runtime, object(args, 0));
      return target === NULL ? runtime.singletons.none : target;
    },
  },
  /** CPython 3.11 Include/object.h: Py_NewRef() */
  Py_NewRef: { result: 'new', fallible: false, run: ({ runtime }, args) => runtime.heap.newRef(object(args, 0)) },
  /** CPython 3.11 Include/object.h: Py_TYPE() */
  Py_TYPE: { result: 'borrowed', fallible: false, run: ({ runtime }, args) => runtime.typeOf(object(args, 0)) },
  /** CPython 3.11 Python/sysmodule.c: PySys_GetObject() */
  PySys_GetObject: {
    result: 'borrowed',
    fallible: false,
    run: ({ runtime }, args) => dictGetItem(runtime, runtime.current.struct.get('sysdict'), text(args, 0)),
  },
  /** CPython 3.11 Python/sysmodule.c: PySys_SetObject() */
  PySys_SetObject: {
    result: 'status',
    run: ({ runtime }, args) => {
      dictSetItemString(runtime, runtime.current.struct.get('sysdict'), text(args, 0), object(args, 1));
      return true;
    },
  },
};
