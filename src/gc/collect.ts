import type { CollectionPhase } from './collection-phase.js';
import { deduceUnreachable } from './deduce-unreachable.js';
import { deleteGarbage, finalizeGarbage, handleResurrectedObjects } from './garbage.js';
import { gcListIsEmpty, gcListMerge, gcListSize } from './gc-list.js';
import { type GcState, GENERATIONS, type Generation } from './gc-state.js';
import { handleWeakrefs } from './handle-weakrefs.js';
import type { Heap } from './heap.js';
import { handleLegacyFinalizers, moveLegacyFinalizerReachable, moveLegacyFinalizers } from './legacy-finalizers.js';
import { COLLECTING, ORPHAN } from './object-flags.js';
import type { Ref } from './ref.js';
import { untrackDicts, untrackTuples } from './untrack.js';
import { validateList } from './validate-list.js';

export interface CollectResult {
  readonly collected: number;
  readonly uncollectable: number;
}

export interface CollectOptions {
  /** Checks the lists between phases, as CPython does with GC_DEBUG. */
  readonly validate?: boolean;
}

const THRESHOLDS = [700, 10, 10] as const;
const NOTHING: CollectResult = { collected: 0, uncollectable: 0 };

/**
 * gc.collect(generation), also for a disabled collector; does nothing during a collection.
 * CPython 3.11 Modules/gcmodule.c: gc_collect_impl(), _PyGC_CollectNoFail()
 */
export function collect(heap: Heap, state: GcState, generation: number, options: CollectOptions = {}): CollectResult {
  if (state.collecting) return NOTHING;
  state.collecting = true;
  try {
    return gcCollectMain(heap, state, generation, options.validate ?? false);
  } finally {
    state.collecting = false;
  }
}

/** CPython 3.11 Modules/gcmodule.c: PyGC_Collect() */
export function pyGcCollect(heap: Heap, state: GcState): CollectResult {
  return state.enabled ? collect(heap, state, GENERATIONS - 1) : NOTHING;
}

/**
 * Collects the oldest generation that is over its threshold; the oldest of all only once a quarter of what it held
 * is pending. CPython 3.11 Modules/gcmodule.c: gc_collect_generations()
 */
export function collectGenerations(heap: Heap, state: GcState, options: CollectOptions = {}): CollectResult {
  for (let index = GENERATIONS - 1; index >= 0; index--) {
    const { count, threshold } = state.generations[index] as Generation;
    if (count <= threshold) continue;
    const full = index === GENERATIONS - 1;
    if (full && state.longLivedPending < Math.floor(state.longLivedTotal / 4)) continue;
    return collect(heap, state, index, options);
  }
  return NOTHING;
}

/** Lets allocations start automatic collections of the current state, and full ones under --gc-stress. */
export function installCollector(heap: Heap, options: CollectOptions = {}): void {
  heap.hooks.collectGenerations = (stress) => {
    const state = heap.gcState;
    if (state === null) return;
    if (stress) collect(heap, state, GENERATIONS - 1, options);
    else collectGenerations(heap, state, options);
  };
}

/** CPython 3.11 Modules/gcmodule.c: gc_collect_main() */
function gcCollectMain(heap: Heap, state: GcState, generation: number, validate: boolean): CollectResult {
  const { young, old } = mergeYounger(heap, state, generation);
  const unreachable = heap.allocListHead();
  const finalizers = heap.allocListHead();
  const stillUnreachable = heap.allocListHead();
  const { onPhase } = heap.hooks;
  const ended = onPhase && ((phase: CollectionPhase): void => onPhase(phase, state, young, unreachable));
  if (validate && young !== old) validateList(heap, old, 0);

  ended?.('start');
  deduceUnreachable(heap, young, unreachable, validate, ended);
  untrackTuples(heap, young);
  ageSurvivors(heap, state, generation, young, old);

  moveLegacyFinalizers(heap, unreachable, finalizers);
  moveLegacyFinalizerReachable(heap, finalizers);
  ended?.('move_legacy_finalizers');
  if (validate) validateList(heap, finalizers, 0);
  if (validate) validateList(heap, unreachable, COLLECTING);

  const { called, freed } = handleWeakrefs(heap, unreachable, old);
  ended?.('handle_weakrefs');
  if (validate) validateList(heap, old, 0);
  if (validate) validateList(heap, unreachable, COLLECTING);
  const finalized = finalizeGarbage(heap, unreachable);
  ended?.('finalize_garbage');
  // NOT-CPYTHON: where no code ran, nothing can be resurrected and the second deduction would move everything.
  if (finalized || called > 0) handleResurrectedObjects(heap, unreachable, stillUnreachable, old, validate);
  else gcListMerge(heap, unreachable, stillUnreachable);
  ended?.('handle_resurrected_objects');
  const collected = freed + gcListSize(heap, stillUnreachable);
  deleteGarbage(heap, stillUnreachable, old);
  ended?.('delete_garbage');
  const uncollectable = gcListSize(heap, finalizers);
  handleLegacyFinalizers(heap, state, finalizers, old);
  if (validate) validateList(heap, old, 0);
  if (generation === GENERATIONS - 1) heap.hooks.clearFreelists?.();

  for (const head of [unreachable, finalizers, stillUnreachable]) heap.freeListHead(head);
  return { collected, uncollectable };
}

