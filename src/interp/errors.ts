import type { Runtime } from './runtime.js';

/** The error indicator of the thread state. NOT-CPYTHON: no exception object is made until Python code looks at it. */
export interface PendingError {
  readonly type: string;
  readonly message: string;
}

/** CPython 3.11 Python/errors.c: PyErr_SetString() */
export function setPendingError(runtime: Runtime, type: string, message: string): void {
  runtime.pendingError = { type, message };
}

/** CPython 3.11 Python/errors.c: PyErr_Fetch() */
export function takePendingError(runtime: Runtime): PendingError | null {
  const pending = runtime.pendingError;
  runtime.pendingError = null;
  return pending;
}
