import { pyGcCollect } from '../../src/gc/collect.js';
import { Holder } from '../../src/gc/holder.js';
import { NULL, type Ref } from '../../src/gc/ref.js';
import type { Bench } from './bench.js';
import { itemise } from './itemise.js';

/** Makes the `index`th object: a new reference. */
export type Make = (index: number) => Ref;

export interface Cost {
  /** Including one reference of the holder to each object. */
  readonly references: number;
  readonly blocks: number;
  /** GC-tracked objects made that are still tracked after a collection. */
  readonly tracked: number;
  /** References and blocks one by one. */
  readonly items: readonly string[];
}

/** Makes and holds `count` objects between two readings, as the script did that asked CPython. */
export function measure(bench: Bench, make: Make, count: number): Cost {
  const { heap } = bench.runtime;
  const holder = new Holder(heap, 'runtime', 'holder', 0);
  warmUp(bench, make);
  const references = heap.refTotal;
  const blocks = heap.allocatedBlocks;
  const tracked = trackedCount(bench);
  const before = liveObjects(bench);
  for (let index = 0; index < count; index++) holder.set(`[${index}]`, make(index));
  const cost = { references: heap.refTotal - references, blocks: heap.allocatedBlocks - blocks };
  const items = itemise(bench.runtime, before, holder);
  fullCollection(bench);
  const result = { ...cost, tracked: trackedCount(bench) - tracked, items };
  holder.release();
  fullCollection(bench);
  return result;
}

/** Once before the first reading: what is cached at the first use is cached then. */
function warmUp(bench: Bench, make: Make): void {
  bench.runtime.heap.decref(make(0));
  fullCollection(bench);
}

function fullCollection(bench: Bench): void {
  const { heap } = bench.runtime;
  if (heap.gcState === null) throw new Error('no interpreter is running');
  pyGcCollect(heap, heap.gcState);
}

function liveObjects(bench: Bench): Set<Ref> {
  const { heap } = bench.runtime;
  const live = new Set<Ref>();
  for (let ref = 1 as Ref; ref < heap.top; ref = (ref + 1) as Ref) if (heap.isLive(ref)) live.add(ref);
  return live;
}

function trackedCount(bench: Bench): number {
  const { heap } = bench.runtime;
  let count = 0;
  for (const ref of liveObjects(bench)) if (ref !== NULL && heap.isTracked(ref)) count++;
  return count;
}
