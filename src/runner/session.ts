import type { Harness, OnReading } from '../interp/harness/harness.js';
import type { LeftReport } from '../interp/lifecycle/left.js';
import type { ProcessState } from '../interp/process.js';
import type { CaseContext } from './suite.js';

/** What a test prints goes here. */
export interface SessionHooks {
  readonly print: (text: string) => void;
  readonly printErr: (text: string) => void;
}

/** The simulated process of one test file, as far as the runner touches it. */
export interface Session {
  readonly process: ProcessState;
  /** support.gc_collect() */
  gcCollect(): void;
  beginHarness(repetitions: number, onReading?: OnReading): Harness;
  openContext(caseId: string): CaseContext;
  /** Length of gc.garbage. */
  garbage(): number;
  /** The main interpreter ends; nothing can run afterwards. */
  finalize(): LeftReport;
}
