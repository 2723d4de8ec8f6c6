import { NULL, type Ref } from '../../gc/ref.js';
import { correctSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { defineCoreType } from './core-type.js';

const OB_REF = 0;

export function defineCell(runtime: Runtime): void {
  defineCoreType(runtime, correctSlots('cell', ['ob_ref'], false), { basetype: false });
}

/** Takes a new reference to the contents; NULL: empty. CPython 3.11 Objects/cellobject.c: PyCell_New() */
export function newCell(runtime: Runtime, contents: Ref): Ref {
  const heap = runtime.heap;
  const cell = heap.alloc(runtime.core('cell'));
  if (contents !== NULL) heap.setEdge(cell, OB_REF, heap.newRef(contents));
  heap.gcTrack(cell);
  return cell;
}

/** Borrowed contents or NULL. */
export function cellContents(runtime: Runtime, cell: Ref): Ref {
  return runtime.heap.edge(cell, OB_REF);
}

/** Steals the contents. CPython 3.11 Objects/cellobject.c: PyCell_Set() */
export function setCell(runtime: Runtime, cell: Ref, contents: Ref): void {
  runtime.heap.replaceEdge(cell, OB_REF, contents);
}
