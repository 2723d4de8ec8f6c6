import { ownerAt, type SnapshotOwner } from '../../gc/snapshot.js';
import { type Difference, isRemoved } from './difference.js';
import { type Graph, reach } from './graph.js';
import type { PreviousTargets } from './previous.js';

/** Where a leak begins: references from outside of what was added, or a closed island that nothing holds. */
export interface Root {
  readonly kind: 'held' | 'island';
  /** Owner of the references, for 'held'. */
  readonly owner: SnapshotOwner | null;
  /** New references from the owner. */
  readonly references: readonly number[];
  /** Objects at which the leak begins; for an island the members of its cycle. */
  readonly objects: readonly number[];
  /** Object before that stood in the same slot of the owner and is still there; -1: none. */
  readonly previous: number;
  readonly fate: 'leak' | 'replaced' | 'harness';
  /** The leak that this one follows from: it keeps what stood in the slot before. */
  readonly follows?: Root;
}

/** Where the mistake shows. */
export function causeOf(root: Root): Root {
  return root.follows ?? root;
}

export function heldRoot(
  difference: Difference,
  references: readonly number[],
  previous: PreviousTargets,
  harness: Uint8Array,
): Root {
  const { after } = difference;
  const owner = ownerAt(after, references[0] as number);
  const objects = [...new Set(references.map((reference) => after.references.target[reference] as number))];
  const before = references.map((reference) => previous.get(reference) ?? -1);
  const replaced = before.every((object) => object >= 0 && isRemoved(difference, object));
  const byHarness = owner.kind === 'harness' || (owner.kind === 'object' && harness[owner.of] === 1);
  return {
    kind: 'held',
    owner,
    references,
    objects,
    previous: before.find((object) => object >= 0 && !isRemoved(difference, object)) ?? -1,
    fate: byHarness ? 'harness' : replaced ? 'replaced' : 'leak',
  };
}

/** Objects that only the harness of the hunt keeps alive. */
export function harnessOnly(graph: Graph): Uint8Array {
  const { snapshot } = graph;
  const { owner, target, count } = snapshot.references;
  const seeds = { harness: [] as number[], others: [] as number[] };
  for (let reference = 0; reference < count; reference++) {
    if ((owner[reference] as number) >= 0) continue;
    const kind = ownerAt(snapshot, reference).kind === 'harness' ? 'harness' : 'others';
    seeds[kind].push(target[reference] as number);
  }
  const others = reach(graph, seeds.others, () => true);
  return reach(graph, seeds.harness, () => true).map((reached, object) => (reached && !others[object] ? 1 : 0));
}

/** A reference that gc_fini_untrack() leaks to every survivor: a consequence, never a cause. */
export function isPermanentIncref(owner: SnapshotOwner): boolean {
  return owner.kind === 'nobody' && owner.reason === 'permanent-incref';
}
