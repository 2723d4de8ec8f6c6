import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixtures, refhunt, temporaryFolder } from '../../support/refhunt.js';

const TESTS = fixtures('regrtest/tests');

/** Runs on the twins of the recorded tests, in a folder of its own. */
async function run(args: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const cwd = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  const ended = await refhunt(['--testdir', TESTS, ...args], { cwd, env: { TMPDIR: cwd, SOURCE_DATE_EPOCH: '' } });
  return { ...ended, cwd };
}

/** Tests in the order in which the lines of progress name them. */
const order = (stdout: string): string[] =>
  [...stdout.matchAll(/\[ *\d+\/\d+[^\]]*\] (\w+)/g)].map((line) => line[1] ?? '');

describe('-R', () => {
  it('hunts, prints the leak on stderr, keeps it in the reflog and exits with 2', async () => {
    const { stdout, stderr, status, cwd } = await run(['-R', '3:3:log.txt', 'test_leak']);
    const line = 'test_leak leaked [1, 1, 1] references, sum=3\n';
    expect(stderr).toMatch(/^beginning 6 repetitions\n123456\n\.{6}\n/);
    expect(stderr).toContain(line);
    expect(readFileSync(join(cwd, 'log.txt'), 'utf8')).toContain(line);
    expect(stdout).toContain('\ntest_leak failed (reference leak)\n\n== Tests result: FAILURE ==\n');
    expect(status).toBe(2);
  });

  it('with fewer than three warm-ups warns on stdout, with none refuses', async () => {
    expect((await run(['-R', '1:1', 'test_clean'])).stdout).toMatch(/^WARNING: Running tests with --huntrleaks/);
    const { stdout, stderr, status } = await run(['-R', '0:3', 'test_clean']);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Invalid values for the --huntrleaks\/-R parameters\. .*\n$/);
    expect(status).toBe(2);
  });

  it('in the style of 3.13 shows numbers and what is fine', async () => {
    const { stdout, stderr, status } = await run(['--style', '3.13', '-R', '3:3', 'test_noise']);
    expect(stdout).toMatch(/^Using random seed: \d+\n.*Run 1 test sequentially in a single process\n/);
    expect(stderr).toMatch(
      /\n123:456\nXX\. \.\d\.\ntest_noise leaked \[0, 1, 0\] references, sum=1 \(this is fine\)\n/,
    );
    expect(status).toBe(0);
  });
});

describe('--strict', () => {
  it('fails what is fine otherwise and says how it goes on', async () => {
    const { stderr, status } = await run(['-R', '3:3', '--strict', 'test_noise', 'test_shrink']);
    expect(stderr).toContain('test_noise leaked [0, 1, 0] references, sum=1 (in one run only)\n');
    expect(stderr).toContain('test_shrink leaked [-1, -1, -1] references, sum=-3 (shrinking)\n');
    expect(status).toBe(2);
  });
});

describe('which cases run', () => {
  it('is said by -m, -i and their files, as each style combines them', async () => {
    const files = { one: 'test_one\n', two: 'test_two\n' };
    const list = async (...args: string[]) => (await run(['--list-cases', ...args, 'test_clean'], files)).stdout;
    const one = 'test_clean.CleanTest.test_one\n';
    const two = 'test_clean.CleanTest.test_two\n';
    expect(await list('-m', '*_one')).toBe(one);
    expect(await list('-i', '*_one')).toBe(two);
    expect(await list('--matchfile', 'one', '--ignorefile', 'two')).toBe(one);
    expect(await list('--matchfile', 'one', '--matchfile', 'two')).toBe(two);
    expect(await list('--style', '3.13', '--matchfile', 'one', '--matchfile', 'two')).toBe(one + two);
    expect(await list('-i', 'test_one', '-m', 'test_one')).toBe('');
    expect(await list('--style', '3.13', '-i', 'test_one', '-m', 'test_one')).toBe(one + two);
  });

  it('may be none: no test ran, exit code 4, in both styles', async () => {
    const old = await run(['-m', 'nothing', 'test_clean']);
    expect(old.stdout).toContain('== Tests result: NO TEST RUN ==');
    expect(old.status).toBe(4);
    const young = await run(['--style', '3.13', '-m', 'nothing', 'test_clean']);
    expect(young.stdout).toContain('== Tests result: NO TESTS RAN ==');
    expect(young.stdout).toContain('Total tests: run=0 (filtered)\n');
    expect(young.status).toBe(4);
  });

  it('may not be said by a file that is not there', async () => {
    const { stdout, stderr, status } = await run(['--matchfile', 'ones', 'test_clean'], { one: '' });
    expect([stdout, stderr, status]).toEqual([
      '',
      "refhunt: --matchfile ones: ENOENT: no such file or directory; did you mean 'one'?\n",
      1,
    ]);
  });
});

