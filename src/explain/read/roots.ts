import { ownerAt, type SnapshotOwner, slotNameAt } from '../../gc/snapshot.js';
import type { Observation } from '../observation.js';
import { componentsOf } from './components.js';
import { nameOfTypeObject, targetOf, typeName } from './described.js';
import { compareSnapshots, type Difference, isAdded, outsideKey } from './difference.js';
import type { Graph } from './graph.js';
import { grouped } from './grouped.js';
import { previousTargets } from './previous.js';
import { withoutRebound } from './rebound.js';
import { causeOf, harnessOnly, heldRoot, isPermanentIncref, type Root } from './root.js';

export interface Roots {
  readonly roots: readonly Root[];
  /** Object to those that live and die with it although nothing shows it: its entry in a table of weak references. */
  readonly hangsOn: ReadonlyMap<number, readonly number[]>;
  /** New references that belong to the object at the other end: index of the reference to that object. */
  readonly entryOf: ReadonlyMap<number, number>;
}

export function findRoots(difference: Difference): Roots {
  const { entryOf, hangsOn } = weakEntries(difference);
  const previous = previousTargets(difference);
  const harness = harnessOnly(difference.graph);
  const rootOf = (references: readonly number[]): Root => heldRoot(difference, references, previous, harness);
  const held = heldRoots(difference, entryOf).map(rootOf);
  const targets = new Set(held.flatMap(({ objects }) => objects));
  const roots = [...held, ...islands(difference, hangsOn, targets)];
  return { roots: withoutRebound(difference, roots, previous, rootOf), hangsOn, entryOf };
}

/** What one repetition changed, and where what it left begins. */
export interface Compared {
  readonly difference: Difference;
  readonly roots: Roots;
}

export function compare({ before, after }: Pick<Observation, 'before' | 'after'>): Compared {
  const difference = compareSnapshots(before, after);
  return { difference, roots: findRoots(difference) };
}

/** Ids of the interpreters that made what now hangs on nothing. */
export function islandMakers({ difference: { after }, roots }: Compared): ReadonlySet<number> {
  const islanders = roots.roots
    .map(causeOf)
    .filter(({ kind }) => kind === 'island')
    .flatMap(({ objects }) => objects);
  return new Set(islanders.map((object) => after.objects.interpreter[object] as number));
}

function isRootReference(difference: Difference, reference: number): boolean {
  const owner = difference.after.references.owner[reference] as number;
  return owner < 0 || !isAdded(difference, owner);
}

// ------------------------------------------------------- tables of weak references

/** An old container got a weak reference to something new, with a key beside it: both go with the new object. */
function weakEntries({ after, newReferences, beforeOf, graph }: Difference) {
  const referentOf = new Map(after.weak.map(({ of, target }) => [of, target]));
  const orphans = orphanedSubclasses(graph, beforeOf, new Set(referentOf.values()));
  const hangsOn = new Map<number, number[]>();
  const entryOf = new Map<number, number>();
  const { owner, target, slot } = after.references;
  const isNew = (object: number): boolean => (beforeOf[object] as number) < 0;
  const bySlot = new Map<string, number>();
  for (const reference of newReferences) bySlot.set(`${owner[reference]} ${slot[reference]}`, reference);
  const attach = (reference: number, object: number): void => {
    entryOf.set(reference, object);
    const list = hangsOn.get(object) ?? [];
    if (isNew(target[reference] as number)) list.push(target[reference] as number);
    hangsOn.set(object, list);
  };
  for (const reference of newReferences) {
    const of = owner[reference] as number;
    const referent = referentOf.get(target[reference] as number) ?? orphans(of, target[reference] as number);
    if (of < 0 || isNew(of) || referent === undefined || !isNew(referent)) continue;
    attach(reference, referent);
    const key = bySlot.get(`${of} ${(slot[reference] as number) - 1}`);
    const isKey = key !== undefined && (after.references.itemNames.get(key) ?? '').startsWith('key ');
    if (isKey) attach(key, referent);
  }
  return { hangsOn, entryOf };
}

/**
 * A type that the collector found to be garbage and could not free has lost its weak references, and still stands in
 * the tp_subclasses of its base: there the entry goes with it.
 */
