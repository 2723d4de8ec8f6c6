import { NULL, type Ref } from '../../../gc/ref.js';
import { setPendingError } from '../../errors.js';
import { dictSetItem, dictSetItemString, newDict } from '../../objects/dict.js';
import { listAppend, newList } from '../../objects/list.js';
import { newTuple, sequenceItems } from '../../objects/tuple.js';
import type { CFrame } from '../frame.js';
import type { ApiArgument, ApiFunction } from './api-function.js';
import { int, object, text } from './arguments.js';

function size(args: readonly ApiArgument[], index: number): number {
  return args.length > index ? int(args, index) : 0;
}

/** Slot of item `index`; an index outside sets IndexError and is -1. */
function itemSlot({ runtime }: CFrame, sequence: Ref, index: number): number {
  const first = runtime.heap.slotsOf(sequence).fixed.length;
  if (index >= 0 && first + index < (runtime.heap.edgeCount[sequence] as number)) return first + index;
  setPendingError(runtime, 'IndexError', 'assignment index out of range');
  return -1;
}

/** The macros store and release nothing: what stood there loses its owner. */
function setItemRaw(frame: CFrame, args: readonly ApiArgument[]): boolean {
  const { heap } = frame.runtime;
  const slot = itemSlot(frame, object(args, 0), int(args, 1));
  if (slot < 0) return false;
  const old = heap.edge(object(args, 0), slot);
  heap.setEdge(object(args, 0), slot, object(args, 2));
  if (old !== NULL) heap.addStray(old, 1, 'overwritten', `item ${int(args, 1)} in ${frame.name}`, null);
  return true;
}

export const CONTAINER_API: Readonly<Record<string, ApiFunction>> = {
  /** CPython 3.11 Objects/listobject.c: PyList_New(): items are NULL until they are set. */
  PyList_New: { result: 'new', run: ({ runtime }, args) => newList(runtime, Array(size(args, 0)).fill(NULL)) },
  /** CPython 3.11 Objects/listobject.c: PyList_Append() */
  PyList_Append: {
    result: 'status',
    run: ({ runtime }, args) => {
      listAppend(runtime, object(args, 0), object(args, 1));
      return true;
    },
  },
  /** Steals also when it fails. CPython 3.11 Objects/listobject.c: PyList_SetItem() */
  PyList_SetItem: {
    result: 'status',
    steals: [2],
    run: (frame, args) => {
      const slot = itemSlot(frame, object(args, 0), int(args, 1));
      if (slot >= 0) frame.runtime.heap.replaceEdge(object(args, 0), slot, object(args, 2));
      else frame.runtime.heap.decref(object(args, 2));
      return slot >= 0;
    },
  },
  PyList_SET_ITEM: { result: 'void', steals: [2], fallible: false, run: setItemRaw },
  PyTuple_SET_ITEM: { result: 'void', steals: [2], fallible: false, run: setItemRaw },
  /** CPython 3.11 Objects/tupleobject.c: PyTuple_New() */
  PyTuple_New: { result: 'new', run: ({ runtime }, args) => newTuple(runtime, Array(size(args, 0)).fill(NULL)) },
  /** CPython 3.11 Objects/tupleobject.c: PyTuple_Pack() */
  PyTuple_Pack: {
    result: 'new',
    run: ({ runtime }, args) =>
      newTuple(
        runtime,
        args.map((_, index) => runtime.heap.newRef(object(args, index))),
      ),
  },
  /** CPython 3.11 Objects/abstract.c: PySequence_GetItem() */
  PySequence_GetItem: {
    result: 'new',
    run: ({ runtime }, args) => {
      const item = sequenceItems(runtime, object(args, 0))[int(args, 1)];
      if (item !== undefined) return runtime.heap.newRef(item);
      setPendingError(runtime, 'IndexError', 'index out of range');
      return NULL;
    },
  },
  /** CPython 3.11 Objects/dictobject.c: PyDict_New() */
  PyDict_New: { result: 'new', run: ({ runtime }) => newDict(runtime) },
  /** CPython 3.11 Objects/dictobject.c: PyDict_SetItem() */
  PyDict_SetItem: {
    result: 'status',
    run: ({ runtime }, args) => {
      dictSetItem(runtime, object(args, 0), object(args, 1), object(args, 2));
      return true;
    },
  },
  /** CPython 3.11 Objects/dictobject.c: PyDict_SetItemString() */
  PyDict_SetItemString: {
    result: 'status',
    run: ({ runtime }, args) => {
      dictSetItemString(runtime, object(args, 0), text(args, 1), object(args, 2));
      return true;
    },
  },
};
