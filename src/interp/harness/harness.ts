import { NULL, type Ref } from '../../gc/ref.js';
import { dictGetItem, dictSetItem, newDict } from '../objects/dict.js';
import { listAppend, newList } from '../objects/list.js';
import { newInt, SMALL_INT_MAX, SMALL_INT_MIN } from '../objects/long.js';
import { newStr } from '../objects/str.js';
import { newTuple } from '../objects/tuple.js';
import type { Runtime } from '../runtime.js';

/** What one repetition of a test left behind, as regrtest reads it. */
export interface Reading {
  readonly references: number;
  readonly blocks: number;
  /** Open file descriptors and other handles. */
  readonly handles: number;
  /** How much of the differences is the harness's own objects; nothing where it is not said. */
  readonly own?: { readonly references: number; readonly blocks: number };
}

/**
 * regrtest's own objects during a hunt: they live on the simulated heap, because what they cost shows in the numbers.
 */
export interface Harness {
  /** The test function has returned: `skipped` cases are in the result that it gave. */
  ran(skipped: number): void;
  /** Reads the counters after repetition `index` (from 0): differences to the reading before. */
  reading(index: number): Reading;
  /** The function that hunts returns. */
  end(): void;
}

/** How the harness's Python makes an int; NULL stands for an immortal one, which counts nowhere. */
export type MakeInt = (runtime: Runtime, value: number) => Ref;

export const countedInt: MakeInt = newInt;

/** From 3.12 on, small ints are immortal. */
export const immortalSmallInt: MakeInt = (runtime, value) =>
  value >= SMALL_INT_MIN && value <= SMALL_INT_MAX ? NULL : newInt(runtime, value);

/** The pool holds a single int object for each of these values, the commonest differences (bpo-31217). */
const POOL_START = -1000;
const POOL_END = 1000;

const LISTS = ['rc_deltas', 'alloc_deltas', 'fd_deltas'] as const;

export interface HarnessOptions {
  readonly makeInt: MakeInt;
  /** Objects that the first repetition makes once and for all, beyond those of the algorithm. */
  readonly residue: number;
  /** The result of the last repetition stays in a local, with the cases that were skipped. */
  readonly keepsResult: boolean;
  /** Called where the references of repetition `index` are read, for those who want to see the heap as it is then. */
  readonly onReading?: OnReading | undefined;
}

export type OnReading = (index: number) => void;

/**
 * `result.skipped`: pairs of a TestCase and a reason. A TestCase is stood for by what of it counts: its namespace
 * with the list of clean-ups and the table of type-specific assertions.
 */
function skippedCases(runtime: Runtime, count: number): Ref {
  const { heap } = runtime;
  const skipped = newList(runtime, []);
  for (let n = 0; n < count; n++) {
    const assertions = newDict(runtime);
    const zero = newInt(runtime, 0);
    dictSetItem(runtime, assertions, zero, zero);
    heap.decref(zero);
    const testCase = newList(runtime, [newList(runtime, []), assertions]);
    const pair = newTuple(runtime, [testCase, newStr(runtime, 'reason')]);
    listAppend(runtime, skipped, pair);
    heap.decref(pair);
  }
  return skipped;
}

/**
 * The statements of the hunting function in their order; each name below is a local of it.
 * CPython 3.11 Lib/test/libregrtest/refleak.py: dash_R(), 3.13: runtest_refleak()
 */
export function beginHarness(
  runtime: Runtime,
  repetitions: number,
  { makeInt, residue, keepsResult, onReading }: HarnessOptions,
): Harness {
  const { heap, process } = runtime;
  const frame = runtime.holder('harness', 'dash_R');
  const int = (value: number): Ref => makeInt(runtime, value);
  const own = { references: 0, blocks: 0 };
  /** Runs statements of the hunting function and notes what they leave. */
  const account = <T>(statements: () => T): T => {
    const { refTotal, allocatedBlocks } = heap;
    const result = statements();
    own.references += heap.refTotal - refTotal;
    own.blocks += heap.allocatedBlocks - allocatedBlocks;
    return result;
  };

  const pool = account(() => newDict(runtime));
  frame.set('int_pool', pool);
  const getPooledInt = (value: number): Ref => {
    const fresh = int(value);
    if (fresh === NULL) return NULL;
    const known = dictGetItem(runtime, pool, value);
    const pooled = known === NULL ? fresh : known;
    if (known === NULL) dictSetItem(runtime, pool, fresh, fresh);
    heap.incref(pooled);
    heap.decref(fresh);
    return pooled;
  };

  const range = Array.from({ length: repetitions }, (_, index) => index);
  const zeros = (): Ref[] => range.map(() => int(0));
  account(() => {
    for (let value = POOL_START; value < POOL_END; value++) heap.xdecref(getPooledInt(value));
    frame.set('rep_range', newList(runtime, range.map(int)));
    for (const list of LISTS) frame.set(list, newList(runtime, zeros()));
    for (const name of ['rc_before', 'alloc_before', 'fd_before']) frame.set(name, int(0));
  });

  const before = { references: 0, blocks: 0, handles: 0, ownReferences: 0, ownBlocks: 0 };
  const bind = (name: string, value: number): void => account(() => frame.set(name, int(value)));
  const store = (list: (typeof LISTS)[number], index: number, delta: number): void =>
    heap.replaceEdge(frame.get(list), index, getPooledInt(delta));
  const copy = (to: string, from: string): void => {
    const value = frame.get(from);
    if (value !== NULL) heap.incref(value);
    frame.set(to, value);
  };

  const reading = (index: number): Reading => {
    bind('i', index);
    const blocks = heap.allocatedBlocks;
    const ownBlocks = own.blocks;
    bind('alloc_after', blocks);
    const references = heap.refTotal;
    const ownReferences = own.references;
    onReading?.(index);
    bind('rc_after', references);
    const handles = openHandles(process);
    bind('fd_after', handles);
    const delta: Reading = {
      references: references - before.references,
      blocks: blocks - before.blocks,
      handles: handles - before.handles,
      own: { references: ownReferences - before.ownReferences, blocks: ownBlocks - before.ownBlocks },
    };
    account(() => {
      store('rc_deltas', index, delta.references);
      store('alloc_deltas', index, delta.blocks);
      store('fd_deltas', index, delta.handles);
      copy('alloc_before', 'alloc_after');
      copy('rc_before', 'rc_after');
      copy('fd_before', 'fd_after');
      if (index === 0) for (let n = 0; n < residue; n++) frame.set(`residue ${n}`, newList(runtime, []));
    });
    Object.assign(before, { references, blocks, handles, ownReferences, ownBlocks });
    return delta;
  };
  const ran = (skipped: number): void => {
    if (keepsResult) account(() => frame.set('result', skippedCases(runtime, skipped)));
  };
  return { ran, reading, end: () => frame.release() };
}

function openHandles({ fds, handles }: Runtime['process']): number {
  let open = fds.size;
  for (const number of handles.values()) open += number;
  return open;
}
