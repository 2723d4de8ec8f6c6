import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixtures, refhunt, temporaryFolder } from '../support/refhunt.js';

const TESTS = fixtures('regrtest/tests');

async function run(args: readonly string[]) {
  const cwd = temporaryFolder();
  const env = { FLAKY_MARK: join(cwd, 'flaky.mark') };
  return { ...(await refhunt(['--testdir', TESTS, ...args], { cwd, env })), cwd };
}

describe('-v and -q', () => {
  it('show each case, or nothing but the summary', async () => {
    const verbose = await run(['-v', 'test_skipcase']);
    expect(verbose.stdout).toMatch(/^== refhunt /);
    expect(verbose.stdout).toContain("test_skipped (test_skipcase.SkipTest.test_skipped) ... skipped 'not today'\n");
    expect(verbose.stdout).toMatch(/\nRan 2 tests in \d+\.\d{3}s\n\nOK \(skipped=1\)\n/);
    const quiet = await run(['-q', '-R', '3:3', 'test_clean']);
    expect(quiet.stderr).toBe('');
    expect(quiet.stdout).toMatch(/^.* Run tests sequentially\n\n== Tests result: SUCCESS ==\n\nTotal duration: /);
  });
});

describe('-W', () => {
  it('shows what a test printed if it fails', async () => {
    const { stdout, stderr } = await run(['-W', 'test_print', 'test_fail']);
    expect(`${stdout}${stderr}`).not.toContain('hello from stdout');
    expect(stderr).toContain('test_fail (test_fail.FailTest.test_fail) ... FAIL\n');
  });

  it('is switched off with -R, which it would disturb', async () => {
    const { stderr } = await run(['-W', '-R', '3:3', 'test_clean']);
    expect(stderr).toMatch(/^WARNING: Disable --verbose3 because it's incompatible with --huntrleaks: see .*\n/);
  });
});

describe('-G', () => {
  it('alone stops behind the test that fails; 3.13 within it', async () => {
    const old = await run(['-G', 'test_many', 'test_clean']);
    expect(old.stdout).toContain('test_many failed (1 error, 2 failures)\n');
    expect(old.stdout).toContain('\n1 test omitted:\n    test_clean\n');
    expect(old.status).toBe(2);
    const young = await run(['--style', '3.13', '-G', 'test_many', 'test_clean']);
    expect(young.stdout).toContain('test_many failed (1 failure)\n');
  });
});

describe('-F', () => {
  it('runs on and on until a test fails', async () => {
    const { stdout, status } = await run(['-F', '-R', '3:3', 'test_clean', 'test_leak']);
    expect(stdout).toMatch(/\[ {2}1\] test_clean\n.*\[ {2}2\] test_leak\ntest_leak failed \(reference leak\)\n/);
    expect(status).toBe(2);
  });
});

describe('-w', () => {
  it('runs what failed again, in its cases, and counts what passes then', async () => {
    const { stdout, status } = await run(['-w', 'test_flaky', 'test_clean']);
    expect(stdout).toMatch(/Re-running test_flaky in verbose mode \(matching: test_flaky\)\n/);
    expect(stdout).toContain('\n== Tests result: FAILURE then SUCCESS ==\n\nAll 2 tests OK.\n\n1 re-run test:\n');
    expect(status).toBe(0);
  });

  it('ends with 5 under --fail-rerun', async () => {
    const { stdout, status } = await run(['--style', '3.13', '--rerun', '--fail-rerun', 'test_flaky']);
    expect(stdout).toContain('Re-running 1 failed tests in verbose mode in subprocesses\n');
    expect(stdout).toContain('Total test files: run=2/1 rerun=1\nResult: FAILURE then SUCCESS\n');
    expect(status).toBe(5);
  });

  it('of 3.13 tells of no omitted tests but those it ran again', async () => {
    const { stdout } = await run(['--style', '3.13', '-w', '-G', 'test_fail', 'test_clean']);
    const [first, second] = stdout.split('== Tests result: FAILURE then FAILURE ==');
    expect(first).toContain('1 test omitted:');
    expect(second).not.toContain('omitted');
  });
});

describe('-j', () => {
  it('hunts in processes and prints each output as one block on stdout', async () => {
    const { stdout, stderr, status } = await run(['-j2', '-R', '3:3', 'test_leak', 'test_skipmod']);
    expect(stdout).toContain('Run tests in parallel using 2 child processes\n');
    expect(stdout).toMatch(
      /test_leak failed \(reference leak\)\nbeginning 6 repetitions\n123456\n\.{6}\ntest_leak leaked \[1, 1, 1\] references/,
    );
    expect(stdout).toMatch(/test_skipmod skipped\ntest_skipmod skipped -- no subinterpreters here\n/);
    expect(stderr).toBe('');
    expect(status).toBe(2);
  });

  it('0 takes two processes more than there are CPUs', async () => {
    const { stdout } = await run(['-j0', 'test_clean']);
    expect(Number(/using (\d+) child processes/.exec(stdout)?.[1])).toBeGreaterThan(2);
  });
});

describe('the environment', () => {
  it('altered by a test fails it only with --fail-env-changed', async () => {
    const fine = await run(['test_env']);
    expect(fine.stderr).toMatch(/^Warning -- os\.environ was modified by test_env\nWarning -- {3}Before: /);
    expect(fine.stdout).toContain('1 test altered the execution environment:\n    test_env\n');
    expect(fine.status).toBe(0);
    const failed = await run(['--fail-env-changed', 'test_env']);
    expect(failed.stdout).toContain('== Tests result: ENV CHANGED ==');
    expect(failed.status).toBe(3);
  });
});

describe('resources', () => {
  it('that are not enabled skip a test, with -u it runs', async () => {
    const { stdout } = await run(['test_resource']);
    expect(stdout).toContain("test_resource skipped -- Use of the 'network' resource not enabled\n");
    expect((await run(['-u', 'all', 'test_resource'])).stdout).toContain('test_resource ran no tests\n');
  });
});

describe('--timeout, -o, --header, --pgo', () => {
  it('say what they say in regrtest', async () => {
    const { stdout } = await run(['--timeout', '61.5', '-o', '--header', 'test_clean', 'test_print']);
    expect(stdout).toMatch(/^== refhunt .*\n== .*\n== cwd: .*\n== CPU count: \d+\n== .*\n/);
    expect(stdout).toContain('Run tests sequentially (timeout: 1 min 1 sec)\n');
    expect(stdout).toMatch(/\n10 slowest tests:\n- test_\w+: .*\n- test_\w+: .*\n/);
    const pgo = await run(['--pgo', 'test_fail', 'test_skipmod']);
    expect(pgo.stdout).toMatch(
      /\[2\/2\] test_skipmod -- test_fail failed \(1 failure\)\ntest_skipmod skipped\n\nTotal/,
    );
    expect(pgo.stderr).toBe('test test_fail failed\n');
  });

  it.each([[['--timeout', '0.5']], [['-j2', '--timeout', '4']]])(
    'ends a test that takes too long, the run sums up and ends at once: %j',
    async (options) => {
      const { stdout, stderr, status } = await run([...options, 'test_hang', 'test_clean']);
      expect(`${stdout}${stderr}`).toMatch(/^Timeout \(0:00:0[04](?:\.500000)?\)!$/m);
      expect(stdout).toMatch(/test_hang timed out \(/);
      expect(stdout).toContain('\n1 test OK.\n\n1 test failed:\n    test_hang\n');
      expect(status).toBe(2);
    },
  );
});

describe('--junit-xml', () => {
  it('has one testcase for each case, a failure for the leak, and leaves the numbers as they are', async () => {
    const { stderr, cwd, status } = await run(['-R', '3:3', '--junit-xml', 'j.xml', 'test_leak57', 'test_fail']);
    expect(stderr).toContain('test_leak57 leaked [18, 18, 18] references, sum=54\n');
    expect(status).toBe(2);
    const xml = readFileSync(join(cwd, 'j.xml'), 'utf8');
    expect(xml.match(/<testcase/g)).toHaveLength(3);
    expect(xml.match(/<failure/g)).toHaveLength(2);
    expect(xml).toContain(
      '<failure type="ReferenceLeak" message="test_leak57 leaked [18, 18, 18] references, sum=54">',
    );
    expect(xml).toMatch(/<testsuites name="refhunt" tests="3" failures="2" errors="0" skipped="0"/);
  });
});

describe('an unknown test', () => {
  it('crashes in one line that suggests another, and the others run', async () => {
    const { stdout, stderr, status } = await run(['test_leek', 'test_clean']);
    expect(stderr).toBe(
      "test test_leek crashed -- Traceback (most recent call last):\nModuleNotFoundError: No module named 'test_leek'; did you mean 'test_leak'?\n\n",
    );
    expect(stdout).toContain('\n1 test OK.\n\n1 test failed:\n    test_leek\n');
    expect(status).toBe(2);
  });
});
