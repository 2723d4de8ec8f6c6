import type { ProcessState } from './process.js';

/** A Python object as a scenario sees it: valid until the frame or `with` block that got it ends. */
export interface Value {
  readonly ref: number;
  /** Reuse count of the slot when the handle was made; a mismatch later is a use after free. */
  readonly reuse: number;
}

/** Numbers, strings, null, booleans stand for the Python objects they look like. */
export type Operand = Value | number | string | boolean | null;

/** What a test method can do: a part about unittest, a part about the process, a part about Python objects. */
export interface TestContext {
  // ---- unittest
  skipTest(reason: string): never;
  fail(message?: string): never;
  assertEqual(actual: unknown, expected: unknown, message?: string): void;
  addCleanup(cleanup: () => void): void;
  print(...words: readonly unknown[]): void;
  printErr(...words: readonly unknown[]): void;
  requires(resource: string): void;
  /** Number of this repetition within the hunt, from 1; constant within one. */
  readonly process: ProcessState;
}
