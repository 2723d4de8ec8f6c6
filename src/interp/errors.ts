import type { PendingError } from './pending-error.js';
import type { Runtime } from './runtime.js';

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
