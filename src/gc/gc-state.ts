import type { Ref } from './ref.js';

export const GENERATIONS = 3;

/** struct gc_generation of CPython: a list head and when to collect it. */
export interface Generation {
  readonly head: Ref;
  threshold: number;
  /** Allocations minus deallocations (generation 0), collections of the younger one (1 and 2). */
  count: number;
}

/** struct _gc_runtime_state of CPython: one for each interpreter, or one for the process (before 7247407c35). */
export interface GcState {
  /** For reports: the interpreter it belongs to. */
  readonly name: string;
  readonly generations: readonly [Generation, Generation, Generation];
  enabled: boolean;
  collecting: boolean;
  longLivedTotal: number;
  longLivedPending: number;
  /** gc.garbage, a list object that the layer above owns and makes when first needed; 0 before. */
  garbage: Ref;
  /** True after its interpreter's end: its lists hang in freed memory. */
  finalized: boolean;
}
