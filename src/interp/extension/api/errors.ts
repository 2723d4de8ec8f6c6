import { setPendingError, takePendingError } from '../../errors.js';
import type { ApiFunction } from './api-function.js';
import { text } from './arguments.js';

/** Sets an exception of a fixed type; its C result is always NULL or void. */
function raises(type: string, message: string): ApiFunction {
  return {
    result: 'void',
    fallible: false,
    run: ({ runtime }) => {
      setPendingError(runtime, type, message);
      return true;
    },
  };
}

/** NOT-CPYTHON: an exception type is named by its text: no exception object exists before Python code looks at it. */
const setString: ApiFunction = {
  result: 'void',
  fallible: false,
  run: ({ runtime }, args) => {
    setPendingError(runtime, text(args, 0), args.length > 1 ? text(args, 1) : '');
    return true;
  },
};

export const ERROR_API: Readonly<Record<string, ApiFunction>> = {
  /** CPython 3.11 Python/errors.c: PyErr_SetString() */
  PyErr_SetString: setString,
  /** CPython 3.11 Python/errors.c: PyErr_Format() */
  PyErr_Format: setString,
  /** CPython 3.11 Python/errors.c: PyErr_SetNone() */
  PyErr_SetNone: setString,
  /** CPython 3.11 Python/errors.c: PyErr_NoMemory() */
  PyErr_NoMemory: raises('MemoryError', ''),
  /** CPython 3.11 Python/errors.c: PyErr_BadArgument() */
  PyErr_BadArgument: raises('TypeError', 'bad argument type for built-in operation'),
  /** CPython 3.11 Python/errors.c: PyErr_SetFromErrno() */
  PyErr_SetFromErrno: raises('OSError', ''),
  /** CPython 3.11 Python/errors.c: PyErr_Clear() */
  PyErr_Clear: {
    result: 'void',
    fallible: false,
    run: ({ runtime }) => {
      takePendingError(runtime);
      return true;
    },
  },
  /** CPython 3.11 Python/errors.c: PyErr_Occurred(): here a C number. */
  PyErr_Occurred: {
    result: 'number',
    fallible: false,
    run: ({ runtime }) => ({ int: runtime.pendingError === null ? 0 : 1 }),
  },
  /** CPython 3.11 Python/errors.c: PyErr_ExceptionMatches(): here a C number. */
  PyErr_ExceptionMatches: {
    result: 'number',
    fallible: false,
    run: ({ runtime }, args) => ({ int: runtime.pendingError?.type === text(args, 0) ? 1 : 0 }),
  },
};
