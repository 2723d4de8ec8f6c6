import { gcListSize } from '../../gc/gc-list.js';
import { type GcState, GENERATIONS } from '../../gc/gc-state.js';
import type { Ref } from '../../gc/ref.js';
import { type CollectionRecorder, recordCollection } from '../../gc/snapshot-collection.js';
import type { Runtime } from '../../interp/runtime.js';
import type { TestResult } from '../../runner/result.js';
import { readCollection } from '../read/collection-trace.js';
import type { HuntRequest } from '../try/hunt.js';
import { type PhaseHook, runWatched } from '../try/observe.js';
import { shownRepetition } from '../try/repetition.js';
import type { CollectionSummary, GcTrace } from './result.js';

const MOST_LISTED = 1000;
/** Interpreters that one repetition ends; the last ones are shown. */
const MOST_TRACES = 4;

export interface TraceGcOptions {
  /** Number of the collection to show; null: the last one of each interpreter that ended. */
  readonly number: number | null;
  readonly mostRows: number;
}

/** Looks at the collections of the last repetition that leaked, or of the last one; or says why it cannot. */
export async function traceGc(
  request: HuntRequest,
  result: TestResult,
  { number, mostRows }: TraceGcOptions,
): Promise<GcTrace | { readonly problem: string }> {
  const repetition = shownRepetition(result);
  const all = repetition === null ? null : await listCollections(request, repetition);
  if (repetition === null || all === null) return { problem: 'the hunt did not come to its end' };
  const { collections, live } = all;
  const wanted = number === null ? lastOfEnded(collections, live) : [number];
  if (number !== null && number > collections.length) {
    return { problem: `run ${repetition + 1} has ${collections.length} collections` };
  }
  const { recorders, before } = await recordWanted(request, repetition, new Set(wanted));
  return {
    repetition,
    collections: collections.slice(-MOST_LISTED),
    leftOut: Math.max(0, collections.length - MOST_LISTED),
    traces: [...recorders].map(([at, { record }]) => readCollection(record, { number: at, before, mostRows })),
  };
}

/** Where no interpreter ended: the last full one of all. */
function lastOfEnded(collections: readonly CollectionSummary[], live: ReadonlySet<number>): number[] {
  const full = collections.filter(({ generation }) => generation === GENERATIONS - 1);
  const last = new Map(full.map(({ interpreter, number }) => [interpreter, number]));
  const ended = [...last].flatMap(([interpreter, number]) => (live.has(interpreter) ? [] : [number]));
  const shown = ended.length > 0 ? ended : collections.slice(-1).map(({ number }) => number);
  return shown.sort((left, right) => left - right).slice(-MOST_TRACES);
}

interface Collections {
  readonly collections: CollectionSummary[];
  /** Ids of the interpreters that have not ended. */
  readonly live: ReadonlySet<number>;
}

type Draft = { -readonly [K in keyof CollectionSummary]: CollectionSummary[K] };

async function listCollections(request: HuntRequest, repetition: number): Promise<Collections | null> {
  const collections: Draft[] = [];
  const seen = await runWatched(request, repetition, (runtime) => countingHook(runtime, collections));
  return seen && { collections, live: new Set(seen.observation.liveInterpreters) };
}

function countingHook(runtime: Runtime, collections: Draft[]): PhaseHook {
  const { heap } = runtime;
  let live = 0;
  return (phase, state, young, unreachable) => {
    if (phase === 'start') {
      live = heap.liveObjects;
      collections.push(draftOf(runtime, state, young, collections.length + 1));
    }
    const last = collections.at(-1) as Draft;
    if (phase === 'move_unreachable') last.unreachable = gcListSize(heap, unreachable);
    if (phase === 'move_legacy_finalizers') last.uncollectable = last.unreachable - gcListSize(heap, unreachable);
    if (phase === 'delete_garbage') last.freed = live - heap.liveObjects;
  };
}

function draftOf({ heap, current, phase }: Runtime, state: GcState, young: Ref, number: number): Draft {
  return {
    number,
    collector: state.name,
    interpreter: current.id,
    during: phase,
    generation: state.generations.findIndex(({ head }) => head === young),
    objects: gcListSize(heap, young),
    unreachable: 0,
    uncollectable: 0,
    freed: 0,
  };
}

async function recordWanted(request: HuntRequest, repetition: number, wanted: ReadonlySet<number>) {
  const recorders = new Map<number, CollectionRecorder>();
  let count = 0;
  const seen = await runWatched(request, repetition, (runtime) => (phase, state, young, unreachable) => {
    if (phase === 'start') count++;
    if (!wanted.has(count)) return;
    const context = { interpreter: runtime.current.id, during: runtime.phase };
    if (phase === 'subtract_refs') recorders.set(count, recordCollection(runtime.heap, state, young, context));
    else recorders.get(count)?.ended(phase, unreachable);
  });
  return { recorders, before: new Set(seen?.observation.before.identity) };
}
