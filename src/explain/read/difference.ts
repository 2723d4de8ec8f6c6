import { ownerAt } from '../../gc/snapshot.js';
import type { MeasuredSnapshot } from '../../gc/snapshot-extent.js';
import { type Graph, graphOf } from './graph.js';

/** What one repetition changed: objects and references that are there after it and were not before, and the reverse. */
export interface Difference {
  readonly before: MeasuredSnapshot;
  readonly after: MeasuredSnapshot;
  readonly graphBefore: Graph;
  readonly graph: Graph;
  /** Index after of each object before, and the reverse; -1: it is not there. */
  readonly afterOf: Int32Array;
  readonly beforeOf: Int32Array;
  /** Indices of references after that were not there before. */
  readonly newReferences: readonly number[];
  /** Indices of references before that are no longer there. */
  readonly goneReferences: readonly number[];
}

export function compareSnapshots(before: MeasuredSnapshot, after: MeasuredSnapshot): Difference {
  const afterOf = translate(before, after);
  const beforeOf = inverse(afterOf, after.objects.count);
  const graphBefore = graphOf(before);
  const graph = graphOf(after);
  const newReferences: number[] = [];
  const goneReferences: number[] = [];
  for (let object = 0; object < after.objects.count; object++) {
    const old = beforeOf[object] as number;
    if (old < 0) newReferences.push(...graph.outgoing(object));
    else compareSlots(graphBefore, graph, old, object, { beforeOf, newReferences, goneReferences });
  }
  for (let object = 0; object < before.objects.count; object++) {
    if ((afterOf[object] as number) < 0) goneReferences.push(...graphBefore.outgoing(object));
  }
  compareOutside(before, after, newReferences, goneReferences);
  return { before, after, graphBefore, graph, afterOf, beforeOf, newReferences, goneReferences };
}

function inverse(indices: Int32Array, count: number): Int32Array {
  const back = new Int32Array(count).fill(-1);
  for (const [index, target] of indices.entries()) if (target >= 0) back[target] = index;
  return back;
}

/** For each object of `from` its index in `to`, or -1. */
export function translate(from: MeasuredSnapshot, to: MeasuredSnapshot): Int32Array {
  const known = new Map<number, number>();
  for (const [index, identity] of to.identity.entries()) known.set(identity, index);
  return Int32Array.from(from.identity, (identity) => known.get(identity) ?? -1);
}

interface SlotChanges {
  readonly beforeOf: Int32Array;
  readonly newReferences: number[];
  readonly goneReferences: number[];
}

/** Merges the references of one object before and after by their slots, which both lists are sorted by. */
function compareSlots(graphBefore: Graph, graph: Graph, old: number, object: number, changes: SlotChanges): void {
  const left = graphBefore.outgoing(old);
  const right = graph.outgoing(object);
  const slotsBefore = graphBefore.snapshot.references.slot;
  const slotsAfter = graph.snapshot.references.slot;
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const gone = left[i];
    const come = right[j];
    const slotBefore = gone === undefined ? Number.POSITIVE_INFINITY : (slotsBefore[gone] as number);
    const slotAfter = come === undefined ? Number.POSITIVE_INFINITY : (slotsAfter[come] as number);
    if (slotBefore === slotAfter && sameTarget(graphBefore, graph, gone as number, come as number, changes.beforeOf)) {
      i++;
      j++;
      continue;
    }
    if (slotBefore <= slotAfter) {
      changes.goneReferences.push(gone as number);
      i++;
    }
    if (slotAfter <= slotBefore) {
      changes.newReferences.push(come as number);
      j++;
    }
  }
}

function sameTarget(graphBefore: Graph, graph: Graph, gone: number, come: number, beforeOf: Int32Array): boolean {
  const target = graph.snapshot.references.target[come] as number;
  return beforeOf[target] === graphBefore.snapshot.references.target[gone];
}

/** References of holders and of nobody: a multiset by owner and target. */
function compareOutside(before: MeasuredSnapshot, after: MeasuredSnapshot, come: number[], gone: number[]): void {
  const left = outsideByKey(before);
  for (const [key, references] of outsideByKey(after)) {
    const known = left.get(key) ?? [];
    come.push(...references.slice(known.length));
    left.set(key, known.slice(references.length));
  }
  for (const references of left.values()) gone.push(...references);
}

function outsideByKey(snapshot: MeasuredSnapshot): Map<string, number[]> {
  const byKey = new Map<string, number[]>();
  const { owner, target, count } = snapshot.references;
  for (let reference = 0; reference < count; reference++) {
    if ((owner[reference] as number) >= 0) continue;
    const key = `${outsideKey(snapshot, reference)} ${snapshot.identity[target[reference] as number]}`;
    const list = byKey.get(key);
    if (list) list.push(reference);
    else byKey.set(key, [reference]);
  }
  return byKey;
}

/** Names the owner of a reference that no object owns. */
export function outsideKey(snapshot: MeasuredSnapshot, reference: number): string {
  const owner = ownerAt(snapshot, reference);
  if (owner.kind === 'object') throw new Error('a reference of an object has no outside owner');
  if (owner.kind !== 'nobody') return `${owner.kind} ${owner.name}.${owner.field}`;
  return `nobody ${owner.reason} ${owner.owner} ${owner.place?.file}:${owner.place?.line}`;
}

export function isAdded(difference: Difference, object: number): boolean {
  return (difference.beforeOf[object] as number) < 0;
}

export function isRemoved(difference: Difference, objectBefore: number): boolean {
  return (difference.afterOf[objectBefore] as number) < 0;
}
