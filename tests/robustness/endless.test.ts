import { describe, expect, it } from 'vitest';
import { hunted } from '../support/hunted.js';
import { fixtures } from '../support/refhunt.js';

const DIR = fixtures('robustness/endless');

/** The last of them goes on in the process when it is given up. */
const LOOPS = [
  'test_loop',
  'test_loop_in_c',
  'test_loop_in_finalizer',
  'test_loop_at_load',
  'test_loop_after_await',
  'test_loop_of_awaits',
  'test_never_settled_slowly',
  'test_loop_of_timers',
];

describe('a loop without end and --timeout', () => {
  it('end in one process', async () => {
    const tests = LOOPS.flatMap((name) => [name, 'test_clean']);
    const { state, states, text, status } = await hunted(['--timeout', '1', '--testdir', DIR, ...tests]);
    for (const name of LOOPS) expect([name, state(name)]).toEqual([name, 'TIMEOUT']);
    expect(states('test_clean')).toEqual(LOOPS.map(() => 'PASSED'));
    expect(text).toContain('Timeout (0:00:01)!\n  in test_endless (test_loop.LoopTest.test_endless)\n');
    expect(text).toContain(`\n${LOOPS.length} tests failed:\n`);
    expect(text).not.toContain('debugger');
    expect(status).toBe(2);
  });

  it('end in worker processes', async () => {
    const args = ['-j4', '--timeout', '1', '--testdir', DIR, ...LOOPS, 'test_clean'];
    const { state, text, status } = await hunted(args);
    for (const name of LOOPS) expect([name, state(name)]).toEqual([name, 'TIMEOUT']);
    expect(state('test_clean')).toBe('PASSED');
    expect(text).toMatch(/test_loop timed out \(/);
    expect(status).toBe(2);
  });
});
