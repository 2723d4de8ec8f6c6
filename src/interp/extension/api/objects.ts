import { NULL, type Ref } from '../../../gc/ref.js';
import { setPendingError } from '../../errors.js';
import { getAttr, setAttr } from '../../objects/attributes.js';
import { intValue, isInt, newInt } from '../../objects/long.js';
import { intern, newStr } from '../../objects/str.js';
import { newWeakref } from '../../objects/weakref.js';
import type { ApiArgument, ApiFunction } from './api-function.js';
import { int, object, text } from './arguments.js';

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
  /** CPython 3.11 Objects/longobject.c: PyLong_FromLong() */
  PyLong_FromLong: { result: 'new', run: ({ runtime }, args) => newInt(runtime, int(args, 0)) },
  /** CPython 3.11 Objects/abstract.c: PyNumber_Long() */
  PyNumber_Long: {
    result: 'new',
    run: ({ runtime }, args) => {
      if (isInt(runtime, object(args, 0))) return newInt(runtime, intValue(runtime, object(args, 0)));
      setPendingError(runtime, 'TypeError', 'int() argument must be a number');
      return NULL;
    },
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
  /** CPython 3.11 Python/errors.c: PyErr_SetString() */
  PyErr_SetString: {
    result: 'void',
    fallible: false,
    run: ({ runtime }, args) => {
      setPendingError(runtime, text(args, 0), text(args, 1));
      return true;
    },
  },
  /** CPython 3.11 Python/errors.c: PyErr_Clear() */
  PyErr_Clear: {
    result: 'void',
    fallible: false,
    run: ({ runtime }) => {
      runtime.pendingError = null;
      return true;
    },
  },
};
