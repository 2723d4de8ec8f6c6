import { ownerAt } from '../../gc/snapshot.js';
import type { MeasuredSnapshot } from '../../gc/snapshot-extent.js';
import type { Picture } from '../result.js';
import { isGcType, nameOfTypeObject } from './described.js';
import type { Graph } from './graph.js';
import { bounded } from './picture-bounds.js';
import { draw, idOf } from './picture-draw.js';
import { folded } from './picture-fold.js';
import { kindsOf, mergedByKind } from './picture-kinds.js';
import { wayFromRoot, wayTo } from './picture-ways.js';
import type { LastCollection } from './why-kept.js';

/** How far behind what kept the island the picture goes. */
const MOST_ANCESTORS = 12;
/** Of what a root holds, so many objects are looked at before anything is folded. */
const MOST_OBJECTS = 2000;
/** Where a root holds so many, they are drawn by their kinds. */
const MANY = 20;

export interface PictureOptions {
  /** Every object, none folded. */
  readonly full: boolean;
}

/** The island as its last collection saw it, with what kept it and what kept that. */
export function pictureOfIsland(last: LastCollection, { full }: PictureOptions): Picture {
  const { record, graph, members, keepers } = last;
  const nearest = keepers.filter(({ distance }) => distance === keepers[0]?.distance);
  const owners = new Set(nearest.flatMap(({ owner }) => (owner.kind === 'object' ? [owner.of] : [])));
  const targets = nearest.map(({ target }) => target);
  const objects = new Set([...members, ...targets]);
  for (const owner of owners) for (const object of ancestorsOf(graph, owner)) objects.add(object);
  const first = new Set([...owners, ...(targets.length > 0 ? targets : members.slice(0, 1))]);
  const drawing = {
    snapshot: record.snapshot,
    graph,
    objects,
    first,
    keepers: owners,
    isShown: () => true,
    gc: record,
  };
  return full ? draw(drawing) : small(draw(drawing), first);
}

/** Breadth first along owners, so that the nearest ones are in the picture. */
function ancestorsOf(graph: Graph, start: number): number[] {
  const found = [start];
  for (let at = 0; at < found.length && found.length < MOST_ANCESTORS; at++) {
    for (const reference of graph.incoming(found[at] as number)) {
      const owner = ownerAt(graph.snapshot, reference);
      if (owner.kind !== 'object' || found.includes(owner.of) || found.length >= MOST_ANCESTORS) continue;
      found.push(owner.of);
    }
  }
  return found;
}

/** What a root, or several, hold. */
export interface Held {
  readonly objects: readonly number[];
  /** Of an object that was there before, only what came to hold it is worth it. */
  readonly isWorthShowing: (reference: number) => boolean;
  /** What a root held in their place before; -1: nothing. */
  readonly previous: number;
}

/** What roots hold, from the roots on. */
export function pictureOfHeld(graph: Graph, held: Held, { full }: PictureOptions): Picture {
  const snapshot = graph.snapshot as MeasuredSnapshot;
  const starts = held.objects.filter((object) => object >= 0);
  const isShown = held.isWorthShowing;
  const ways = starts
    .slice(0, 1)
    .flatMap((start) => [...wayFromRoot(graph, start, isShown), ...wayTo(graph, start, held.previous)]);
  const first = new Set([...starts, ...ways]);
  const drawn = (expanded: readonly number[]): Picture => {
    const objects = new Set([...first, ...behind(graph, expanded, full ? Number.POSITIVE_INFINITY : MOST_OBJECTS)]);
    return draw({ snapshot, graph, objects, first, keepers: new Set(), isShown, gc: null });
  };
  const all = drawn(starts);
  if (full) return all;
  const once = small(all, first);
  if (isWhole(once, all) || starts.length < MANY) return once;
  const kinds = kindsOf(snapshot, starts);
  return small(mergedByKind(drawn(kinds.examples), kinds), first);
}

function isWhole({ nodes }: Picture, all: Picture): boolean {
  const count = (picture: readonly { count: number }[]): number => picture.reduce((sum, node) => sum + node.count, 0);
  return count(nodes) === count(all.nodes);
}

/** `first`: what the finding is about. */
function small(whole: Picture, first: ReadonlySet<number>): Picture {
  const ids = new Set([...first].map(idOf));
  const { picture, into } = folded(whole, (id) => ids.has(id));
  return bounded(picture, new Set([...ids].flatMap((id) => into.get(id) ?? [])));
}

/** Breadth first, whole levels: of what is drawn as several alike none is missing. */
function behind(graph: Graph, starts: readonly number[], most: number): Set<number> {
  const snapshot = graph.snapshot as MeasuredSnapshot;
  const found = new Set(starts);
  for (let level = starts; level.length > 0; ) {
    const next = new Set<number>();
    for (const object of level) {
      for (const reference of graph.outgoing(object)) {
        const target = snapshot.references.target[reference] as number;
        const isDrawn = isGcType(snapshot, target) && nameOfTypeObject(snapshot, target) === null;
        if (isDrawn && !found.has(target)) next.add(target);
      }
    }
    if (found.size + next.size > most) break;
    for (const object of next) found.add(object);
    level = [...next];
  }
  return found;
}
