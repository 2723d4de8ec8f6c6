import type { Heap } from './heap.js';
import { COLLECTING, LIVE, TRACKED, UNREACHABLE } from './object-flags.js';
import type { Ref } from './ref.js';

/**
 * Throws unless the list is consistent and all its members carry exactly `expected` of COLLECTING and UNREACHABLE.
 * CPython 3.11 Modules/gcmodule.c: validate_list()
 */
export function validateList(heap: Heap, list: Ref, expected: number): void {
  const problem = findListProblem(heap, list, expected);
  if (problem !== null) throw new Error(`collector list ${list}: ${problem}`);
}

/** The first inconsistency in words, or null. */
export function findListProblem(heap: Heap, list: Ref, expected: number): string | null {
  let previous = list;
  let left = heap.liveObjects;
  for (let op = heap.gcNext[list] as Ref; op !== list; op = heap.gcNext[op] as Ref) {
    if (op === 0) return `${heap.describe(previous)} is linked to nothing`;
    if (left-- === 0) return 'it does not end';
    if (heap.gcPrev[op] !== previous) return `${heap.describe(op)} is not linked back to its predecessor`;
    const flags = heap.flags[op] as number;
    if ((flags & LIVE) === 0 || (flags & TRACKED) === 0) return `${heap.describe(op)} is in it but not tracked`;
    const marks = (heap.gcRefs[op] as number) & (COLLECTING | UNREACHABLE);
    if (marks !== expected) return `${heap.describe(op)} is marked ${marks} where ${expected} is due`;
    previous = op;
  }
  return heap.gcPrev[list] === previous ? null : 'its head does not point to its last member';
}