/** Updates the counters; `young` is then the list to collect and `old` where its survivors go. */
function mergeYounger(heap: Heap, state: GcState, generation: number): { young: Ref; old: Ref } {
  const generations: readonly Generation[] = state.generations;
  const { head: young } = generations[generation] as Generation;
  const older = generations[generation + 1];
  if (older !== undefined) older.count++;
  for (const each of generations.slice(0, generation + 1)) each.count = 0;
  for (const each of generations.slice(0, generation)) gcListMerge(heap, each.head, young);
  return { young, old: older?.head ?? young };
}

/** Survivors grow older. Dicts are untracked in full collections only, lest dicts that are being built cost quadratic time. */
function ageSurvivors(heap: Heap, state: GcState, generation: number, young: Ref, old: Ref): void {
  if (young === old) {
    untrackDicts(heap, young);
    state.longLivedPending = 0;
    state.longLivedTotal = gcListSize(heap, young);
    return;
  }
  if (generation === GENERATIONS - 2) state.longLivedPending += gcListSize(heap, young);
  gcListMerge(heap, young, old);
}

/** Of an interpreter, or of the process. CPython 3.11 Modules/gcmodule.c: _PyGC_InitState() */
export function createGcState(heap: Heap, name: string): GcState {
  const generation = (index: 0 | 1 | 2): Generation => ({
    head: heap.allocListHead(),
    threshold: THRESHOLDS[index],
    count: 0,
  });
  return {
    name,
    generations: [generation(0), generation(1), generation(2)],
    enabled: true,
    collecting: false,
    longLivedTotal: 0,
    longLivedPending: 0,
    garbage: 0 as Ref,
    finalized: false,
  };
}

/** What _PyGC_Fini() does to the objects that are still tracked, by year. */
export interface GcFiniOptions {
  /** bpo-46070: it untracks them. */
  readonly untrack: boolean;
  /** gh-92036: it leaks a reference to each of them. */
  readonly incref: boolean;
  /** Mark those that are not untracked. */
  readonly orphans?: boolean;
}

/**
 * The state ends; survivors that are not untracked stay linked in its lists. Give up `garbage` before.
 * CPython 3.11 Modules/gcmodule.c: _PyGC_Fini()
 */
export function gcFini(heap: Heap, state: GcState, options: GcFiniOptions): void {
  if (options.untrack) for (const { head } of state.generations) gcFiniUntrack(heap, head, options.incref);
  else if (options.orphans) for (const { head } of state.generations) markOrphans(heap, head);
  state.finalized = true;
}

function markOrphans(heap: Heap, list: Ref): void {
  for (let op = heap.gcNext[list] as Ref; op !== list; op = heap.gcNext[op] as Ref) {
    heap.flags[op] = (heap.flags[op] as number) | ORPHAN;
  }
}

/** CPython 3.11 Modules/gcmodule.c: gc_fini_untrack() */
function gcFiniUntrack(heap: Heap, list: Ref, incref: boolean): void {
  while (!gcListIsEmpty(heap, list)) {
    const op = heap.gcNext[list] as Ref;
    heap.gcUntrack(op);
    if (!incref) continue;
    heap.incref(op);
    heap.addStray(op, 1, 'permanent-incref', 'gc_fini_untrack', heap.placeOf(op));
  }
}
