import { describe, expect, it } from 'vitest';
import type { FailEachResult } from '../../../src/explain/fail-each/result.js';
import { failEachText } from '../../../src/report/explain/fail-each-text.js';
import type { Leak } from '../../../src/runner/result.js';

const leak: Leak = {
  item: 'references',
  deltas: [2, 2, 2],
  sum: 6,
  pattern: { kind: 'steady' },
  fine: false,
} as Leak;

const result: FailEachResult = {
  test: 'test_m',
  operations: 5,
  leftOut: 0,
  findings: [
    {
      operation: { api: 'PyModule_AddObject', caller: 'm_exec in m', place: { file: 'scenarios/test_m.ts', line: 9 } },
      calls: [1],
      leaks: [leak],
      lost: [{ owner: 'd of m_exec in m', reason: 'lost-local', place: { file: 'scenarios/test_m.ts', line: 8 } }],
      fault: null,
    },
    {
      operation: { api: 'PyType_FromSpec', caller: 'm_exec in m', place: null },
      calls: [1, 2],
      leaks: [],
      lost: [],
      fault: 'm_free in m: Py_DECREF(NULL) at state.t',
    },
  ],
  problem: null,
};

describe('the text of --fail-each', () => {
  it('shows each finding as a leak with the operation that failed and what was lost', () => {
    expect(failEachText(result).split('\n')).toEqual([
      'test_m leaked [2, 2, 2] references, sum=6 when PyModule_AddObject failed (m_exec in m, scenarios/test_m.ts:9)',
      '    lost-local: d of m_exec in m, scenarios/test_m.ts:8',
      'test_m crashed when PyType_FromSpec failed (m_exec in m, in 2 calls of that line): m_free in m: Py_DECREF(NULL) at state.t',
      'test_m: 5 operations were made to fail, 3 went wrong',
      '',
    ]);
  });

  it('says so where nothing went wrong, where calls were left out and where the test was not tried', () => {
    const clean = { ...result, findings: [], operations: 1 };
    expect(failEachText(clean)).toBe('test_m: 1 operation was made to fail, nothing was left\n');
    expect(failEachText({ ...clean, leftOut: 7 })).toContain('; 7 further calls of the same lines were not\n');
    expect(failEachText({ ...clean, problem: 'failed' })).toBe('test_m: no operation was made to fail: failed\n');
  });
});
