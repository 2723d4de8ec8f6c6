import { ownerAt } from '../../gc/snapshot.js';
import type { Graph } from './graph.js';

/** A longer way is cut, or not drawn. */
const LONGEST_WAY = 12;

/** From what is held from outside of the heap to an object, the shortest way along owners; empty: there is none. */
export function wayFromRoot(graph: Graph, object: number, isShown: (reference: number) => boolean): number[] {
  const towards = new Map<number, number>();
  const seen = new Set([object]);
  for (const here of seen) {
    for (const reference of graph.incoming(here)) {
      if (!isShown(reference)) continue;
      const owner = ownerAt(graph.snapshot, reference);
      if (owner.kind !== 'object') return wayOn(here, towards);
      if (!seen.has(owner.of)) towards.set(owner.of, here);
      seen.add(owner.of);
    }
  }
  return [];
}

/** From one object to another, the shortest way; empty: there is none that anybody would follow. */
export function wayTo(graph: Graph, from: number, to: number): number[] {
  const { target } = graph.snapshot.references;
  const cameFrom = new Map<number, number>();
  const seen = new Set([from]);
  for (const here of seen) {
    if (here === to) {
      const way = wayOn(here, cameFrom);
      return way.at(-1) === from ? way : [];
    }
    for (const reference of graph.outgoing(here)) {
      const other = target[reference] as number;
      if (!seen.has(other)) cameFrom.set(other, here);
      seen.add(other);
    }
  }
  return [];
}

function wayOn(start: number, next: ReadonlyMap<number, number>): number[] {
  const way: number[] = [];
  for (let at: number | undefined = start; at !== undefined && way.length < LONGEST_WAY; at = next.get(at))
    way.push(at);
  return way;
}
