import { closeHandle, openFd } from '../../process.js';
import type { ApiFunction } from './api-function.js';
import { object, text } from './arguments.js';

/** A call that only moves memory or handles and hands out no reference. */
function effect(run: ApiFunction['run']): ApiFunction {
  return { result: 'status', run };
}

export const MEMORY_API: Readonly<Record<string, ApiFunction>> = {
  /** CPython 3.11 Objects/obmalloc.c: PyMem_Malloc(): one block of the object allocator's count. */
  PyMem_Malloc: effect(({ runtime, name }) => {
    runtime.heap.addRawBlocks(1, name);
    return true;
  }),
  PyMem_Free: effect(({ runtime, name }) => {
    runtime.heap.addRawBlocks(-1, name);
    return true;
  }),
  /** CPython 3.11 Objects/obmalloc.c: PyObject_Malloc() */
  PyObject_Malloc: effect(({ runtime, name }) => {
    runtime.heap.addRawBlocks(1, name);
    return true;
  }),
  /** On an object: the memory goes, the reference stays counted. CPython 3.11 Objects/obmalloc.c: PyObject_Free() */
  PyObject_Free: effect(({ runtime, name }, args) => {
    if (args.length === 0) runtime.heap.addRawBlocks(-1, name);
    else runtime.heap.freeWithoutDecref(object(args, 0));
    return true;
  }),
  /** Raw memory is outside sys.getallocatedblocks(). */
  PyMem_RawMalloc: effect(() => true),
  PyMem_RawFree: effect(() => true),
  malloc: effect(() => true),
  free: effect(() => true),
  open: effect(({ runtime }) => {
    openFd(runtime.process);
    return true;
  }),
  /** Closes the descriptor opened last. */
  close: effect(({ runtime }) => {
    const last = Math.max(...runtime.process.fds);
    return runtime.process.fds.delete(last);
  }),
  /** Windows: a handle that only CloseHandle gives back. */
  CreateEvent: effect(({ runtime }, args) => {
    const kind = args.length > 0 ? text(args, 0) : 'event';
    runtime.process.handles.set(kind, (runtime.process.handles.get(kind) ?? 0) + 1);
    return true;
  }),
  CloseHandle: effect(({ runtime }, args) => closeHandle(runtime.process, args.length > 0 ? text(args, 0) : 'event')),
};
