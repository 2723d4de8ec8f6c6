import { beforeAll, describe, expect, it } from 'vitest';
import { type Hunted, hunted } from '../support/hunted.js';
import { fixtures } from '../support/refhunt.js';

const DIR = fixtures('robustness/faults');

/** Tests, how each ends, and what is said of it. */
const FAULTS: readonly (readonly [name: string, state: string, said: RegExp | null])[] = [
  [
    'test_double_free',
    'UNCAUGHT_EXC',
    /test_double_free\.js", line 4, in free in twice\n.*\n.*Py_DECREF on a freed list object \(allocated at .*\.js:4, freed at .*\.js:4\) \[in test_double_free /,
  ],
  ['test_use_after_free', 'UNCAUGHT_EXC', /Py_INCREF on a freed list object \(allocated at .*, freed at .*\)/],
  [
    'test_stale_handle',
    'UNCAUGHT_EXC',
    /a handle is used after its object was freed: a freed list object \(allocated at .*test_stale_handle\.js:6, freed at .*test_stale_handle\.js:7\)/,
  ],
  [
    'test_stale_reused',
    'UNCAUGHT_EXC',
    /a freed list object \(allocated at .*test_stale_reused\.js:7, freed at .*test_stale_reused\.js:8\)/,
  ],
  ['test_fault_caught', 'UNCAUGHT_EXC', /a handle is used after its object was freed/],
  [
    'test_negative_refcount',
    'UNCAUGHT_EXC',
    /Py_DECREF\(arg\.o\) of steal in thief took a reference that it did not own/,
  ],
  ['test_visits_not_owned', 'UNCAUGHT_EXC', /tp_traverse of greedy\.Box visits list: refcount is too small/],
  ['test_million_deep', 'PASSED', null],
  ['test_clear_resurrects', 'PASSED', null],
  ['test_finalizer_interpreter', 'PASSED', null],
  [
    'test_weakref_callback',
    'ENV_CHANGED',
    /Warning -- Unraisable exception\nException ignored in: <function callback>\n/,
  ],
  ['test_interpreter_not_ended', 'PASSED', null],
  ['test_interpreter_ended_twice', 'UNCAUGHT_EXC', /interpreter 1 does not exist or has ended \[in test_ended_twice /],
  ['test_interpreter_used_after_end', 'UNCAUGHT_EXC', /interpreter 1 does not exist or has ended \[in test_used_after/],
  ['test_interpreter_context_kept', 'UNCAUGHT_EXC', /the context of interpreter 1 is used after its code has returned/],
  ['test_interpreter_ends_itself', 'UNCAUGHT_EXC', /interpreter 1 is ended while its code runs/],
  ['test_main_ended', 'UNCAUGHT_EXC', /the main interpreter ends with the process/],
];

describe.each([
  ['in one process', []],
  ['in worker processes', ['-j2']],
])('a simulated process that goes wrong, %s,', (_where, jobs) => {
  let all: Hunted;
  beforeAll(async () => {
    // What comes after each of them must find nothing of it.
    const tests = FAULTS.flatMap(([name]) => [name, 'test_clean']);
    all = await hunted([...jobs, '--testdir', DIR, ...tests]);
  });

  it.each(FAULTS)('%s ends as %s', (name, state, said) => {
    expect(all.state(name)).toBe(state);
    if (said !== null) expect(all.text).toMatch(said);
  });

  it('leaves the next test alone', () => {
    expect(all.states('test_clean')).toEqual(FAULTS.map(() => 'PASSED'));
  });

  it('is in a complete summary, and in the exit code', () => {
    const failed = FAULTS.filter(([, state]) => state === 'UNCAUGHT_EXC').length;
    expect(all.text).toContain(`\n${failed} tests failed:\n`);
    expect(all.text).toMatch(/\nTests result: FAILURE\n$/);
    expect(all.status).toBe(2);
  });

  it('shows no frame of refhunt itself', () => {
    expect(all.text).not.toMatch(/File ".*\/(?:dist\/)?src\//);
  });
});

describe('an interpreter that nobody ends', () => {
  it('is a leak', async () => {
    const { report } = await hunted(['-R', '3:3', '--testdir', DIR, 'test_interpreter_not_ended', 'test_clean']);
    expect(report.tests.map(({ state }) => state)).toEqual(['REFLEAK', 'PASSED']);
    expect(report.tests[0]?.leaks).toHaveLength(2);
  });
});
