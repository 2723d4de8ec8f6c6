import { newRawMemory, type RawMemory } from '../../objects/c-fields.js';
import { closeHandle, openFd } from '../../process.js';
import type { CFrame } from '../frame.js';
import type { ApiArgument, ApiFunction } from './api-function.js';
import { int, object, pointer, text } from './arguments.js';

/** A call that only moves memory or handles and hands out no reference. */
function effect(run: ApiFunction['run']): ApiFunction {
  return { result: 'status', run };
}

/** Memory in which C code may keep references: a struct with fields and arrays of any name. */
function newStruct({ runtime, name }: CFrame): RawMemory {
  return newRawMemory(runtime.holder('struct', name, runtime.current.id));
}

/** One block of the object allocators' count, charged to the function that asks for it. */
function allocateBlock(frame: CFrame): RawMemory {
  frame.runtime.heap.addRawBlocks(1, frame.name);
  return newStruct(frame);
}

/** The memory goes; references that stand in it have no owner any more. */
function freeStruct({ runtime, name }: CFrame, { struct }: RawMemory): void {
  for (const [field, target] of struct.fields) {
    runtime.heap.addStray(target, 1, 'freed-without-decref', `${field} of ${name}`, null);
  }
  struct.fields.clear();
  runtime.heap.holders.delete(struct);
}

function freeBlock(frame: CFrame, args: readonly ApiArgument[]): boolean {
  const memory = args.length > 0 ? pointer(args, 0) : null;
  frame.runtime.heap.addRawBlocks(-1, memory?.struct.name ?? frame.name);
  if (memory) freeStruct(frame, memory);
  return true;
}

function freeRaw(frame: CFrame, args: readonly ApiArgument[]): boolean {
  if (args.length > 0) freeStruct(frame, pointer(args, 0));
  return true;
}

export const MEMORY_API: Readonly<Record<string, ApiFunction>> = {
  /** CPython 3.11 Objects/obmalloc.c: PyMem_Malloc(): one block, whatever its size. */
  PyMem_Malloc: { result: 'pointer', run: allocateBlock },
  PyMem_Calloc: { result: 'pointer', run: allocateBlock },
  PyMem_Free: { result: 'void', fallible: false, run: freeBlock },
  /** CPython 3.11 Objects/obmalloc.c: PyObject_Malloc() */
  PyObject_Malloc: { result: 'pointer', run: allocateBlock },
  PyObject_Calloc: { result: 'pointer', run: allocateBlock },
  /** On an object: the memory goes, its references stay counted. CPython 3.11 Objects/obmalloc.c: PyObject_Free() */
  PyObject_Free: {
    result: 'void',
    fallible: false,
    run: (frame, args) => {
      if (typeof args[0] !== 'number') return freeBlock(frame, args);
      frame.runtime.heap.freeWithoutDecref(object(args, 0), frame.name);
      return true;
    },
  },
  /** Raw memory is outside sys.getallocatedblocks(). */
  PyMem_RawMalloc: { result: 'pointer', run: newStruct },
  PyMem_RawFree: { result: 'void', fallible: false, run: freeRaw },
  malloc: { result: 'pointer', run: newStruct },
  free: { result: 'void', fallible: false, run: freeRaw },
  /** The descriptor is a C number. */
  open: { result: 'number', run: ({ runtime, name }) => ({ int: openFd(runtime.process, name) }) },
  /** Without a number: the descriptor opened last. */
  close: {
    result: 'void',
    fallible: false,
    run: ({ runtime }, args) => {
      const { fds } = runtime.process;
      return fds.delete(args.length > 0 ? int(args, 0) : Math.max(...fds)) || true;
    },
  },
  /** Windows: a handle that only CloseHandle gives back. */
  CreateEvent: effect(({ runtime, name }, args) => {
    const kind = args.length > 0 ? text(args, 0) : 'event';
    runtime.process.openers.set(kind, name);
    runtime.process.handles.set(kind, (runtime.process.handles.get(kind) ?? 0) + 1);
    return true;
  }),
  CloseHandle: effect(({ runtime }, args) => closeHandle(runtime.process, args.length > 0 ? text(args, 0) : 'event')),
};
