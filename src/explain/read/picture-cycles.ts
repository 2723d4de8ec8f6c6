import type { PictureEdge } from '../result.js';
import { componentsOf } from './components.js';

export type Arrow = Pick<PictureEdge, 'from' | 'to' | 'kind'>;

/** Numbers the cycles, from 1; what is in none has no number. */
export function cyclesOf(ids: readonly string[], edges: readonly Arrow[]): Map<string, number> {
  const position = new Map(ids.map((id, index) => [id, index]));
  const next = ids.map((): number[] => []);
  for (const { from, to, kind } of edges) {
    const target = position.get(to);
    if (kind !== 'weak' && target !== undefined) next[position.get(from) ?? -1]?.push(target);
  }
  const { of, count } = componentsOf(next);
  const sizes = new Int32Array(count);
  for (const component of of) sizes[component] = (sizes[component] as number) + 1;
  const numbers = new Map<number, number>();
  const found = new Map<string, number>();
  for (const [index, id] of ids.entries()) {
    const component = of[index] as number;
    if ((sizes[component] as number) < 2 && !next[index]?.includes(index)) continue;
    if (!numbers.has(component)) numbers.set(component, numbers.size + 1);
    found.set(id, numbers.get(component) as number);
  }
  return found;
}

/**
 * An object without which two cycles have nothing to do with each other: it lies on both, and they have nothing else in
 * common; or it lies on none, and the only way from the one to the other goes through it.
 */
export function linksTwoCycles(id: string, ids: readonly string[], edges: readonly Arrow[]): boolean {
  const strong = edges.filter(({ kind, from, to }) => kind !== 'weak' && from !== to);
  const sides = sidesWithout(id, ids, strong);
  const cycles = cyclesOf(ids, strong);
  const own = cycles.get(id);
  if (own !== undefined) return sides.filter((side) => side.some((other) => cycles.get(other) === own)).length >= 2;
  const isHeldBy = reached([id], nextOf(strong.map(turned)));
  const isLedTo = reached([id], nextOf(strong));
  const hasCycle = (side: readonly string[], among: ReadonlySet<string>): boolean =>
    side.some((other) => cycles.has(other) && among.has(other));
  return sides.some(
    (one) => hasCycle(one, isHeldBy) && sides.some((other) => other !== one && hasCycle(other, isLedTo)),
  );
}

function turned<T extends Arrow>(edge: T): T {
  return { ...edge, from: edge.to, to: edge.from };
}

/** What hangs together once the object is gone, whichever way the arrows point. */
function sidesWithout(id: string, ids: readonly string[], edges: readonly Arrow[]): string[][] {
  const left = edges.filter(({ from, to }) => from !== id && to !== id);
  const next = nextOf([...left, ...left.map(turned)]);
  const seen = new Set([id]);
  return ids.flatMap((start) => {
    if (seen.has(start)) return [];
    const side = [...reached([start], next)];
    for (const member of side) seen.add(member);
    return [side];
  });
}

export function nextOf(edges: readonly Arrow[]): Map<string, string[]> {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const known = next.get(from);
    if (known) known.push(to);
    else next.set(from, [to]);
  }
  return next;
}

/** Nearest first. */
export function reached(starts: Iterable<string>, next: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set(starts);
  for (const id of found) for (const other of next.get(id) ?? []) found.add(other);
  return found;
}

/** The shortest way along strong references from an object back to itself; empty: it is on no cycle. */
export function shortestCycle(start: string, edges: readonly Arrow[]): string[] {
  const next = nextOf(edges.filter(({ kind }) => kind !== 'weak'));
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const id of queue) {
    for (const other of next.get(id) ?? []) {
      if (other === start) return wayTo(id, cameFrom);
      if (cameFrom.has(other)) continue;
      cameFrom.set(other, id);
      queue.push(other);
    }
  }
  return [];
}

function wayTo(end: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const way: string[] = [];
  for (let id: string | undefined = end; id !== undefined; id = cameFrom.get(id)) way.push(id);
  return way.reverse();
}
