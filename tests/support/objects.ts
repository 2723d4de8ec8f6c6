import { audit } from '../../src/gc/audit.js';
import { pyGcCollect } from '../../src/gc/collect.js';
import type { Ref } from '../../src/gc/ref.js';
import { createRuntime } from '../../src/interp/lifecycle/create-runtime.js';
import type { Runtime } from '../../src/interp/runtime.js';
import { type BuildName, objectWorld } from './worlds.js';

/** A process with nothing but objects in it. */
export function objectRuntime(build: BuildName = '3.11.2'): Runtime {
  return createRuntime(objectWorld(build));
}

/** gc.collect(): number of unreachable objects. */
export function gcCollect(runtime: Runtime): number {
  const { heap } = runtime;
  if (heap.gcState === null) throw new Error('no interpreter is running');
  return pyGcCollect(heap, heap.gcState).collected;
}

export function totals(runtime: Runtime): { references: number; blocks: number; objects: number } {
  const { heap } = runtime;
  return { references: heap.refTotal, blocks: heap.allocatedBlocks, objects: heap.liveObjects };
}

/** Where counts and owners differ, in words; empty: nowhere. */
export function auditProblems(runtime: Runtime, held: readonly Ref[] = []): string[] {
  const holder = runtime.holder('runtime', 'held by the test');
  for (const [index, ref] of held.entries()) holder.fields.set(`[${index}]`, ref);
  const { ok, counts, refTotal, allocatedBlocks, lists, strays } = audit(runtime.heap);
  runtime.heap.holders.delete(holder);
  const words = counts.map(({ name, refcnt, counted }) => `${name}: ob_refcnt ${refcnt}, owners ${counted}`);
  if (refTotal.recorded !== refTotal.counted) words.push(`references ${refTotal.recorded} != ${refTotal.counted}`);
  if (allocatedBlocks.recorded !== allocatedBlocks.counted) {
    words.push(`blocks ${allocatedBlocks.recorded} != ${allocatedBlocks.counted}`);
  }
  words.push(...lists, ...strays.map(({ owner }) => `stray of ${owner}`));
  return ok && words.length === 0 ? [] : words;
}
