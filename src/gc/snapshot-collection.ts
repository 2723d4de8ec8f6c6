import type { CollectionPhase } from './collection-phase.js';
import { type GcState, GENERATIONS } from './gc-state.js';
import type { Heap } from './heap.js';
import { indexTable, liveRefs } from './live-refs.js';
import { FINALIZED, REFS_SHIFT } from './object-flags.js';
import type { Ref } from './ref.js';
import { identityOf, type MeasuredSnapshot, takeMeasuredSnapshot } from './snapshot-extent.js';

/** An object is in none of the lists of the collection. */
export const NOT_COLLECTED = -1;

/** What a phase has made of an object of the collected generation. */
export const OBJECT_STATES = [
  'outside',
  'collecting',
  'reachable',
  'unreachable',
  'uncollectable',
  'finalized',
  'resurrected',
  'kept',
  'freed',
] as const;

export type ObjectState = (typeof OBJECT_STATES)[number];

const codeOf = (state: ObjectState): number => OBJECT_STATES.indexOf(state);
const OUTSIDE = codeOf('outside');
const COLLECTING = codeOf('collecting');
const FREED = codeOf('freed');

/** One phase as it left the objects of the snapshot: indices into OBJECT_STATES. */
export interface PhaseRecord {
  readonly phase: CollectionPhase;
  readonly states: Uint8Array;
}

/** One collection: what it saw, and what it made of it. */
export interface CollectionRecord {
  /** The collector, named after its interpreter. */
  readonly collector: string;
  /** Id of the interpreter that was running. */
  readonly interpreter: number;
  /** What the process was doing: 'run', or the name of a finalization step. */
  readonly during: string;
  readonly generation: number;
  /** The heap after subtract_refs. */
  readonly snapshot: MeasuredSnapshot;
  /** References from outside of the collected generation, by object, as subtract_refs computed them; or NOT_COLLECTED. */
  readonly gcRefs: Int32Array;
  /** 1 where move_unreachable found the object to be garbage. */
  readonly unreachable: Uint8Array;
  /** In their order, as far as the collection has come. */
  readonly phases: readonly PhaseRecord[];
  /** By index of the weak references of the snapshot: 1 where handle_weakrefs cleared it. */
  readonly weakCleared: Uint8Array;
}

export interface CollectionContext {
  readonly interpreter: number;
  readonly during: string;
}

export interface CollectionRecorder {
  readonly record: CollectionRecord;
  /** To be called at the end of each later phase. */
  ended(phase: CollectionPhase, unreachable: Ref): void;
}

/** To be called at the end of subtract_refs. */
export function recordCollection(
  heap: Heap,
  state: GcState,
  young: Ref,
  { interpreter, during }: CollectionContext,
): CollectionRecorder {
  const snapshot = takeMeasuredSnapshot(heap);
  const refs = liveRefs(heap);
  const gcRefs = gcRefsOf(heap, young, snapshot.objects.count);
  const first = Uint8Array.from(gcRefs, (count) => (count === NOT_COLLECTED ? OUTSIDE : COLLECTING));
  const phases: PhaseRecord[] = [
    { phase: 'update_refs', states: first },
    { phase: 'subtract_refs', states: first },
  ];
  const finalizedBefore = Uint8Array.from(refs, (ref) => (heap.flags[ref] as number) & FINALIZED);
  const generation = state.generations.findIndex(({ head }) => head === young);
  const record = {
    collector: state.name,
    interpreter,
    during,
    generation: generation < 0 ? GENERATIONS - 1 : generation,
    snapshot,
    gcRefs,
    unreachable: new Uint8Array(snapshot.objects.count),
    phases,
    weakCleared: new Uint8Array(snapshot.weak.length),
  };
  const ended = (phase: CollectionPhase, unreachable: Ref): void => {
    const before = (phases.at(-1) as PhaseRecord).states;
    const isIn = membersOf(heap, unreachable, snapshot.objects.count, refs);
    const states = before.map((code, object) => {
      const ref = refs[object] as Ref;
      if (!isAlive(heap, ref, snapshot.identity[object] as number)) return FREED;
      const now: Now = {
        inUnreachable: isIn[object] === 1,
        finalized: ((heap.flags[ref] as number) & FINALIZED) !== 0 && finalizedBefore[object] === 0,
        // What comes back has lost the mark of what is being collected.
        marked: heap.gcRefs[ref] !== 0,
      };
      return codeOf(nextState(phase, OBJECT_STATES[code] as ObjectState, now));
    });
    phases.push({ phase, states });
    if (phase === 'move_unreachable') record.unreachable.set(isIn);
    if (phase === 'handle_weakrefs') noteCleared(heap, record, refs);
  };
  return { record, ended };
}

function gcRefsOf(heap: Heap, young: Ref, count: number): Int32Array {
  const gcRefs = new Int32Array(count).fill(NOT_COLLECTED);
  const indexOf = indexTable(heap);
  for (let ref = heap.gcNext[young] as Ref; ref !== young; ref = heap.gcNext[ref] as Ref) {
    gcRefs[indexOf[ref] as number] = (heap.gcRefs[ref] as number) >> REFS_SHIFT;
  }
  return gcRefs;
}

function isAlive(heap: Heap, ref: Ref, identity: number): boolean {
  return heap.isLive(ref) && identityOf(heap, ref) === identity;
}

/** 1 for each object of the snapshot that is in the list now; others may be in it, too. */
function membersOf(heap: Heap, list: Ref, count: number, refs: readonly Ref[]): Uint8Array {
  const inList = new Uint8Array(heap.top);
  for (let ref = heap.gcNext[list] as Ref; ref !== list; ref = heap.gcNext[ref] as Ref) inList[ref] = 1;
  return new Uint8Array(count).map((_, object) => inList[refs[object] as number] as number);
}

interface Now {
  readonly inUnreachable: boolean;
  readonly finalized: boolean;
  readonly marked: boolean;
}

/** What a phase makes of an object that is still alive. */
function nextState(phase: CollectionPhase, state: ObjectState, { inUnreachable, finalized, marked }: Now): ObjectState {
  if (state === 'collecting') return inUnreachable ? 'unreachable' : 'reachable';
  if (state !== 'unreachable' && state !== 'finalized') return state;
  switch (phase) {
    case 'move_legacy_finalizers':
      return inUnreachable ? state : 'uncollectable';
    case 'finalize_garbage':
      return finalized ? 'finalized' : state;
    case 'handle_resurrected_objects':
      return marked ? 'unreachable' : 'resurrected';
    case 'delete_garbage':
      return 'kept';
    default:
      return state;
  }
}

function noteCleared(heap: Heap, { snapshot, weakCleared }: CollectionRecord, refs: readonly Ref[]): void {
  const { weakrefs } = heap.hooks;
  for (const [index, { of, target }] of snapshot.weak.entries()) {
    const still = weakrefs?.weakrefsOf(refs[target] as Ref).includes(refs[of] as Ref) ?? false;
    weakCleared[index] = still ? 0 : 1;
  }
}
