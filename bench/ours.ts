import { collect } from '../src/gc/collect.js';
import { type GcState, GENERATIONS } from '../src/gc/gc-state.js';
import type { Heap } from '../src/gc/heap.js';
import type { Ref } from '../src/gc/ref.js';
import { newList } from '../src/interp/objects/list.js';
import type { Runtime } from '../src/interp/runtime.js';
import { bareRuntime, randomGraph } from './random-graph.js';

/*
 * The twin of reference.py: `node --expose-gc ours.js MEASUREMENT COUNT SEED RUNS` prints one JSON object.
 * A process of its own, so that neither memory nor compiled code is left from another measurement.
 */

export interface Measured {
  readonly ms: readonly number[];
  readonly collected?: number;
  readonly bytesPerObject?: number;
}

type Measurement = (count: number, seed: number, runs: number) => Measured;

const MEASUREMENTS: Readonly<Record<string, Measurement>> = { live, garbage, references, allocations };

/** Full collections of a graph that is all alive. */
function live(count: number, seed: number, runs: number): Measured {
  const before = memory();
  const runtime = bareRuntime();
  randomGraph(runtime, count, seed, runtime.holder('static', 'bench'));
  fullCollection(runtime);
  const results = Array.from({ length: runs }, () => fullCollection(runtime));
  const collected = results.reduce((sum, result) => sum + result.collected, 0);
  return { ms: results.map(({ ms }) => ms), collected, bytesPerObject: bytesPerObject(before, runtime.heap, count) };
}

/** Full collections of the same graph after its last outside reference is gone. */
function garbage(count: number, seed: number, runs: number): Measured {
  const before = memory();
  const first = deadGraph(count, seed);
  const results = [fullCollection(first)];
  const bytes = bytesPerObject(before, first.heap, count);
  while (results.length < runs) results.push(fullCollection(deadGraph(count, seed)));
  const { collected } = results[0] as { collected: number };
  return { ms: results.map(({ ms }) => ms), collected, bytesPerObject: bytes };
}

function deadGraph(count: number, seed: number): Runtime {
  const runtime = bareRuntime();
  const root = runtime.holder('static', 'bench');
  randomGraph(runtime, count, seed, root);
  root.clear('lists');
  return runtime;
}

/** One incref and one decref of each object, in random order. */
function references(count: number, seed: number, runs: number): Measured {
  const runtime = bareRuntime();
  const { heap } = runtime;
  const lists = randomGraph(runtime, count, seed, runtime.holder('static', 'bench'));
  const order = lists.map((list) => heap.edge(list, 0));
  const takeEach = (): void => {
    for (const ref of order) {
      heap.incref(ref);
      heap.decref(ref);
    }
  };
  return { ms: Array.from({ length: runs }, () => milliseconds(takeEach)) };
}

/** Lists of four items, each deallocated at once. */
function allocations(count: number, _seed: number, runs: number): Measured {
  const runtime = bareRuntime();
  const { heap } = runtime;
  const none = runtime.singletons.none;
  const items = (): Ref[] => [heap.newRef(none), heap.newRef(none), heap.newRef(none), heap.newRef(none)];
  const makeEach = (): void => {
    for (let made = 0; made < count; made++) heap.decref(newList(runtime, items()));
  };
  return { ms: Array.from({ length: runs }, () => milliseconds(makeEach)) };
}

function fullCollection(runtime: Runtime): { ms: number; collected: number } {
  const state = runtime.heap.gcState as GcState;
  const start = performance.now();
  const { collected } = collect(runtime.heap, state, GENERATIONS - 1);
  return { ms: performance.now() - start, collected };
}

function milliseconds(action: () => void): number {
  const start = performance.now();
  action();
  return performance.now() - start;
}

/** Bytes that JavaScript holds, typed arrays included, once its own garbage is gone. */
function memory(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** What the simulated heap takes, all columns at their grown size, without the edges. */
function bytesPerObject(before: number, heap: Heap, count: number): number {
  return (memory() - before - heap.arena.cells.byteLength) / count;
}

const [name = '', ...numbers] = process.argv.slice(2);
const [count = 0, seed = 0, runs = 0] = numbers.map(Number);
const measurement = MEASUREMENTS[name];
if (measurement === undefined) throw new Error(`no measurement named ${name}`);
console.log(JSON.stringify(measurement(count, seed, runs)));