function orphanedSubclasses(graph: Graph, beforeOf: Int32Array, referents: ReadonlySet<number>) {
  const { snapshot } = graph;
  const unclaimed = [...beforeOf.keys()].filter(
    (object) =>
      (beforeOf[object] as number) < 0 && nameOfTypeObject(snapshot, object) !== null && !referents.has(object),
  );
  return (dict: number, value: number): number | undefined => {
    if (dict < 0 || unclaimed.length === 0 || !typeName(snapshot, value).startsWith('weakref.')) return undefined;
    const base = ownerThrough(graph, dict, 'tp_subclasses');
    const at = unclaimed.findIndex((object) => base !== null && targetOf(graph, object, 'tp_base') === base);
    return at < 0 ? undefined : unclaimed.splice(at, 1)[0];
  };
}

/** The object that owns `target` through the named slot. */
function ownerThrough({ snapshot, incoming }: Graph, target: number, slot: string): number | null {
  for (const reference of incoming(target)) {
    const owner = ownerAt(snapshot, reference);
    if (owner.kind === 'object' && slotNameAt(snapshot, reference) === slot) return owner.of;
  }
  return null;
}

// ------------------------------------------------------------------ held from outside

/** The references of each root. */
function heldRoots(difference: Difference, entryOf: ReadonlyMap<number, number>): (readonly number[])[] {
  const { after, newReferences } = difference;
  const begins = (reference: number): boolean =>
    isRootReference(difference, reference) && !entryOf.has(reference) && !isPermanentIncref(ownerAt(after, reference));
  const keyOf = (reference: number): string => rootKey(difference, reference, ownerAt(after, reference));
  return [...grouped(newReferences.filter(begins), keyOf).values()];
}

/** What belongs to one root: all items of one container, all elements of one array, all references lost at one place. */
function rootKey(difference: Difference, reference: number, owner: SnapshotOwner): string {
  if (owner.kind !== 'object') return withoutIndex(outsideKey(difference.after, reference));
  const slots = difference.after.types[difference.after.objects.type[owner.of] as number]?.slots ?? [];
  const slot = owner.slot < slots.length ? slots[owner.slot] : 'items';
  return `${owner.of} ${slot}`;
}

/** 'Handlers[17]' and 'Handlers[18]' are elements of one array. */
export function withoutIndex(text: string): string {
  return text.replace(/\[\d+\]/g, '[]');
}

// ------------------------------------------------------------------------- islands

/** Cycles of added objects that no other added object and no root leads to. */
function islands(
  difference: Difference,
  hangsOn: ReadonlyMap<number, readonly number[]>,
  held: ReadonlySet<number>,
): Root[] {
  const added = [...difference.beforeOf.keys()].filter((object) => isAdded(difference, object));
  const nodeOf = new Map(added.map((object, node) => [object, node]));
  const successors = addedSuccessors(difference, added, nodeOf, hangsOn);
  const components = componentsOf(successors);
  const isSource = new Uint8Array(components.count).fill(1);
  for (const [node, nexts] of successors.entries()) {
    for (const next of nexts)
      if (components.of[next] !== components.of[node]) isSource[components.of[next] as number] = 0;
  }
  for (const object of held) {
    const node = nodeOf.get(object);
    if (node !== undefined) isSource[components.of[node] as number] = 0;
  }
  const members = new Map<number, number[]>();
  for (const [node, object] of added.entries()) {
    const component = components.of[node] as number;
    if (isSource[component]) members.set(component, [...(members.get(component) ?? []), object]);
  }
  return [...members.values()].map((objects) => ({
    kind: 'island',
    owner: null,
    references: [],
    objects,
    previous: -1,
    fate: 'leak',
  }));
}

/** Added objects that each added object owns, as positions in `added`. */
export function addedSuccessors(
  { after, graph }: Difference,
  added: readonly number[],
  nodeOf: ReadonlyMap<number, number>,
  hangsOn: ReadonlyMap<number, readonly number[]>,
): number[][] {
  const { target } = after.references;
  return added.map((object) => {
    const owned = [...graph.outgoing(object)].map((reference) => target[reference] as number);
    return [...owned, ...(hangsOn.get(object) ?? [])].flatMap((next) => nodeOf.get(next) ?? []);
  });
}

export function slotOf(difference: Difference, root: Root): string | null {
  const first = root.references[0];
  return first === undefined ? null : slotNameAt(difference.after, first);
}
