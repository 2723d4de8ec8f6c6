import type { HuntFacts, HuntRecord } from '../../src/report/hunt-record.js';
import { bareResult, type Leak, type TestResult } from '../../src/runner/result.js';
import { type Summary, Tally } from '../../src/runner/results.js';

export const FACTS: HuntFacts = { version: '1.2.3', style: '3.11', world: 'bpo-1', warmups: 3, runs: 3 };

export function leak(deltas: readonly number[], more: Partial<Leak> = {}): Leak {
  const sum = deltas.reduce((total, delta) => total + delta, 0);
  return { item: 'references', deltas, sum, pattern: { kind: 'steady' }, fine: false, ...more };
}

export function passed(name: string, more: Partial<TestResult> = {}): TestResult {
  const method = `${name}.ATest.test_a`;
  const cases = [{ id: method, outcome: 'ok' as const, reason: null, seconds: 0.25 }];
  return { ...bareResult(name, 'PASSED'), seconds: 0.5, cases, ...more };
}

function summaryOf(results: readonly TestResult[], failEnvChanged: boolean): Summary {
  const tally = new Tally({
    style: '3.11',
    selected: results.map(({ name }) => name),
    failEnvChanged,
    forever: false,
    filtered: false,
    quiet: false,
    slowest: false,
  });
  for (const result of results) tally.accumulate(result);
  return tally.summary();
}

/** A run that gave these results. */
export function recordOf(results: readonly TestResult[], { failEnvChanged = false } = {}): HuntRecord {
  const tests = results.map((result) => ({ result, rerun: false, explanation: null, failEach: null, looks: {} }));
  return { facts: FACTS, tests, summary: summaryOf(results, failEnvChanged), seconds: 1.5, seed: null };
}
