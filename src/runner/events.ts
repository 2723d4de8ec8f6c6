import type { LeftReport } from '../interp/lifecycle/left.js';
import type { Style } from './options.js';
import type { CaseOutcome, CaseProblem, Leak, Proof, TestResult, Traceback } from './result.js';
import type { Summary } from './results.js';

/** When a line was logged: seconds since the start, and the load where the system tells it. */
export interface Clock {
  readonly elapsed: number;
  readonly load: number | null;
}

/** Where a line of progress stands: `[ 3/12/1]`. */
export interface Progress {
  readonly clock: Clock;
  readonly index: number;
  /** null with --forever. */
  readonly total: number | null;
  /** Tests that failed or changed the environment so far. */
  readonly fails: number;
}

export interface Running {
  readonly name: string;
  readonly seconds: number;
}

/** What happens inside of one test, in this process or in a worker. */
export type TestEvent =
  | { readonly event: 'repetitions-begun'; readonly warmups: number; readonly runs: number }
  | {
      readonly event: 'repetition-ended';
      readonly index: number;
      readonly warmups: number;
      readonly deltas: readonly [number, number, number];
    }
  | { readonly event: 'repetitions-ended' }
  | { readonly event: 'case-begun'; readonly description: string }
  | { readonly event: 'case-ended'; readonly outcome: CaseOutcome; readonly reason: string | null }
  | {
      readonly event: 'suite-ended';
      readonly testsRun: number;
      readonly seconds: number;
      readonly errors: readonly CaseProblem[];
      readonly failures: readonly CaseProblem[];
      readonly skipped: number;
    }
  | { readonly event: 'printed'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | {
      readonly event: 'judged';
      readonly name: string;
      readonly leaks: readonly Leak[];
      readonly suspicious: readonly Leak[];
    }
  /** --until-proved. */
  | { readonly event: 'states-compared'; readonly name: string; readonly proof: Proof }
  | { readonly event: 'skipped'; readonly name: string; readonly reason: string }
  | {
      readonly event: 'failed';
      readonly name: string;
      readonly errors: readonly CaseProblem[];
      readonly failures: readonly CaseProblem[];
      readonly verbose: boolean;
    }
  | { readonly event: 'crashed'; readonly name: string; readonly traceback: Traceback }
  | { readonly event: 'timed-out'; readonly name: string; readonly seconds: number; readonly in: string }
  /** One line on how a test was ended from outside of its code: process.exit()... */
  | { readonly event: 'stopped'; readonly name: string; readonly why: string }
  | {
      readonly event: 'environment-changed';
      readonly name: string;
      readonly resource: string;
      readonly before: string;
      readonly after: string;
    }
  | {
      readonly event: 'process-ended';
      readonly left: LeftReport;
      /** Whether it is to be taken apart. */
      readonly taken: boolean;
    }
  /** An exception that nobody can catch: of `__del__`, of the callback of a weak reference. */
  | { readonly event: 'unraisable'; readonly where: string; readonly traceback: Traceback }
  | { readonly event: 'uncollectable'; readonly name: string; readonly count: number }
  | { readonly event: 'warning'; readonly text: string }
  | { readonly event: 'interrupted' }
  | { readonly event: 'rerun-in-worker'; readonly name: string; readonly matching: readonly string[] | null };

export interface HeaderFacts {
  readonly version: string;
  readonly node: string;
  readonly platform: string;
  readonly cwd: string;
  readonly cpus: number;
  readonly world: string;
  readonly resources: readonly string[];
}

/** What happens to the run as a whole. */
export type RunEvent =
  | {
      readonly event: 'run-begun';
      readonly style: Style;
      readonly header: HeaderFacts | null;
      readonly fewWarmups: boolean;
      readonly seed: bigint;
      readonly randomized: boolean;
    }
  | {
      readonly event: 'tests-begun';
      readonly clock: Clock;
      readonly tests: number | null;
      readonly jobs: number | null;
      readonly timeout: number | null;
      readonly workerTimeout: number | null;
    }
  | { readonly event: 'test-begun'; readonly progress: Progress; readonly name: string }
  | { readonly event: 'test-ended'; readonly progress: Progress; readonly result: TestResult; readonly seconds: number }
  | { readonly event: 'tests-ended' }
  | {
      readonly event: 'worker-ended-test';
      readonly progress: Progress;
      readonly result: TestResult;
      readonly running: readonly Running[];
      readonly block: readonly TestEvent[];
    }
  /** Its test is not let end; `worker` counts from 1. */
  | {
      readonly event: 'worker-killed';
      readonly worker: number;
      readonly name: string;
      readonly pid: number;
      readonly seconds: number;
    }
  | { readonly event: 'still-running'; readonly clock: Clock; readonly running: readonly Running[] }
  /** Output of a test that did not pass (-W). */
  | { readonly event: 'captured'; readonly block: readonly TestEvent[] }
  | { readonly event: 'interrupted-run' }
  | { readonly event: 'rerun-begun'; readonly clock: Clock; readonly tests: number }
  | {
      readonly event: 'rerun-test';
      readonly clock: Clock;
      readonly name: string;
      readonly matching: readonly string[] | null;
    }
  | { readonly event: 'failed-again'; readonly names: readonly string[] }
  | { readonly event: 'summary'; readonly summary: Summary }
  | { readonly event: 'finished'; readonly summary: Summary; readonly seconds: number };

export type HuntEvent = RunEvent | TestEvent;
export type Emit = (event: HuntEvent) => void;
