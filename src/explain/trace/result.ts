import type { GcRow, Part } from '../result.js';

/** One collection of a repetition, in numbers. */
export interface CollectionSummary {
  /** In the repetition, from 1, of all collectors and generations. */
  readonly number: number;
  /** The collector, named after its interpreter. */
  readonly collector: string;
  /** Id of the interpreter that was running. */
  readonly interpreter: number;
  /** What the process was doing: 'run', or the name of a finalization step. */
  readonly during: string;
  readonly generation: number;
  /** In the lists that were collected. */
  readonly objects: number;
  /** Found by move_unreachable. */
  readonly unreachable: number;
  /** Moved out again by move_legacy_finalizers. */
  readonly uncollectable: number;
  /** Objects of the process that the whole collection freed, those of no collector among them. */
  readonly freed: number;
}

/** What one phase did. */
export interface PhaseTrace {
  readonly phase: string;
  /** Facts in the order in which they are best read. */
  readonly counts: readonly Part[];
  /** Types of the objects that the phase is about. */
  readonly types: readonly Part[];
}

/** One collection, phase by phase. */
export interface CollectionTrace extends Pick<CollectionSummary, 'number' | 'collector' | 'during' | 'generation'> {
  readonly phases: readonly PhaseTrace[];
  /** After subtract_refs: what the repetition made first, then what else keeps a rest. */
  readonly rows: readonly GcRow[];
  /** Types of further objects that keep a rest. */
  readonly others: readonly Part[];
}

export interface GcTrace {
  /** Number of the repetition, from 0. */
  readonly repetition: number;
  readonly collections: readonly CollectionSummary[];
  /** Collections beyond what is listed. */
  readonly leftOut: number;
  readonly traces: readonly CollectionTrace[];
}
