import type { Heap } from './heap.js';
import { TRACKED } from './object-flags.js';
import { type Owner, ownersOfAll } from './owners.js';
import type { Ref } from './ref.js';
import type { Stray } from './stray.js';

/** An object whose reference count is not the number of its owners. */
export interface CountDifference {
  readonly target: Ref;
  readonly name: string;
  readonly refcnt: number;
  readonly counted: number;
  readonly owners: readonly Owner[];
  /** References that were taken away from an owner, where the scenario said so. */
  readonly taken: readonly Stray[];
}

export interface Total {
  readonly recorded: number;
  readonly counted: number;
}

export interface AuditReport {
  /** Counts, totals and lists agree with what is there. References without an owner do not disturb that. */
  readonly ok: boolean;
  readonly counts: readonly CountDifference[];
  /** _Py_RefTotal against the sum of all reference counts and what is counted beside them. */
  readonly refTotal: Total;
  readonly allocatedBlocks: Total;
  /** Broken links of the collector's lists, in words. */
  readonly lists: readonly string[];
  /** References that nobody owns. */
  readonly strays: readonly Stray[];
}

/**
 * Recounts every reference from its owner: slots of objects, holders, strays. An owner whose reference was taken
 * away still counts, so an object that lost 1000 references to too many DECREFs shows a difference of -1000.
 */
export function audit(heap: Heap): AuditReport {
  const counts = compareCounts(heap, countOwners(heap));
  const refTotal = { recorded: heap.refTotal, counted: sumOfCounts(heap) + heap.uncountedReferences };
  const allocatedBlocks = { recorded: heap.allocatedBlocks, counted: sumOfBlocks(heap) };
  const lists = brokenLinks(heap);
  const strays = [...heap.strays.values()].flat().filter(({ delta }) => delta === 1);
  const totals = [refTotal, allocatedBlocks].every(({ recorded, counted }) => recorded === counted);
  return { ok: totals && counts.length + lists.length === 0, counts, refTotal, allocatedBlocks, lists, strays };
}

function countOwners(heap: Heap): Int32Array {
  const { top, type, edgeStart, edgeCount } = heap;
  const { cells } = heap.arena;
  const counted = new Int32Array(top);
  const count = (target: number): void => {
    counted[target] = (counted[target] as number) + 1;
  };
  for (let of = 1; of < top; of++) {
    if (type[of] === 0) continue;
    const start = edgeStart[of] as number;
    const end = start + (edgeCount[of] as number);
    for (let at = start; at < end; at++) count(Math.abs(cells[at] as number));
  }
  for (const { fields } of heap.holders) for (const target of fields.values()) count(target);
  for (const [target, strays] of heap.strays) for (const { delta } of strays) if (delta === 1) count(target);
  count(heap.running);
  counted[0] = 0;
  return counted;
}

function compareCounts(heap: Heap, counted: Int32Array): CountDifference[] {
  const different = new Set<Ref>();
  for (let ref = 1 as Ref; ref < counted.length; ref++) {
    if (heap.countedRefcnt(ref) !== counted[ref]) different.add(ref);
  }
  const owners = ownersOfAll(heap, different);
  return [...different].map((target) => ({
    target,
    name: heap.describe(target),
    refcnt: heap.countedRefcnt(target),
    counted: counted[target] as number,
    owners: owners.get(target) ?? [],
    taken: (heap.strays.get(target) ?? []).filter(({ delta }) => delta === -1),
  }));
}

/** A free slot has the count 0. */
function sumOfCounts(heap: Heap): number {
  let sum = 0;
  for (let ref = 1 as Ref; ref < heap.top; ref++) sum += heap.countedRefcnt(ref);
  return sum;
}

function sumOfBlocks(heap: Heap): number {
  const { blocks, type, top } = heap;
  let sum = heap.keptBlocks;
  for (let ref = 1; ref < top; ref++) if (type[ref] !== 0) sum += blocks[ref] as number;
  for (const count of heap.rawBlocks.values()) sum += count;
  return sum;
}

/** A tracked object and its neighbours must be linked to each other, an untracked one must hang in no list. */
function brokenLinks(heap: Heap): string[] {
  const { gcNext, gcPrev, type, flags, top } = heap;
  const broken: string[] = [];
  for (let ref = 1 as Ref; ref < top; ref++) {
    if (type[ref] === 0) continue;
    const next = gcNext[ref] as number;
    const previous = gcPrev[ref] as number;
    const linked = gcPrev[next] === ref && gcNext[previous] === ref;
    const tracked = ((flags[ref] as number) & TRACKED) !== 0;
    if (tracked ? !linked : next !== 0 || previous !== 0) {
      broken.push(`${heap.describe(ref)} is ${tracked ? 'tracked but not' : 'not tracked but'} linked into a list`);
    }
  }
  return broken;
}
