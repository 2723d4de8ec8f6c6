import type { StrayReason } from '../../gc/stray.js';
import type { Leak } from '../../runner/result.js';
import type { SourcePlace } from '../result.js';

/** A call of the C API that an extension makes and that may fail. */
export interface FallibleOperation {
  readonly api: string;
  /** `m_exec in m` */
  readonly caller: string;
  readonly place: SourcePlace | null;
}

/** A reference that nobody owns after the failure. */
export interface LostReference {
  /** In the words of the C source. */
  readonly owner: string;
  readonly reason: StrayReason;
  readonly place: SourcePlace | null;
}

/** What is wrong when one operation fails. */
export interface FailureFinding {
  readonly operation: FallibleOperation;
  /** Which of the calls that this line of the function makes in one run failed, from 1; each is a finding alike. */
  readonly calls: readonly number[];
  /** What a repetition leaves that leaves nothing, or less, where nothing fails. */
  readonly leaks: readonly Leak[];
  readonly lost: readonly LostReference[];
  /** The broken rule that ended the simulated process. */
  readonly fault: string | null;
}

export interface FailEachResult {
  readonly test: string;
  /** Operations that were made to fail, one at a time. */
  readonly operations: number;
  /** Further calls from lines that make many, which were left alone. */
  readonly leftOut: number;
  readonly findings: readonly FailureFinding[];
  /** Why the test could not be tried: it fails, is skipped or crashes where nothing is made to fail. */
  readonly problem: string | null;
}
