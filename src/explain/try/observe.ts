import type { CollectionPhase } from '../../gc/collection-phase.js';
import { type GcState, GENERATIONS } from '../../gc/gc-state.js';
import type { Ref } from '../../gc/ref.js';
import { type CollectionRecorder, recordCollection } from '../../gc/snapshot-collection.js';
import { takeMeasuredSnapshot } from '../../gc/snapshot-extent.js';
import { FreedObjects } from '../../interp/freed-objects.js';
import type { ProcessState } from '../../interp/process.js';
import type { Runtime } from '../../interp/runtime.js';
import type { World } from '../../interp/world.js';
import type { OpenSession } from '../../runner/open-session.js';
import type { Session } from '../../runner/session.js';
import { FILE_DESCRIPTOR, type Handles, type Observation } from '../observation.js';
import { type Compared, compare, islandMakers } from '../read/roots.js';
import { sourcesOf } from '../sources.js';
import { type HuntRequest, hunt } from './hunt.js';

export interface Seen {
  readonly observation: Observation;
  /** With the extensions that the scenario describes. */
  readonly world: World;
}

export interface Observed extends Seen {
  readonly compared: Compared;
}

/**
 * Runs the hunt again, identical to the one that was measured, and looks at the heap where repetition `index`
 * (from 0) begins and ends; where cycles were left over, once more for the collections that should have taken them.
 * null: the run did not come that far.
 */
export async function observe(request: HuntRequest, index: number): Promise<Observed | null> {
  const counter = countCollections();
  const seen = await runWatched(request, index, counter.watch);
  if (seen === null) return null;
  const compared = compare(seen.observation);
  const makers = islandMakers(compared);
  if (makers.size === 0) return { ...seen, compared };
  const recorder = recordCollections(counter.lastOf(makers));
  await runWatched(request, index, recorder.watch);
  return { ...seen, compared, observation: { ...seen.observation, collections: recorder.records() } };
}

export type PhaseHook = (phase: CollectionPhase, state: GcState, young: Ref, unreachable: Ref) => void;

/** Runs the hunt with a watch over the collections of repetition `index`; null: it did not come that far. */
export async function runWatched(
  request: HuntRequest,
  index: number,
  watch: (runtime: Runtime) => PhaseHook,
): Promise<Seen | null> {
  const seen: Seen[] = [];
  await hunt(request, (session) => watchRepetition(session, index, watch, (observed) => seen.push(observed)));
  return seen[0] ?? null;
}

function watchRepetition(
  session: OpenSession,
  index: number,
  watch: (runtime: Runtime) => PhaseHook,
  onSeen: (seen: Seen) => void,
): Session {
  const { runtime } = session;
  let before: Pick<Observation, 'before' | 'handlesBefore'> | null = null;
  let fdsBefore: ReadonlySet<number> = new Set();
  const onReading = (at: number): void => {
    if (at === index - 1) {
      before = { before: takeMeasuredSnapshot(runtime.heap), handlesBefore: handlesOf(runtime.process) };
      fdsBefore = new Set(runtime.process.fds);
      runtime.heap.hooks.onPhase = watch(runtime);
      // Only now: it is slow, and nobody asks where older objects were made.
      runtime.freedObjects ??= new FreedObjects(runtime.heap);
    }
    if (at !== index || before === null) return;
    delete runtime.heap.hooks.onPhase;
    const observation: Observation = {
      ...before,
      after: takeMeasuredSnapshot(runtime.heap),
      handlesAfter: handlesOf(runtime.process),
      openers: openersOf(runtime.process, fdsBefore),
      collections: [],
      liveInterpreters: runtime.interpreters.map(({ id }) => id),
      sources: sourcesOf(runtime.world),
    };
    onSeen({ observation, world: runtime.world });
  };
  return { ...session, beginHarness: (repetitions) => session.beginHarness(repetitions, onReading) };
}

function isFull(state: GcState, young: Ref): boolean {
  return young === state.generations[GENERATIONS - 1]?.head;
}

/** Numbers the full collections, so that a second run knows the last one of each interpreter beforehand. */
function countCollections() {
  const last = new Map<number, number>();
  let count = 0;
  return {
    watch: (runtime: Runtime): PhaseHook => {
      return (phase, state, young) => {
        if (phase === 'start' && isFull(state, young)) last.set(runtime.current.id, ++count);
      };
    },
    /** Also the last of all: where interpreters share a collector, it is that one's. */
    lastOf: (interpreters: ReadonlySet<number>): ReadonlySet<number> =>
      new Set([...last].flatMap(([id, number]) => (interpreters.has(id) || number === count ? [number] : []))),
  };
}

function recordCollections(wanted: ReadonlySet<number>) {
  const recorders: CollectionRecorder[] = [];
  let count = 0;
  const watch = (runtime: Runtime): PhaseHook => {
    return (phase, state, young, unreachable) => {
      if (!isFull(state, young)) return;
      if (phase === 'start') count++;
      if (!wanted.has(count)) return;
      const context = { interpreter: runtime.current.id, during: runtime.phase };
      if (phase === 'subtract_refs') recorders.push(recordCollection(runtime.heap, state, young, context));
      else if (phase !== 'start' && phase !== 'update_refs') recorders.at(-1)?.ended(phase, unreachable);
    };
  };
  return { watch, records: () => recorders.map(({ record }) => record) };
}

/** Descriptors by those that are new; of other handles, whoever opened the last one. */
function openersOf({ fds, handles, openers }: ProcessState, before: ReadonlySet<number>): Map<string, string> {
  const found = new Map<string, string>();
  const add = (kind: string, opener: string | undefined): void => {
    if (opener !== undefined) found.set(kind, opener);
  };
  for (const fd of fds) if (!before.has(fd)) add(FILE_DESCRIPTOR, openers.get(fd));
  for (const kind of handles.keys()) add(kind, openers.get(kind));
  return found;
}

function handlesOf({ fds, handles }: ProcessState): Handles {
  return new Map([[FILE_DESCRIPTOR, fds.size], ...handles]);
}
