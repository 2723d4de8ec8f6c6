import type { HuntRefleak } from './huntrleaks.js';

/** Whose printing and whose harness: the simulated runtime is the same in both. */
export type Style = '3.11' | '3.13';

/** One -m (accept) or -i (ignore), in the order of the command line. */
export interface MatchPattern {
  readonly pattern: string;
  readonly accept: boolean;
}

/** Which world the tests run in: a state of the history and what is put to it or taken from it. */
export interface WorldOptions {
  readonly at: string | null;
  readonly with: readonly string[];
  readonly without: readonly string[];
}

/** -X showrefcount, --show-left, --assert-zero: what is wanted of the end of a test's process. */
export interface EndOptions {
  readonly show: 'nothing' | 'total' | 'items';
  /** What is left fails the test. */
  readonly assertZero: boolean;
}

/** What one test needs to run; plain data, so that a worker process gets the same. */
export interface SingleOptions {
  readonly style: Style;
  readonly huntRefleak: HuntRefleak | null;
  readonly patterns: readonly MatchPattern[];
  /** Tests print what unittest prints, case by case. */
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly pgo: boolean;
  /** -W: verbose, but shown only of tests that did not pass. */
  readonly outputOnFailure: boolean;
  readonly failfast: boolean;
  readonly resources: readonly string[];
  /** Seconds for one test file, all repetitions together. */
  readonly timeout: number | null;
  /** Suspicious deltas fail the test too. */
  readonly strict: boolean;
  readonly world: WorldOptions;
  /** The states after the repetitions are compared. */
  readonly untilProved?: boolean;
  /** Collect at every Nth allocation of a GC object; 0: off. */
  readonly gcStress: number;
  /** False: the deltas without regrtest's own integers. Default: true, as regrtest counts. */
  readonly harnessInts?: boolean;
  /** Left out: nobody looks at the end of the process. */
  readonly end?: EndOptions;
  /** With -F: a file is imported in its first round only, as Node never forgets a module. Default: anew each time. */
  readonly importsOnce?: boolean;
  /** Largest number of objects on the simulated heap; null: the runtime's own limit. */
  readonly heapLimit: number | null;
}

/** A test file: `file` is null when there is none of that name. */
export interface TestFile {
  readonly name: string;
  readonly file: string | null;
  /** A test whose name is near, for a name without a file. */
  readonly suggestion: string | null;
}

export interface RunOptions {
  readonly single: SingleOptions;
  readonly tests: readonly TestFile[];
  /** Number of worker processes; null: in this process, one test after the other. */
  readonly jobs: number | null;
  readonly forever: boolean;
  readonly rerun: boolean;
  readonly failEnvChanged: boolean;
  readonly failRerun: boolean;
}
