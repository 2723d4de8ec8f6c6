import type { CollectionPhase } from './collection-phase.js';
import { RuntimeFault } from './fault.js';
import type { Heap } from './heap.js';
import { COLLECTING, EXTRA_VISIT, ONE_REF, REFS_SHIFT, UNREACHABLE } from './object-flags.js';
import type { Ref } from './ref.js';
import { validateList } from './validate-list.js';

/** More (an immortal object) would not fit into the column; nobody visits an object that often. */
const MOST_REFS = 2 ** 28;

/**
 * Copies every reference count to gcRefs and marks the object as being collected.
 * CPython 3.11 Modules/gcmodule.c: update_refs()
 */
export function updateRefs(heap: Heap, containers: Ref): void {
  const { gcNext, gcRefs, refcnt } = heap;
  for (let op = gcNext[containers] as Ref; op !== containers; op = gcNext[op] as Ref) {
    const count = refcnt[op] as number;
    if (count <= 0) throw untrackMissing(heap, op);
    gcRefs[op] = (Math.min(count, MOST_REFS) << REFS_SHIFT) | COLLECTING;
  }
}

/**
 * Takes the visited references inside the list off gcRefs: what is left comes from outside.
 * CPython 3.11 Modules/gcmodule.c: subtract_refs() with visit_decref()
 */
export function subtractRefs(heap: Heap, containers: Ref): void {
  const { gcNext, gcRefs, flags, edgeStart, edgeCount } = heap;
  const cells = heap.arena.cells;
  for (let op = gcNext[containers] as Ref; op !== containers; op = gcNext[op] as Ref) {
    const start = edgeStart[op] as number;
    const end = start + (edgeCount[op] as number);
    for (let at = start; at < end; at++) {
      const target = cells[at] as number;
      if (target <= 0) continue;
      const refs = gcRefs[target] as number;
      if (refs === 0) continue;
      if (refs < ONE_REF) throw refcountTooSmall(heap, target as Ref, op, at - start);
      gcRefs[target] = refs - ONE_REF;
    }
    if ((flags[op] as number) & EXTRA_VISIT) heap.slotsOf(op).traverse?.(op, (target) => visitDecref(heap, target, op));
  }
}

function visitDecref(heap: Heap, target: Ref, parent: Ref): void {
  const refs = heap.gcRefs[target] as number;
  if (refs === 0) return;
  if (refs < ONE_REF) throw refcountTooSmall(heap, target, parent, null);
  heap.gcRefs[target] = refs - ONE_REF;
}

/**
 * Moves what nothing outside reaches to `unreachable`. Objects left in `young` are no longer COLLECTING, those moved
 * are COLLECTING and UNREACHABLE. One that was moved too early comes back to the end of `young`.
 * CPython 3.11 Modules/gcmodule.c: move_unreachable() with visit_reachable()
 */
export function moveUnreachable(heap: Heap, young: Ref, unreachable: Ref): void {
  const { gcNext, gcPrev, gcRefs, flags, edgeStart, edgeCount } = heap;
  const cells = heap.arena.cells;
  let previous: Ref = young;
  let op = gcNext[young] as Ref;
  while (op !== young) {
    if ((gcRefs[op] as number) >= ONE_REF) {
      const start = edgeStart[op] as number;
      const end = start + (edgeCount[op] as number);
      for (let at = start; at < end; at++) {
        const target = cells[at] as number;
        if (target <= 0) continue;
        const refs = gcRefs[target] as number;
        // One comparison, for the predictor's sake: neither 0 (not in question any more) nor known to be reachable.
        if ((refs - 1) >>> 0 >= ONE_REF - 1) continue;
        if (refs & UNREACHABLE) moveBack(gcNext, gcPrev, target, young);
        gcRefs[target] = ONE_REF | COLLECTING;
      }
      if ((flags[op] as number) & EXTRA_VISIT) {
        heap.slotsOf(op).traverse?.(op, (target) => visitReachable(heap, target, young));
      }
      gcPrev[op] = previous;
      gcRefs[op] = 0;
      previous = op;
    } else {
      gcNext[previous] = gcNext[op] as number;
      const last = gcPrev[unreachable] as number;
      gcNext[last] = op;
      gcPrev[op] = last;
      gcNext[op] = unreachable;
      gcPrev[unreachable] = op;
      gcRefs[op] = COLLECTING | UNREACHABLE;
    }
    op = gcNext[previous] as Ref;
  }
  gcPrev[young] = previous;
}

function visitReachable(heap: Heap, target: Ref, young: Ref): void {
  const refs = heap.gcRefs[target] as number;
  if (refs <= 0 || refs >= ONE_REF) return;
  if (refs & UNREACHABLE) moveBack(heap.gcNext, heap.gcPrev, target, young);
  heap.gcRefs[target] = ONE_REF | COLLECTING;
}

/** From `unreachable` to the end of `young`. */
function moveBack(gcNext: Int32Array, gcPrev: Int32Array, target: number, young: number): void {
  const before = gcPrev[target] as number;
  const after = gcNext[target] as number;
  gcNext[before] = after;
  gcPrev[after] = before;
  const last = gcPrev[young] as number;
  gcNext[last] = target;
  gcPrev[target] = last;
  gcNext[target] = young;
  gcPrev[young] = target;
}

/** CPython 3.11 Modules/gcmodule.c: deduce_unreachable() */
export function deduceUnreachable(
  heap: Heap,
  base: Ref,
  unreachable: Ref,
  validate: boolean,
  ended?: (phase: CollectionPhase) => void,
): void {
  if (validate) validateList(heap, base, 0);
  updateRefs(heap, base);
  ended?.('update_refs');
  subtractRefs(heap, base);
  ended?.('subtract_refs');
  moveUnreachable(heap, base, unreachable);
  ended?.('move_unreachable');
  if (validate) validateList(heap, base, 0);
  if (validate) validateList(heap, unreachable, COLLECTING | UNREACHABLE);
}

/** CPython's debug build dies of it in update_refs(): the object is being deallocated and still in the list. */
function untrackMissing(heap: Heap, op: Ref): RuntimeFault {
  const why = 'the collector meets it with a reference count of 0: its tp_dealloc does not call PyObject_GC_UnTrack()';
  return heap.broken(new RuntimeFault('refcount-too-small', `${heap.describe(op)}: ${why}`));
}

/** CPython's debug build: "refcount is too small", or a visit of freed memory. */
function refcountTooSmall(heap: Heap, target: Ref, parent: Ref, slot: number | null): RuntimeFault {
  const where = slot === null ? '' : `.${heap.slotName(parent, slot)}`;
  const visit = `tp_traverse of ${heap.describe(parent)}${where} visits ${heap.describe(target)}`;
  if (!heap.isLive(target)) return heap.broken(new RuntimeFault('use-after-free', visit));
  const why = `refcount is too small, more visits than references${heap.blame(target)}`;
  return heap.broken(new RuntimeFault('refcount-too-small', `${visit}: ${why}`));
}
