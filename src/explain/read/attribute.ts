import { ownerAt } from '../../gc/snapshot.js';
import type { MeasuredSnapshot } from '../../gc/snapshot-extent.js';
import type { Sources } from '../sources.js';
import { typeName } from './described.js';
import { type Difference, isAdded } from './difference.js';
import { dominatorsOf } from './dominators.js';
import { slotKey } from './previous.js';
import { harnessOnly, isPermanentIncref, type Root } from './root.js';
import { addedSuccessors, type Roots } from './roots.js';

/** Where a reference or a block belongs: the number of a group of roots, or what is nobody's leak. */
export type Bucket = number | 'shared' | 'replaced' | 'harness' | 'other';

export interface Count {
  references: number;
  blocks: number;
}

export interface RootGroup {
  readonly roots: readonly Root[];
  /** The objects at which the leak begins, for a reader; empty: those of the roots. */
  readonly objects: readonly number[];
}

export interface Attribution {
  readonly counts: ReadonlyMap<Bucket, Count>;
  /** References to the objects at which each group begins. */
  readonly toRoots: ReadonlyMap<Bucket, number>;
  /** Added objects of each bucket. */
  readonly objects: ReadonlyMap<Bucket, readonly number[]>;
  /** Memory blocks that belong to no object, with how many, by the C function that asked for them. */
  readonly memory: ReadonlyMap<string, number>;
}

/** What each group of roots keeps alive by itself (dominators), and what several keep alive together. */
export function attribute(
  difference: Difference,
  roots: Roots,
  groups: readonly RootGroup[],
  sources: Sources,
): Attribution {
  const added = [...difference.beforeOf.keys()].filter((object) => isAdded(difference, object));
  const buckets = bucketsOf(difference, roots, groups, added);
  const counts = new Map<Bucket, Count>();
  const countOf = (bucket: Bucket): Count => {
    const known = counts.get(bucket) ?? { references: 0, blocks: 0 };
    counts.set(bucket, known);
    return known;
  };
  const goneFrom = goneBuckets(difference);
  const ofReference = referenceBuckets(difference, roots, groups, buckets, goneFrom);
  const toRoots = new Map<Bucket, number>();
  const rootObjects = new Map(
    groups.map((group, number): [Bucket, ReadonlySet<number>] => [
      bucketOfGroup(group, number),
      new Set(group.objects),
    ]),
  );
  const countRoot = (bucket: Bucket, target: number, count: 1 | -1): void => {
    if (rootObjects.get(bucket)?.has(target)) toRoots.set(bucket, (toRoots.get(bucket) ?? 0) + count);
  };
  for (const reference of difference.newReferences) {
    const bucket = ofReference.after(reference);
    countOf(bucket).references++;
    countRoot(bucket, difference.after.references.target[reference] as number, 1);
  }
  for (const reference of difference.goneReferences) {
    const bucket = ofReference.before(reference);
    countOf(bucket).references--;
    countRoot(bucket, difference.afterOf[difference.before.references.target[reference] as number] as number, -1);
  }
  attributeObjects(difference, groups, buckets, { countOf, goneFrom });
  const memory = attributeRawBlocks(difference, buckets, sources, countOf);
  const objects = new Map<Bucket, number[]>();
  for (const object of added) {
    const bucket = buckets.get(object) ?? 'other';
    const list = objects.get(bucket);
    if (list) list.push(object);
    else objects.set(bucket, [object]);
  }
  return { counts, toRoots, objects, memory };
}

/** Groups of roots that are no leaks are known by what becomes of them. */
function bucketOfGroup({ roots }: RootGroup, number: number): Bucket {
  const fate = roots[0]?.fate;
  return fate === 'harness' || fate === 'replaced' ? fate : number;
}

/** Bucket of each added object. */
function bucketsOf(
  difference: Difference,
  { hangsOn }: Roots,
  groups: readonly RootGroup[],
  added: readonly number[],
): Map<number, Bucket> {
  const nodeOf = new Map(added.map((object, node) => [object, node]));
  const ofGroups = groups.map((group) =>
    group.roots.flatMap(({ objects }) => objects.flatMap((object) => nodeOf.get(object) ?? [])),
  );
  const start = added.length + groups.length;
  const all = [
    ...addedSuccessors(difference, added, nodeOf, hangsOn),
    ...ofGroups,
    groups.map((_, group) => added.length + group),
  ];
  const idom = dominatorsOf(start + 1, start, {
    count: (node) => (all[node] as number[]).length,
    at: (node, position) => (all[node] as number[])[position] as number,
  });
  const tops = topsBelow(idom, start);
  return new Map(
    added.map((object, node) => {
      const top = tops[node] as number;
      const group = groups[top - added.length];
      return [object, top < 0 ? 'other' : group ? bucketOfGroup(group, top - added.length) : 'shared'];
    }),
  );
}

