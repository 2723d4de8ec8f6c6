import { ownerAt } from '../../gc/snapshot.js';
import { componentsOf } from './components.js';
import { type Difference, isAdded, isRemoved } from './difference.js';
import { type Graph, reach } from './graph.js';
import type { PreviousTargets } from './previous.js';
import { isPermanentIncref, type Root } from './root.js';

/**
 * The roots without what only changed hands: a slot that held another object before now holds one that something else
 * leaks, or one that was there before. What is left of a root is a root, and may follow from another one.
 */
export function withoutRebound(
  difference: Difference,
  roots: readonly Root[],
  previous: PreviousTargets,
  rootOf: (references: readonly number[]) => Root,
): Root[] {
  const leaked = leakedAnyway(difference, roots, previous);
  const { target } = difference.after.references;
  const isRebound = (reference: number): boolean => {
    const before = previous.get(reference);
    if (before === undefined) return false;
    const now = target[reference] as number;
    const stays = difference.afterOf[before] as number;
    return !isAdded(difference, now) || (leaked[now] === 1 && (stays < 0 || !leadsTo(difference, now, stays)));
  };
  const split = roots.flatMap((root): Root[] => {
    const rebound = new Set(root.fate === 'leak' ? root.references.filter(isRebound) : []);
    if (rebound.size === 0) return [root];
    const rest = root.references.filter((reference) => !rebound.has(reference));
    // What it holds belongs to the leak: nothing begins here.
    const changed: Root = { ...rootOf([...rebound]), objects: [], fate: 'replaced' };
    return rest.length === 0 ? [changed] : [changed, rootOf(rest)];
  });
  const moved = movedFrom(difference, split, previous);
  return split.map((root) => settled(difference, root, { roots: split, previous, moved }));
}

/** 1 for each new object that is leaked whatever the slots hold that held something before. */
function leakedAnyway(difference: Difference, roots: readonly Root[], previous: PreviousTargets): Uint8Array {
  const { target } = difference.after.references;
  const seeds = roots
    .filter(({ fate }) => fate === 'leak')
    .flatMap(({ kind, objects, references }) =>
      kind === 'island'
        ? objects
        : references.filter((reference) => !previous.has(reference)).map((reference) => target[reference] as number),
    );
  return reachNew(difference, seeds);
}

function reachNew(difference: Difference, seeds: readonly number[]): Uint8Array {
  const { target } = difference.after.references;
  const isNew = (object: number): boolean => isAdded(difference, object);
  return reach(difference.graph, seeds.filter(isNew), (reference) => isNew(target[reference] as number));
}

/** Whether new objects alone lead from a new object to an old one. */
export function leadsTo(difference: Difference, from: number, old: number): boolean {
  const reached = reachNew(difference, [from]);
  const { owner } = difference.after.references;
  return difference.graph.incoming(old).some((reference) => reached[owner[reference] as number] === 1);
}

/** 1 for each object that a holder or a lost reference keeps alive, and not only by way of some objects. */
export function reachedFromOutside({ after, graph }: Difference, barred: ReadonlySet<number> = new Set()): Uint8Array {
  const { owner, target, count } = after.references;
  const seeds: number[] = [];
  for (let reference = 0; reference < count; reference++) {
    if ((owner[reference] as number) >= 0 || isPermanentIncref(ownerAt(after, reference))) continue;
    if (!barred.has(target[reference] as number)) seeds.push(target[reference] as number);
  }
  return reach(graph, seeds, (reference) => !barred.has(target[reference] as number));
}

/** Old objects that stand in another slot now: what that slot held before them, by object. */
function movedFrom(
  difference: Difference,
  roots: readonly Root[],
  previous: PreviousTargets,
): ReadonlyMap<number, number> {
  const { target } = difference.after.references;
  const replaced = roots.filter(({ fate }) => fate === 'replaced').flatMap(({ references }) => references);
  return new Map(
    replaced.flatMap((reference): [number, number][] => {
      const before = previous.get(reference);
      const now = target[reference] as number;
      return before === undefined || isAdded(difference, now) ? [] : [[now, before]];
    }),
  );
}

interface Others {
  readonly roots: readonly Root[];
  readonly previous: PreviousTargets;
  readonly moved: ReadonlyMap<number, number>;
}

/** A slot that only got another object shows what became of the one before: that one leaks, or was freed in its turn. */
function settled(difference: Difference, root: Root, { roots, previous, moved }: Others): Root {
  const changed = root.fate === 'leak' && root.previous >= 0 && root.references.every((each) => previous.has(each));
  if (!changed) return root;
  const { afterOf } = difference;
  let old = root.previous;
  for (let guard = moved.size; guard > 0 && !isRemoved(difference, old); guard--) {
    old = moved.get(afterOf[old] as number) ?? old;
  }
  if (isRemoved(difference, old)) return { ...root, fate: 'replaced' };
  const stays = afterOf[old] as number;
  if (root.objects.some((object) => leadsTo(difference, object, stays))) return root;
  const heir = roots.find((other) => other !== root && other.fate === 'leak' && other.objects.includes(stays));
  const follows = heir ?? (root.owner?.kind === 'object' ? islandOf(difference, stays) : null);
  return follows ? { ...root, follows } : root;
}

/** The island that an object of the run before is in, or hangs on; null: something holds it. */
function islandOf(difference: Difference, object: number): Root | null {
  if (reachedFromOutside(difference)[object]) return null;
  const objects = sourceAbove(difference.graph, object);
  return { kind: 'island', owner: null, references: [], objects, previous: -1, fate: 'leak' };
}

/** Of all that leads to the object, a cycle that nothing leads to. */
function sourceAbove({ snapshot, incoming, outgoing }: Graph, object: number): number[] {
  const { owner, target } = snapshot.references;
  const above = [object];
  const nodeOf = new Map([[object, 0]]);
  for (let at = 0; at < above.length; at++) {
    for (const reference of incoming(above[at] as number)) {
      const of = owner[reference] as number;
      if (of < 0 || nodeOf.has(of)) continue;
      nodeOf.set(of, above.length);
      above.push(of);
    }
  }
  const next = above.map((of) =>
    [...outgoing(of)].flatMap((reference) => nodeOf.get(target[reference] as number) ?? []),
  );
  const { of, count } = componentsOf(next);
  return above.filter((_, node) => of[node] === count - 1);
}
