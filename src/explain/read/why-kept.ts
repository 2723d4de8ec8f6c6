import { ownerAt, type SnapshotOwner, VISITED } from '../../gc/snapshot.js';
import { type CollectionRecord, NOT_COLLECTED } from '../../gc/snapshot-collection.js';
import type { MeasuredSnapshot } from '../../gc/snapshot-extent.js';
import { type Graph, graphOf } from './graph.js';

/** A reference that the collection could not account for, and that so kept its target alive. */
export interface Keeper {
  /** Index in the snapshot of the record. */
  readonly reference: number;
  readonly owner: SnapshotOwner;
  /** Object of that snapshot. */
  readonly target: number;
  /** Steps from there to the island. */
  readonly distance: number;
}

/** What the last collection that saw an island made of it. */
export interface LastCollection {
  readonly record: CollectionRecord;
  readonly graph: Graph;
  /** Objects of the island in the snapshot of the record. */
  readonly members: readonly number[];
  /**
   * 'kept': something outside accounted for it. 'garbage': found unreachable, and yet it is still there.
   * 'untracked': it existed and the collector did not see it.
   */
  readonly verdict: 'kept' | 'garbage' | 'untracked';
  /** Nearest first. */
  readonly keepers: readonly Keeper[];
}

/** Finds the last collection in which the objects (of `after`) existed; null: they were made after it. */
export function lastCollectionOf(
  collections: readonly CollectionRecord[],
  after: MeasuredSnapshot,
  objects: readonly number[],
): LastCollection | null {
  const records = [...collections].reverse().map((record) => ({ record, members: membersIn(record, after, objects) }));
  const seen = records.find(({ record, members }) => members.some((member) => record.gcRefs[member] !== NOT_COLLECTED));
  const existed = seen ?? records.find(({ members }) => members.length > 0);
  return existed === undefined ? null : judge(existed.record, existed.members);
}

function membersIn({ snapshot }: CollectionRecord, after: MeasuredSnapshot, objects: readonly number[]): number[] {
  const wanted = new Set(objects.map((object) => after.identity[object] as number));
  return [...snapshot.identity.keys()].filter((object) => wanted.has(snapshot.identity[object] as number));
}

function judge(record: CollectionRecord, members: readonly number[]): LastCollection {
  const graph = graphOf(record.snapshot);
  const collected = members.filter((member) => record.gcRefs[member] !== NOT_COLLECTED);
  const garbage = collected.length > 0 && collected.every((member) => record.unreachable[member] === 1);
  const verdict = collected.length === 0 ? 'untracked' : garbage ? 'garbage' : 'kept';
  return { record, graph, members, verdict, keepers: verdict === 'kept' ? keepersOf(record, graph, collected) : [] };
}

/** Walks backwards along what the collector could follow, to every reference that it could not. */
function keepersOf(record: CollectionRecord, graph: Graph, members: readonly number[]): Keeper[] {
  const distance = new Map(members.map((member) => [member, 0]));
  const queue = [...members];
  const keepers: Keeper[] = [];
  for (let at = 0; at < queue.length; at++) {
    const target = queue[at] as number;
    const steps = distance.get(target) as number;
    for (const reference of graph.incoming(target)) {
      const owner = ownerAt(record.snapshot, reference);
      if (owner.kind !== 'object' || !accountsFor(record, reference, owner.of)) {
        keepers.push({ reference, owner, target, distance: steps });
      } else if (!distance.has(owner.of)) {
        distance.set(owner.of, steps + 1);
        queue.push(owner.of);
      }
    }
  }
  return keepers;
}

/** References to an object that subtract_refs did not find. */
export function restOf(record: CollectionRecord, graph: Graph, object: number): Pick<Keeper, 'owner' | 'reference'>[] {
  return [...graph.incoming(object)].flatMap((reference) => {
    const owner = ownerAt(record.snapshot, reference);
    return owner.kind === 'object' && accountsFor(record, reference, owner.of) ? [] : [{ owner, reference }];
  });
}

/** Whether subtract_refs took the reference off its target's count. */
export function accountsFor(record: CollectionRecord, reference: number, owner: number): boolean {
  return record.snapshot.references.visited[reference] === VISITED && record.gcRefs[owner] !== NOT_COLLECTED;
}