/** For each node the ancestor right below the start of the dominator tree; -1: not reached. */
function topsBelow(idom: Int32Array, start: number): Int32Array {
  const tops = new Int32Array(idom.length).fill(-2);
  for (let node = 0; node < idom.length; node++) {
    const path: number[] = [];
    let here = node;
    while (tops[here] === -2 && here !== start && (idom[here] as number) !== start && (idom[here] as number) >= 0) {
      path.push(here);
      here = idom[here] as number;
    }
    const known = tops[here] as number;
    const top = known !== -2 ? known : here === start || (idom[here] as number) < 0 ? -1 : here;
    tops[here] = top;
    for (const each of path) tops[each] = top;
  }
  return tops;
}

function referenceBuckets(
  difference: Difference,
  roots: Roots,
  groups: readonly RootGroup[],
  buckets: ReadonlyMap<number, Bucket>,
  goneFrom: (objectBefore: number) => Bucket,
) {
  const { before, after, newReferences } = difference;
  const ofRoot = new Map<number, Bucket>();
  for (const [number, group] of groups.entries()) {
    const bucket = bucketOfGroup(group, number);
    for (const { references } of group.roots) for (const reference of references) ofRoot.set(reference, bucket);
  }
  const ofObject = (object: number): Bucket => buckets.get(object) ?? 'other';
  const ofNew = (reference: number): Bucket => {
    const entry = roots.entryOf.get(reference);
    if (entry !== undefined) return ofObject(entry);
    const owner = after.references.owner[reference] as number;
    if (owner >= 0 && isAdded(difference, owner)) return ofObject(owner);
    if (isPermanentIncref(ownerAt(after, reference))) return ofObject(after.references.target[reference] as number);
    return ofRoot.get(reference) ?? 'other';
  };
  const inSlot = new Map(newReferences.map((reference) => [slotKey(difference, reference, 'after'), reference]));
  const ofGone = (reference: number): Bucket => {
    const owner = before.references.owner[reference] as number;
    if (owner >= 0 && (difference.afterOf[owner] as number) < 0) return goneFrom(owner);
    const slot = slotKey(difference, reference, 'before');
    const successor = slot === '' ? undefined : inSlot.get(slot);
    return successor === undefined ? 'replaced' : ofNew(successor);
  };
  return { after: ofNew, before: ofGone };
}

/** What has gone and belonged to the harness makes room for what the harness has got. */
function goneBuckets({ graphBefore }: Difference): (objectBefore: number) => Bucket {
  const harness = harnessOnly(graphBefore);
  return (object) => (harness[object] === 1 ? 'harness' : 'replaced');
}

interface Books {
  readonly countOf: (bucket: Bucket) => Count;
  readonly goneFrom: (objectBefore: number) => Bucket;
}

/** Blocks, and the references of the interned dict, which both go with the object. */
function attributeObjects(
  { before, after, beforeOf, afterOf }: Difference,
  groups: readonly RootGroup[],
  buckets: ReadonlyMap<number, Bucket>,
  { countOf, goneFrom }: Books,
): void {
  const grower = new Map<number, Bucket>();
  for (const [number, group] of groups.entries()) {
    for (const { owner } of group.roots)
      if (owner?.kind === 'object') grower.set(owner.of, bucketOfGroup(group, number));
  }
  const add = (count: Count, { blocks, uncounted }: MeasuredSnapshot, object: number, sign: 1 | -1): void => {
    count.blocks += sign * (blocks[object] as number);
    count.references += sign * (uncounted[object] as number);
  };
  for (const [object, old] of beforeOf.entries()) {
    const count = countOf(old < 0 ? (buckets.get(object) ?? 'other') : (grower.get(object) ?? 'other'));
    add(count, after, object, 1);
    if (old >= 0) add(count, before, old, -1);
  }
  for (const [old, object] of afterOf.entries()) {
    if (object < 0) add(countOf(goneFrom(old)), before, old, -1);
  }
}

/** `tp_new in _collections`: memory that a C function asked for. */
const OF_FUNCTION = /^\S+ in (\S+)$/;

/** Memory that C code keeps for an object is no part of it: it goes with the instances of the extension's types. */
function attributeRawBlocks(
  { before, after }: Difference,
  buckets: ReadonlyMap<number, Bucket>,
  { types }: Sources,
  countOf: Books['countOf'],
): Map<string, number> {
  const left = new Map<string, number>();
  for (const [purpose, count] of after.rawBlocks) {
    const grown = count - (before.rawBlocks.get(purpose) ?? 0);
    const extension = OF_FUNCTION.exec(purpose)?.[1];
    const names = new Set(types.flatMap((type) => (type.extension === extension ? [type.name] : [])));
    const owner = [...buckets].find(([object]) => grown > 0 && names.has(typeName(after, object)));
    if (owner) countOf(owner[1]).blocks += grown;
    else if (grown > 0 && extension !== undefined) left.set(purpose, grown);
  }
  return left;
}
