import type { Snapshot } from '../../gc/snapshot.js';

/** References of a snapshot by target and by owner, as ranges of two index lists. */
export interface Graph {
  readonly snapshot: Snapshot;
  /** References owned by an object, in slot order. */
  outgoing(object: number): Int32Array;
  /** References to an object, whoever owns them. */
  incoming(object: number): Int32Array;
}

export function graphOf(snapshot: Snapshot): Graph {
  const { count } = snapshot.objects;
  const { owner, target } = snapshot.references;
  const out = ranges(owner, count);
  const back = ranges(target, count);
  return {
    snapshot,
    outgoing: (object) => out.items.subarray(out.start[object], out.start[object + 1]),
    incoming: (object) => back.items.subarray(back.start[object], back.start[object + 1]),
  };
}

/** Counting sort of the indices of `keys` by key; negative keys (owners that are no objects) are left out. */
function ranges(keys: Int32Array, count: number): { start: Int32Array; items: Int32Array } {
  const start = new Int32Array(count + 1);
  for (const key of keys) if (key >= 0) start[key + 1] = (start[key + 1] as number) + 1;
  for (let key = 0; key < count; key++) start[key + 1] = (start[key + 1] as number) + (start[key] as number);
  const next = start.slice();
  const items = new Int32Array(start[count] as number);
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] as number;
    if (key < 0) continue;
    const at = next[key] as number;
    items[at] = index;
    next[key] = at + 1;
  }
  return { start, items };
}

/** Objects that can be reached from `seeds` along owned references, where `follow` allows it. */
export function reach(graph: Graph, seeds: Iterable<number>, follow: (reference: number) => boolean): Uint8Array {
  const { target } = graph.snapshot.references;
  const reached = new Uint8Array(graph.snapshot.objects.count);
  const stack: number[] = [];
  const enter = (object: number): void => {
    if (reached[object]) return;
    reached[object] = 1;
    stack.push(object);
  };
  for (const seed of seeds) enter(seed);
  for (let object = stack.pop(); object !== undefined; object = stack.pop()) {
    for (const reference of graph.outgoing(object)) if (follow(reference)) enter(target[reference] as number);
  }
  return reached;
}
