import { describe, expect, it } from 'vitest';
import { hunted } from '../support/hunted.js';
import { fixtures } from '../support/refhunt.js';

const DIR = fixtures('robustness/ends');
const withClean = (names: readonly string[]): string[] => names.flatMap((name) => [name, 'test_clean']);

describe('a heap without end', () => {
  const ENDLESS = [
    ['test_objects_without_end', /the simulated heap holds \d+ objects, its limit \(--heap-limit\) \[in test_objects /],
    ['test_items_without_end', /the simulated heap would hold \d+ references between objects, over its limit/],
    ['test_huge_list', /list in huge: the simulated heap would hold 1000000000000000 references between objects/],
    ['test_lost_references_without_end', /20000 lost references on list/],
  ] as const;

  it('is a clear message and no crash', async () => {
    const names = ENDLESS.map(([name]) => name);
    const { state, states, text, status } = await hunted([
      '--heap-limit',
      '20000',
      '--testdir',
      DIR,
      ...withClean(names),
    ]);
    for (const [name, said] of ENDLESS) {
      expect([name, state(name)]).toEqual([name, 'UNCAUGHT_EXC']);
      expect(text).toMatch(said);
    }
    expect(states('test_clean')).toEqual(ENDLESS.map(() => 'PASSED'));
    expect(status).toBe(2);
  });

  it('of JavaScript ends a worker process only', async () => {
    const args = ['-j2', '--testdir', DIR, 'test_javascript_without_end', 'test_clean', 'test_waits'];
    const { state, report, status } = await hunted(args, { env: { NODE_OPTIONS: '--max-old-space-size=64' } });
    expect(state('test_javascript_without_end')).toBe('WORKER_FAILED');
    expect(report.tests.find(({ state }) => state === 'WORKER_FAILED')?.reason).toMatch(/^Exit code -6/);
    expect([state('test_clean'), state('test_waits')]).toEqual(['PASSED', 'PASSED']);
    expect(status).toBe(2);
  });
});

describe('a promise', () => {
  const NEVER = { test_never_settled: 'FAILED', test_never_loaded: 'UNCAUGHT_EXC' };

  it.each([[[]], [['-j1']]])('that is never settled is noticed at once (%j)', async (jobs) => {
    const names = Object.keys(NEVER);
    const { state, states, text } = await hunted([...jobs, '--testdir', DIR, ...withClean(names)]);
    expect(Object.fromEntries(names.map((name) => [name, state(name)]))).toEqual(NEVER);
    expect(states('test_clean')).toEqual(['PASSED', 'PASSED']);
    expect(text).toContain('NeverSettled: a promise is waited for that nothing can settle any more');
  });

  it.each([[[]], [['--timeout', '30']], [['-j1']]])(
    'rejected after the end of its test counts for that test (%j)',
    async (more) => {
      const { text, status } = await hunted([...more, '--testdir', DIR, 'test_rejects_late', 'test_waits']);
      expect(text).toContain(
        'Warning -- Unhandled rejection of test_rejects_late, which had ended\nWarning -- Error: too late\n',
      );
      expect(text).toContain('\n1 test altered the execution environment:\n    test_rejects_late\n');
      expect(text).toContain('\n1 test OK.\n');
      expect(status).toBe(0);
    },
  );
});

describe('what a case throws', () => {
  it('may be anything', async () => {
    const { state, states, text, report } = await hunted(['-v', '--testdir', DIR, 'test_throws', 'test_clean']);
    expect(state('test_throws')).toBe('FAILED');
    expect(states('test_clean')).toEqual(['PASSED']);
    for (const said of ['null', 'undefined', "'text'", 'Symbol(s)', '[Object: null prototype] {}']) {
      expect(text).toContain(`\nThrownValue: ${said}\n`);
    }
    expect(report.tests[0]?.problems).toHaveLength(8);
  });

  it('may be an overflow of the stack, in JavaScript and in Python', async () => {
    const { state, states, text } = await hunted(['-v', '--testdir', DIR, 'test_stack_overflow', 'test_clean']);
    expect(state('test_stack_overflow')).toBe('FAILED');
    expect(states('test_clean')).toEqual(['PASSED']);
    expect(text).toContain('RangeError: Maximum call stack size exceeded\n');
    expect(text).toContain('RecursionError: maximum recursion depth exceeded\n');
    expect(text.length).toBeLessThan(100_000);
  });
});

describe('the process that a test', () => {
  const CODES = {
    test_exit: 7,
    test_exit_zero: 0,
    test_exit_import: 7,
    test_exit_caught: 7,
    test_exit_at_load: 7,
    test_exit_later: 7,
    test_kill: -15,
    test_abort: -6,
  };
  const names = Object.keys(CODES);

  it('wants to end goes on, without that test', async () => {
    const { report, states, text, status } = await hunted(['--testdir', DIR, ...withClean(names)]);
    for (const [name, code] of Object.entries(CODES)) {
      const test = report.tests.find((each) => each.name === name);
      expect([name, test?.state, test?.reason]).toEqual([name, 'WORKER_FAILED', `Exit code ${code}`]);
    }
    expect(states('test_clean')).toEqual(names.map(() => 'PASSED'));
    const where = 'test_exit (test_exit.ExitTest.test_exit)';
    expect(text).toContain(
      `test test_exit stopped -- process.exit(7) was called in ${where}; with -jN it would end a worker process\n`,
    );
    expect(status).toBe(2);
  });

  it('ends is replaced, with -jN', async () => {
    const { report, states, status } = await hunted(['-j2', '--testdir', DIR, ...withClean(names)]);
    for (const [name, code] of Object.entries(CODES)) {
      const test = report.tests.find((each) => each.name === name);
      expect([name, test?.state, test?.reason]).toEqual([name, 'WORKER_FAILED', `Exit code ${code}`]);
    }
    expect(states('test_clean')).toEqual(names.map(() => 'PASSED'));
    expect(status).toBe(2);
  });

  it('leaves timers and wishes to ends when it should, and as it should', async () => {
    const { states, status } = await hunted(['--testdir', DIR, 'test_timer_left', 'test_exit_code', 'test_clean']);
    expect([states('test_timer_left'), states('test_exit_code')]).toEqual([['PASSED'], ['PASSED']]);
    expect(status).toBe(0);
  });
});
