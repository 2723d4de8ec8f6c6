import type { TextNumbers } from '../gc/state-walk.js';
import type { DescribeFunction } from '../interp/canonical-state.js';
import type { Harness, OnReading } from '../interp/harness/harness.js';
import type { LeftReport } from '../interp/lifecycle/left.js';
import type { PendingError } from '../interp/pending-error.js';
import type { ProcessState } from '../interp/process.js';
import type { CaseContext } from './suite.js';

/** What a test prints goes here, and what it raises where nobody can catch it. */
export interface SessionHooks {
  readonly print: (text: string) => void;
  readonly printErr: (text: string) => void;
  readonly unraisable: (where: string, error: PendingError) => void;
  /** Objects remember where they were allocated and freed: for a second look at a fault. */
  readonly tracesPlaces: boolean;
}

/** The simulated process of one test file, as far as the runner touches it. */
export interface Session {
  readonly process: ProcessState;
  /** support.gc_collect() */
  gcCollect(): void;
  beginHarness(repetitions: number, onReading?: OnReading): Harness;
  openContext(caseId: string): CaseContext;
  /** What broke the process, where code of the test may have caught it. */
  fault(): Error | null;
  /** The whole state in words: equal for states that are alike. `describeFunction` says what a function of the test is. */
  state(texts: TextNumbers, describeFunction: DescribeFunction): Int32Array;
  /** Length of gc.garbage. */
  garbage(): number;
  /** The main interpreter ends; nothing can run afterwards. */
  finalize(): LeftReport;
}
