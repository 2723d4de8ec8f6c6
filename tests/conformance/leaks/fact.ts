import { readFileSync } from 'node:fs';
import type { FaultKind } from '../../../src/gc/fault.js';

/** What a real debug build printed for a test, its own noise in blocks taken out. */
export interface MeasuredLeak {
  /** Of the measured repetitions. */
  readonly references: readonly number[];
  readonly blocks: readonly number[];
  readonly handles: readonly number[];
  /** The leak lines without the test's name; those of memory blocks are left out: noise decides there. */
  readonly lines: readonly string[];
}

/** One entry of the data file: Python code, and what came of it. */
export interface LeakFact {
  readonly name: string;
  readonly family: string;
  /** The code is that of a subinterpreter's `__main__`, the body of a test method, or all that a process runs. */
  readonly where: 'subinterpreter' | 'function' | 'process';
  /** Code of the test module, run once before. */
  readonly setup?: string;
  readonly code: string;
  /** Warm-ups and measured repetitions of -R. */
  readonly runs?: string;
  readonly measured?: MeasuredLeak;
  /** The import fails: what the exception says. */
  readonly refused?: string;
  /** The process dies; here a fault of this kind names the function that is to blame. */
  readonly dies?: { readonly kind: FaultKind; readonly names: string };
  /** What -X showrefcount says when the process has ended. */
  readonly left?: { readonly references: number; readonly blocks: number };
  /** The process lives on, and the audit misses that many references of an object. */
  readonly survives?: { readonly object: string; readonly missing: number };
}

export function readFacts(file: string): LeakFact[] {
  const path = new URL(`../../fixtures/conformance/${file}`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as LeakFact[];
}
