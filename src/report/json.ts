import type { FailEachResult } from '../explain/fail-each/result.js';
import type { Ledger } from '../explain/ledger/result.js';
import type { Explanation } from '../explain/result.js';
import type { GcTrace } from '../explain/trace/result.js';
import type { CaseProblem, CaseResult, Deltas, Leak, LeakItem, LeakPattern, Proof, State } from '../runner/result.js';
import { runState } from '../runner/results.js';
import { harnessText } from './harness-text.js';
import type { HuntRecord, RecordedTest } from './hunt-record.js';
import { leakLine } from './regrtest/leak-line.js';
import { exceptionLine } from './regrtest/traceback-text.js';

/** Raised when a field changes its meaning or goes away; new fields do not raise it. docs/json.md describes them all. */
export const SCHEMA_VERSION = 1;

export interface LeakJson {
  readonly item: LeakItem;
  readonly deltas: readonly number[];
  readonly sum: number;
  readonly line: string;
  /** How much of each delta is regrtest's own integers. */
  readonly harness: readonly number[];
  /** Says so in words, or null. */
  readonly note: string | null;
  readonly pattern: LeakPattern;
}

export interface CaseJson {
  readonly id: string;
  readonly outcome: CaseResult['outcome'];
  readonly reason: string | null;
  readonly duration: number;
}

export interface ProblemJson {
  readonly kind: 'error' | 'failure';
  readonly description: string;
  readonly message: string;
}

export interface TestJson {
  readonly name: string;
  readonly state: State;
  readonly rerun: boolean;
  readonly reason: string | null;
  readonly cases: readonly CaseJson[];
  readonly problems: readonly ProblemJson[];
  readonly deltas: Deltas | null;
  readonly leaks: readonly LeakJson[];
  readonly suspicious: readonly LeakJson[];
  readonly duration: number;
  /** With --until-proved. */
  readonly proof?: Proof;
  /** With --explain, of a test that leaks. */
  readonly sum?: Explanation['sum'];
  readonly findings?: Explanation['findings'];
  readonly shared?: Explanation['shared'];
  readonly rest?: Explanation['rest'];
  readonly fixes?: NonNullable<Explanation['fixes']>;
  /** With --fail-each. */
  readonly failEach?: Omit<FailEachResult, 'test'>;
  /** With --ledger. */
  readonly ledger?: Ledger;
  /** With --trace-gc. */
  readonly gc?: GcTrace;
}

export interface HuntJson {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly refhunt: string;
  readonly style: string;
  readonly at: string;
  readonly huntrleaks: { readonly warmups: number; readonly runs: number } | null;
  readonly seed: string | null;
  readonly state: string;
  readonly exitCode: number;
  readonly duration: number;
  readonly tests: readonly TestJson[];
  readonly summary: Readonly<Record<string, readonly string[] | boolean>>;
}

function leakJson(name: string, leak: Leak): LeakJson {
  const { item, deltas, sum, pattern, harness = deltas.map(() => 0) } = leak;
  return { item, deltas, sum, line: leakLine(name, leak), harness, note: harnessText(leak), pattern };
}

function caseJson({ id, outcome, reason, seconds }: CaseResult): CaseJson {
  return { id, outcome, reason, duration: seconds };
}

const problemJson =
  (kind: ProblemJson['kind']) =>
  ({ description, traceback }: CaseProblem): ProblemJson => ({ kind, description, message: exceptionLine(traceback) });

function explanationJson(explanation: Explanation | null): Partial<TestJson> {
  if (explanation === null) return {};
  const { sum, findings, shared, rest, fixes } = explanation;
  return { sum, findings, shared, rest, ...(fixes && { fixes }) };
}

function testJson({ result, rerun, explanation, failEach, looks }: RecordedTest): TestJson {
  const { name, state, reason, cases, deltas, leaks, suspicious, seconds, proof } = result;
  return {
    name,
    state,
    rerun,
    reason,
    cases: cases.map(caseJson),
    problems: [...result.errors.map(problemJson('error')), ...result.failures.map(problemJson('failure'))],
    deltas: deltas && { references: deltas.references, blocks: deltas.blocks, handles: deltas.handles },
    leaks: leaks.map((leak) => leakJson(name, leak)),
    suspicious: suspicious.map((leak) => leakJson(name, leak)),
    duration: seconds,
    ...(proof && { proof }),
    ...explanationJson(explanation),
    ...failEachJson(failEach),
    ...looks,
  };
}

function failEachJson(result: FailEachResult | null): Partial<TestJson> {
  if (result === null) return {};
  const { test: _, ...failEach } = result;
  return { failEach };
}

/** What --json holds of a run. */
export function huntJson({ facts, tests, summary, seconds, seed }: HuntRecord, exitCode: number): HuntJson {
  const { warmups, runs } = facts;
  const { good, bad, skipped, resourceDenied, environmentChanged, runNoTests, rerun, omitted, interrupted } = summary;
  return {
    schemaVersion: SCHEMA_VERSION,
    refhunt: facts.version,
    style: facts.style,
    at: facts.world,
    huntrleaks: warmups === null || runs === null ? null : { warmups, runs },
    seed: seed === null ? null : String(seed),
    state: runState(summary),
    exitCode,
    duration: seconds,
    tests: tests.map(testJson),
    summary: {
      good,
      bad,
      skipped,
      resourceDenied,
      environmentChanged,
      runNoTests,
      rerun,
      omitted,
      interrupted,
    },
  };
}

export function jsonText(data: unknown): string {
  return `${JSON.stringify(data, null, 2)}\n`;
}
