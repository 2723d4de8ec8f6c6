import { NULL, type Ref } from '../../../gc/ref.js';
import type { Place } from '../../../gc/stray.js';
import { setPendingError } from '../../errors.js';
import {
  type DictKey,
  dictClear,
  dictDelItem,
  dictGetItem,
  dictKey,
  dictSetItem,
  dictSetItemString,
  newDict,
} from '../../objects/dict.js';
import { listAppend, newList } from '../../objects/list.js';
import { newSet, setAdd } from '../../objects/set.js';
import { newTuple, sequenceItems } from '../../objects/tuple.js';
import type { Runtime } from '../../runtime.js';
import type { CFrame } from '../frame.js';
import type { ApiArgument, ApiFunction } from './api-function.js';
import { int, object, text } from './arguments.js';

function size(args: readonly ApiArgument[], index: number): number {
  return args.length > index ? int(args, index) : 0;
}

/** As many NULLs as the first argument says. */
function emptyItems(runtime: Runtime, args: readonly ApiArgument[]): Ref[] {
  const count = size(args, 0);
  runtime.heap.checkEdges(count);
  return Array(count).fill(NULL);
}

/** Slot of item `index`; an index outside sets IndexError and is -1. */
function itemSlot({ runtime }: CFrame, sequence: Ref, index: number): number {
  const first = runtime.heap.slotsOf(sequence).fixed.length;
  if (index >= 0 && first + index < (runtime.heap.edgeCount[sequence] as number)) return first + index;
  setPendingError(runtime, 'IndexError', 'assignment index out of range');
  return -1;
}

/** The macros store and release nothing: what stood there loses its owner. */
function setItemRaw(frame: CFrame, args: readonly ApiArgument[], place: Place | null): boolean {
  const { heap } = frame.runtime;
  const slot = itemSlot(frame, object(args, 0), int(args, 1));
  if (slot < 0) return false;
  const old = heap.edge(object(args, 0), slot);
  heap.setEdge(object(args, 0), slot, object(args, 2));
  if (old !== NULL) heap.addStray(old, 1, 'overwritten', `item ${int(args, 1)} in ${frame.name}`, place);
  return true;
}

function getItem({ runtime }: CFrame, args: readonly ApiArgument[]): Ref {
  const item = sequenceItems(runtime, object(args, 0))[int(args, 1)];
  if (item === undefined) setPendingError(runtime, 'IndexError', 'index out of range');
  return item ?? NULL;
}

export const CONTAINER_API: Readonly<Record<string, ApiFunction>> = {
  /** CPython 3.11 Objects/listobject.c: PyList_New(): items are NULL until they are set. */
  PyList_New: { result: 'new', run: ({ runtime }, args) => newList(runtime, emptyItems(runtime, args)) },
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
  /** CPython 3.11 Objects/listobject.c: PyList_GetItem() */
  PyList_GetItem: { result: 'borrowed', run: getItem },
  PyList_GET_ITEM: { result: 'borrowed', fallible: false, run: getItem },
  /** CPython 3.11 Objects/tupleobject.c: PyTuple_GetItem() */
  PyTuple_GetItem: { result: 'borrowed', run: getItem },
  PyTuple_GET_ITEM: { result: 'borrowed', fallible: false, run: getItem },
  PyTuple_SET_ITEM: { result: 'void', steals: [2], fallible: false, run: setItemRaw },
  /** CPython 3.11 Objects/tupleobject.c: PyTuple_New() */
  PyTuple_New: { result: 'new', run: ({ runtime }, args) => newTuple(runtime, emptyItems(runtime, args)) },
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
    run: (frame, args) => {
      const item = getItem(frame, args);
      return item === NULL ? NULL : frame.runtime.heap.newRef(item);
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
  /** CPython 3.11 Objects/dictobject.c: PyDict_GetItem() */
  PyDict_GetItem: {
    result: 'borrowed',
    fallible: false,
    run: ({ runtime }, args) => dictGetItem(runtime, object(args, 0), dictKey(runtime, object(args, 1))),
  },
  /** CPython 3.11 Objects/dictobject.c: PyDict_DelItem() */
  PyDict_DelItem: {
    result: 'status',
    run: ({ runtime }, args) => deleteItem(runtime, object(args, 0), dictKey(runtime, object(args, 1))),
  },
  /** CPython 3.11 Objects/dictobject.c: PyDict_DelItemString() */
  PyDict_DelItemString: {
    result: 'status',
    run: ({ runtime }, args) => deleteItem(runtime, object(args, 0), text(args, 1)),
  },
  /** CPython 3.11 Objects/dictobject.c: PyDict_Clear() */
  PyDict_Clear: {
    result: 'void',
    fallible: false,
    run: ({ runtime }, args) => {
      dictClear(runtime, object(args, 0));
      return true;
    },
  },
  /** CPython 3.11 Objects/setobject.c: PySet_New() */
  PySet_New: { result: 'new', run: ({ runtime }) => newSet(runtime) },
  /** CPython 3.11 Objects/setobject.c: PySet_Add() */
  PySet_Add: {
    result: 'status',
    run: ({ runtime }, args) => {
      setAdd(runtime, object(args, 0), object(args, 1));
      return true;
    },
  },
};

function deleteItem(runtime: Runtime, dict: Ref, key: DictKey): boolean {
  if (dictDelItem(runtime, dict, key)) return true;
  setPendingError(runtime, 'KeyError', String(key));
  return false;
}
