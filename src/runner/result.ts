import type { Style } from './options.js';

/** How a test ended. CPython 3.13 Lib/test/libregrtest/result.py: State */
export type State =
  | 'PASSED'
  | 'FAILED'
  | 'SKIPPED'
  | 'UNCAUGHT_EXC'
  | 'REFLEAK'
  | 'ENV_CHANGED'
  | 'RESOURCE_DENIED'
  | 'INTERRUPTED'
  | 'WORKER_FAILED'
  | 'WORKER_BUG'
  | 'DID_NOT_RUN'
  | 'TIMEOUT';

/** Readings' differences, one for each repetition, warm-ups first. */
export interface Deltas {
  readonly references: readonly number[];
  readonly blocks: readonly number[];
  /** File descriptors and other handles. */
  readonly handles: readonly number[];
  /** How much of the others is regrtest's own integers. */
  readonly harness?: { readonly references: readonly number[]; readonly blocks: readonly number[] };
}

export type LeakItem = 'references' | 'memory blocks' | 'file descriptors';

/**
 * How measured deltas go on: the same in each repetition; a row that comes again (`sum` every `period` repetitions);
 * one repetition alone; or none of these.
 */
export type LeakPattern =
  | { readonly kind: 'steady' | 'once' | 'uneven' }
  | { readonly kind: 'periodic'; readonly period: number; readonly sum: number };

export interface Leak {
  readonly item: LeakItem;
  /** Of the measured repetitions. */
  readonly deltas: readonly number[];
  readonly sum: number;
  readonly pattern: LeakPattern;
  /** How much of each delta is regrtest's own integers; left out where none is. */
  readonly harness?: readonly number[];
  /** The rule of regrtest lets it pass: "(this is fine)". */
  readonly fine: boolean;
}

/** How one item went on over the measured repetitions, without regrtest's own integers. */
export interface Growth {
  readonly item: LeakItem;
  readonly deltas: readonly number[];
  readonly pattern: LeakPattern;
}

/**
 * --until-proved. 'proved': the state after repetition `first` (from 1) came again `period` repetitions later, so that
 * every N gives the same. 'test-keeps-state': that of the simulated process did, while JavaScript of the test has
 * changed, or cannot be looked into (`what`). 'not-proved': no state came again; `growth` is an observation.
 */
export type Proof =
  | { readonly kind: 'proved'; readonly first: number; readonly period: number }
  | {
      readonly kind: 'test-keeps-state';
      readonly first: number;
      readonly period: number;
      readonly what: string;
      readonly growth: readonly Growth[];
    }
  | { readonly kind: 'not-proved'; readonly growth: readonly Growth[] };

export interface Frame {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  /** The line of source, where it could be read. */
  readonly text: string | null;
}

/** An exception that reached the runner: outermost frame first, as Python prints it. */
export interface Traceback {
  readonly frames: readonly Frame[];
  readonly type: string;
  readonly message: string;
}

/** A case, a class or a module fixture that failed: `setUpClass (test_x.Class)`. */
export interface CaseProblem {
  readonly description: string;
  readonly traceback: Traceback;
}

export type CaseOutcome = 'ok' | 'FAIL' | 'ERROR' | 'skipped';

/** One case of the last repetition. */
export interface CaseResult {
  /** `test_x.Class.method` */
  readonly id: string;
  readonly outcome: CaseOutcome;
  /** Why it was skipped. */
  readonly reason: string | null;
  readonly seconds: number;
}

/** Of the last repetition. CPython 3.13 Lib/test/libregrtest (support): TestStats */
export interface TestStats {
  readonly testsRun: number;
  readonly failures: number;
  readonly skipped: number;
}

export interface TestResult {
  readonly name: string;
  readonly state: State;
  readonly seconds: number;
  readonly stats: TestStats;
  readonly errors: readonly CaseProblem[];
  readonly failures: readonly CaseProblem[];
  readonly cases: readonly CaseResult[];
  readonly deltas: Deltas | null;
  readonly warmups: number;
  readonly leaks: readonly Leak[];
  readonly suspicious: readonly Leak[];
  /** Why it was skipped, how the process ended ("Exit code 3"), in one line. */
  readonly reason: string | null;
  /** With --until-proved, of a hunt that came to its end. */
  readonly proof?: Proof;
}

export const NO_STATS: TestStats = { testsRun: 0, failures: 0, skipped: 0 };

/** A result of which nothing is known but how it ended. */
export function bareResult(name: string, state: State, reason: string | null = null): TestResult {
  return {
    name,
    state,
    seconds: 0,
    stats: NO_STATS,
    errors: [],
    failures: [],
    cases: [],
    deltas: null,
    warmups: 0,
    leaks: [],
    suspicious: [],
    reason,
  };
}

const FAILED: ReadonlySet<State> = new Set([
  'FAILED',
  'UNCAUGHT_EXC',
  'REFLEAK',
  'WORKER_FAILED',
  'WORKER_BUG',
  'TIMEOUT',
]);

/** CPython 3.13 Lib/test/libregrtest/result.py: State.is_failed(), must_stop() */
export function isFailed(state: State, failEnvChanged: boolean): boolean {
  return FAILED.has(state) || (state === 'ENV_CHANGED' && failEnvChanged);
}

export function mustStop(state: State, failfast: boolean, failEnvChanged: boolean): boolean {
  return state === 'INTERRUPTED' || (failfast && isFailed(state, failEnvChanged));
}

const WITHOUT_DURATION: Readonly<Record<Style, ReadonlySet<State>>> = {
  '3.11': new Set<State>(['INTERRUPTED', 'WORKER_FAILED', 'WORKER_BUG']),
  '3.13': new Set<State>(['INTERRUPTED', 'WORKER_FAILED', 'WORKER_BUG', 'SKIPPED', 'RESOURCE_DENIED', 'DID_NOT_RUN']),
};

/** Is listed among the slowest tests. CPython 3.13 Lib/test/libregrtest/result.py: State.has_meaningful_duration() */
export function hasMeaningfulDuration(state: State, style: Style): boolean {
  return !WITHOUT_DURATION[style].has(state);
}
