import { describe, expect, it } from 'vitest';
import type { LeftReport } from '../../src/interp/lifecycle/left.js';
import type { TestEvent } from '../../src/runner/events.js';
import type { EndOptions } from '../../src/runner/options.js';
import { endProcess } from '../../src/runner/process-end.js';
import { bareResult, type TestResult } from '../../src/runner/result.js';
import type { Session } from '../../src/runner/session.js';

const clean: LeftReport = { total: { references: 0, blocks: 0 }, interpreters: [], items: [] };
const item = { interpreter: 0, type: 'int', owner: 'nobody: n of f in m', references: 1, blocks: 0 };
const dirty: LeftReport = { ...clean, total: { references: 1, blocks: 0 }, items: [item] };

function end(left: LeftReport, options: EndOptions): { result: TestResult; events: TestEvent[] } {
  const events: TestEvent[] = [];
  const session: Session = {
    process: {} as Session['process'],
    gcCollect: () => {},
    beginHarness: () => {
      throw new Error('nothing runs any more');
    },
    openContext: () => {
      throw new Error('nothing runs any more');
    },
    fault: () => null,
    state: () => new Int32Array(),
    garbage: () => 0,
    finalize: () => left,
  };
  const guard = { deadline: null, signal: new AbortController().signal };
  const emit = (event: TestEvent): void => void events.push(event);
  return { result: endProcess(bareResult('test_x', 'PASSED'), { session, options, guard, emit }), events };
}

describe('the end of the process of a test', () => {
  it('is shown when it is asked for', () => {
    expect(end(dirty, { show: 'total', assertZero: false }).events).toEqual([
      { event: 'process-ended', left: dirty, taken: false },
    ]);
    expect(end(dirty, { show: 'items', assertZero: false }).events).toMatchObject([{ taken: true }]);
    expect(end(dirty, { show: 'nothing', assertZero: true }).events).toEqual([]);
  });

  it('fails the test with --assert-zero where something is left', () => {
    const { result } = end(dirty, { show: 'nothing', assertZero: true });
    expect(result.state).toBe('FAILED');
    expect(result.failures.map(({ traceback }) => traceback.message)).toEqual([
      '1 references and 0 memory blocks are left',
    ]);
    expect(end(clean, { show: 'nothing', assertZero: true }).result.state).toBe('PASSED');
    expect(end(dirty, { show: 'total', assertZero: false }).result.state).toBe('PASSED');
  });
});
