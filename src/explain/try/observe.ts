import type { CollectionPhase } from '../../gc/collection-phase.js';
import { GENERATIONS, type GcState } from '../../gc/gc-state.js';
import type { Ref } from '../../gc/ref.js';
import { type CollectionRecord, recordSubtracted, recordUnreachable } from '../../gc/snapshot-collection.js';
import { type MeasuredSnapshot, takeMeasuredSnapshot } from '../../gc/snapshot-extent.js';
import type { ProcessState } from '../../interp/process.js';
import type { Runtime } from '../../interp/runtime.js';
import type { OpenSession } from '../../runner/open-session.js';
import type { Session } from '../../runner/session.js';
import type { Handles, Observation } from '../observation.js';
import { sourcesOf } from '../sources.js';
import { type HuntRequest, hunt } from './hunt.js';

/**
 * Runs the hunt once more, identical to the one that was measured, and looks at the heap where repetition `index`
 * (from 0) begins and ends. null: the run did not come that far.
 */
export async function observe(request: HuntRequest, index: number): Promise<Observation | null> {
  let watched: WatchedRepetition | null = null;
  await hunt(request, (session) => {
    watched = watchRepetition(session, index);
    return watched.session;
  });
  return (watched as WatchedRepetition | null)?.observation() ?? null;
}

interface WatchedRepetition {
  readonly session: Session;
  readonly observation: () => Observation | null;
}

function watchRepetition(session: OpenSession, index: number): WatchedRepetition {
  const { runtime } = session;
  const collections = new Map<string, CollectionRecord>();
  let before: { snapshot: MeasuredSnapshot; handles: Handles } | null = null;
  let seen: Observation | null = null;
  const onReading = (at: number): void => {
    if (at === index - 1) {
      before = { snapshot: takeMeasuredSnapshot(runtime.heap), handles: handlesOf(runtime.process) };
      runtime.heap.hooks.onPhase = watchCollections(runtime, collections);
    }
    if (at !== index || before === null) return;
    delete runtime.heap.hooks.onPhase;
    seen = {
      before: before.snapshot,
      after: takeMeasuredSnapshot(runtime.heap),
      collections: [...collections.values()],
      liveInterpreters: runtime.interpreters.map(({ id }) => id),
      handlesBefore: before.handles,
      handlesAfter: handlesOf(runtime.process),
      sources: sourcesOf(runtime.world),
    };
  };
  return {
    session: { ...session, beginHarness: (repetitions) => session.beginHarness(repetitions, onReading) },
    observation: () => seen,
  };
}

/** Keeps the last full collection of each collector. */
function watchCollections(runtime: Runtime, collections: Map<string, CollectionRecord>) {
  let record: CollectionRecord | null = null;
  return (phase: CollectionPhase, state: GcState, young: Ref, unreachable: Ref): void => {
    if (young !== state.generations[GENERATIONS - 1]?.head) return;
    if (phase === 'subtract_refs') {
      const context = { interpreter: runtime.current.id, during: runtime.phase };
      record = recordSubtracted(runtime.heap, state, young, context);
      collections.delete(state.name);
      collections.set(state.name, record);
    }
    if (phase === 'move_unreachable' && record) recordUnreachable(runtime.heap, record, unreachable);
  };
}

function handlesOf({ fds, handles }: ProcessState): Handles {
  return new Map([['file descriptor', fds.size], ...handles]);
}
