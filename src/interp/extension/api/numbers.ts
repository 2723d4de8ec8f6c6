import { NULL, type Ref } from '../../../gc/ref.js';
import { setPendingError } from '../../errors.js';
import { dictSize, isDict } from '../../objects/dict.js';
import { newFloat } from '../../objects/float.js';
import { intValue, isInt, newInt } from '../../objects/long.js';
import { setElements } from '../../objects/set.js';
import { isStr, strText } from '../../objects/str.js';
import { objectIsTrue } from '../../objects/truth.js';
import { sequenceItems } from '../../objects/tuple.js';
import type { Runtime } from '../../runtime.js';
import type { ApiFunction, CNumber } from './api-function.js';
import { int, object } from './arguments.js';

/** CPython 3.11 Objects/abstract.c: PyObject_Size() */
function sizeOf(runtime: Runtime, ref: Ref): CNumber {
  if (isStr(runtime, ref)) return { int: strText(runtime, ref).length };
  if (isDict(runtime, ref)) return { int: dictSize(runtime, ref) };
  switch (runtime.familyOf(ref)) {
    case 'list':
    case 'tuple':
      return { int: sequenceItems(runtime, ref).length };
    case 'set':
    case 'frozenset':
      return { int: setElements(runtime, ref).length };
    default:
      setPendingError(runtime, 'TypeError', `object of type '${runtime.info(runtime.typeOf(ref)).name}' has no len()`);
      return { int: -1 };
  }
}

const size: ApiFunction = { result: 'number', run: ({ runtime }, args) => sizeOf(runtime, object(args, 0)) };

/** CPython 3.11 Objects/longobject.c: PyLong_AsSsize_t() */
const asLong: ApiFunction = {
  result: 'number',
  run: ({ runtime }, args) => {
    if (isInt(runtime, object(args, 0))) return { int: intValue(runtime, object(args, 0)) };
    setPendingError(runtime, 'TypeError', 'an integer is required');
    return { int: -1 };
  },
};

/** CPython 3.11 Objects/longobject.c: PyLong_FromLong() */
const fromLong: ApiFunction = { result: 'new', run: ({ runtime }, args) => newInt(runtime, int(args, 0)) };

/** New reference, or NULL with TypeError or ValueError set. CPython 3.11 Objects/abstract.c: PyNumber_Long() */
function numberLong(runtime: Runtime, ref: Ref): Ref {
  if (isInt(runtime, ref)) return runtime.heap.newRef(ref);
  if (!isStr(runtime, ref)) {
    const { name } = runtime.info(runtime.typeOf(ref));
    setPendingError(runtime, 'TypeError', `int() argument must be a string or a real number, not '${name}'`);
    return NULL;
  }
  const text = strText(runtime, ref).trim();
  if (/^[+-]?\d+$/.test(text)) return newInt(runtime, Number(text));
  setPendingError(runtime, 'ValueError', `invalid literal for int() with base 10: '${text}'`);
  return NULL;
}

export const NUMBER_API: Readonly<Record<string, ApiFunction>> = {
  PyLong_FromLong: fromLong,
  PyLong_FromSsize_t: fromLong,
  PyLong_FromUnsignedLong: fromLong,
  PyLong_AsLong: asLong,
  PyLong_AsSsize_t: asLong,
  /** CPython 3.11 Objects/floatobject.c: PyFloat_FromDouble() */
  PyFloat_FromDouble: { result: 'new', run: ({ runtime }, args) => newFloat(runtime, int(args, 0)) },
  /** CPython 3.11 Objects/boolobject.c: PyBool_FromLong() */
  PyBool_FromLong: {
    result: 'new',
    fallible: false,
    run: ({ runtime }, args) =>
      runtime.heap.newRef(int(args, 0) === 0 ? runtime.singletons.false : runtime.singletons.true),
  },
  PyNumber_Long: { result: 'new', run: ({ runtime }, args) => numberLong(runtime, object(args, 0)) },
  PyObject_Size: size,
  PyObject_Length: size,
  PySequence_Size: size,
  PySequence_Length: size,
  PyTuple_Size: size,
  PyTuple_GET_SIZE: { ...size, fallible: false },
  PyList_Size: size,
  PyList_GET_SIZE: { ...size, fallible: false },
  PyDict_Size: size,
  PySet_Size: size,
  PyObject_IsTrue: {
    result: 'number',
    run: ({ runtime }, args) => ({ int: objectIsTrue(runtime, object(args, 0)) ? 1 : 0 }),
  },
};