describe('which tests run', () => {
  it('is read by -f from an old log', async () => {
    const log = '0:00:00 [1/2] test_clean -- test_x\n# test_leak\ntest_print.py failed\nnothing\n';
    const { stdout } = await run(['--list-tests', '-f', 'log'], { log });
    expect(stdout).toBe('test_clean\ntest_print\n');
  });

  it('is all but some with -x, from one on with -S, also with --testdir', async () => {
    const all = (await run(['--list-tests'])).stdout.split('\n');
    expect((await run(['--list-tests', '-x', 'test_leak', 'test_env.py'])).stdout.split('\n')).toEqual(
      all.filter((name) => name !== 'test_leak' && name !== 'test_env'),
    );
    expect((await run(['--list-tests', '-S', 'test_subleak'])).stdout.split('\n')).toEqual(
      all.slice(all.indexOf('test_subleak')),
    );
  });

  it.each([
    [['-x', 'test_lea'], "refhunt: -x/--exclude: no test named 'test_lea'; did you mean 'test_leak'?\n"],
    [['-S', 'test_lea'], "refhunt: -S/--start: no test named 'test_lea'; did you mean 'test_leak'?\n"],
    [['--list-cases', 'test_lea'], "refhunt: no test named 'test_lea'; did you mean 'test_leak'?\n"],
    [['--list-tests', 'test_lea'], "refhunt: no test named 'test_lea'; did you mean 'test_leak'?\n"],
  ])('is not said by a typo: %j', async (args, message) => {
    const { stdout, stderr, status } = await run(args);
    expect([stdout, stderr, status]).toEqual(['', message, 1]);
  });

  it('is one after the other with -s', async () => {
    const cwd = temporaryFolder();
    const single = async () => {
      const args = ['--testdir', fixtures('regrtest/tests2'), '-s'];
      return order((await refhunt(args, { cwd, env: { TMPDIR: cwd } })).stdout);
    };
    expect([await single(), await single(), await single(), await single()]).toEqual([
      ['test_clean'],
      ['test_fail'],
      ['test_leak'],
      ['test_clean'],
    ]);
  });

  it('is every scenario of ./scenarios where none is named', async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'scenarios'));
    for (const name of ['test_b', 'test_a', 'helper']) {
      writeFileSync(join(cwd, 'scenarios', `${name}.mjs`), 'export default { cases: { "T.test_x": () => {} } };\n');
    }
    const { stdout, status } = await refhunt([], { cwd });
    expect(order(stdout)).toEqual(['test_a', 'test_b']);
    expect(stdout).toMatch(/^== refhunt /);
    expect(status).toBe(0);
  });

  it('may be named by a path, also where a command has that name', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'history.mjs'), 'export default { cases: { "T.test_x": () => {} } };\n');
    const { stdout, status } = await refhunt(['./history.mjs'], { cwd });
    expect(order(stdout)).toEqual(['history']);
    expect(status).toBe(0);
  });
});

describe('the order', () => {
  it('of --randseed is that of regrtest', async () => {
    const names = ['test_clean', 'test_leak', 'test_print', 'test_skipmod', 'test_fail'];
    const { stdout } = await run(['--list-tests', '-r', '--randseed', '42', ...names]);
    // python3.11 -c "import random; random.seed(42); l = [...]; random.shuffle(l); print(l)"
    expect(stdout.trim().split('\n')).toEqual(['test_skipmod', 'test_leak', 'test_print', 'test_fail', 'test_clean']);
  });

  it('of 3.13 stays as it is under SOURCE_DATE_EPOCH, which is the seed', async () => {
    const args = ['--style', '3.13', '-r', '--testdir', TESTS, 'test_print', 'test_clean'];
    const { stdout } = await refhunt(args, { env: { SOURCE_DATE_EPOCH: '1600000000' } });
    expect(stdout).toMatch(/^Using random seed: 1600000000\n/);
    expect(order(stdout)).toEqual(['test_print', 'test_print', 'test_clean', 'test_clean']);
  });
});
