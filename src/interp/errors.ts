import { RuntimeFault } from '../gc/fault.js';
import type { Ref } from '../gc/ref.js';
import type { PendingError } from './pending-error.js';
import type { Runtime } from './runtime.js';
import { PythonError } from './test-outcome.js';

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

/** What JavaScript threw in the body of a Python function becomes the error indicator; a fault of the process passes. */
export function catchThrown(runtime: Runtime, thrown: unknown): void {
  if (thrown instanceof RuntimeFault) throw thrown;
  const type = thrown instanceof PythonError ? thrown.type : 'Exception';
  runtime.pendingError = { type, message: thrown instanceof Error ? thrown.message : '', cause: thrown };
}

/** Runs code that may set an exception; one that is set already outlives it. CPython 3.11: PyErr_Fetch(), PyErr_Restore() */
export function keepingError(runtime: Runtime, code: () => void): void {
  const pending = takePendingError(runtime);
  code();
  runtime.pendingError = pending;
}

/** Nobody can catch the exception that is set. CPython 3.11 Python/errors.c: PyErr_WriteUnraisable() */
export function writeUnraisable(runtime: Runtime, where: Ref): void {
  const error = takePendingError(runtime);
  if (error !== null) runtime.onUnraisable?.(runtime.heap.describe(where), error);
}
