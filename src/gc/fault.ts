import type { Place } from './stray.js';

/** What a C extension (or the simulator) did that a real debug build would die of, or silently survive. */
export type FaultKind =
  | 'negative-refcount'
  | 'use-after-free'
  | 'refcount-too-small'
  | 'none-deallocated'
  | 'null-without-exception'
  | 'result-with-exception'
  | 'impossible-type'
  | 'impossible-operation'
  | 'visited-not-owned'
  | 'shared-across-interpreters'
  | 'interpreter-state'
  | 'heap-limit';

/**
 * A broken invariant of the simulated process: it ends the test that caused it, never the hunt.
 * Failures that Python code could catch are not faults; those are simulated exceptions.
 */
export class RuntimeFault extends Error {
  readonly kind: FaultKind;
  /** The C function that ran when it happened, and where the scenario wrote the operation that it was at. */
  operation: string | null = null;
  place: Place | null = null;

  constructor(kind: FaultKind, message: string) {
    super(message);
    this.name = 'RuntimeFault';
    this.kind = kind;
  }

  /** Names the C function that was running; of several, the innermost. */
  during(operation: string, place: Place | null): this {
    if (this.operation !== null) return this;
    this.operation = operation;
    this.message = `${operation}: ${this.message}`;
    this.place = place;
    return this;
  }
}
