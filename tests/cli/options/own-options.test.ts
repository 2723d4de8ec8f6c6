import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixtures, refhunt, temporaryFolder } from '../../support/refhunt.js';

const TESTS = fixtures('regrtest/tests');

async function run(...args: string[]) {
  const cwd = temporaryFolder();
  return { ...(await refhunt(['--testdir', TESTS, ...args], { cwd })), cwd };
}

/** The same but for what the clock says. */
const timeless = (text: string): string => text.replace(/\d+:\d\d:\d\d (load avg: \S+ )?|\d+ ms|[\d.]+ sec/g, '');

describe('--json', () => {
  it('alone leaves stdout to the JSON, whatever is printed, and the text goes to stderr', async () => {
    const { stdout, stderr, status } = await run('--json', '-R', '3:3', 'test_leak', 'test_print', 'test_nope');
    const data = JSON.parse(stdout);
    expect(data).toMatchObject({
      schemaVersion: 1,
      state: 'FAILURE',
      exitCode: 2,
      tests: [
        { name: 'test_leak', state: 'REFLEAK' },
        { name: 'test_print', state: 'PASSED', leaks: [] },
        { name: 'test_nope', state: 'UNCAUGHT_EXC', deltas: null },
      ],
    });
    const [leak] = data.tests;
    expect(leak.cases.map(({ id }: { id: string }) => id)).toEqual([
      'test_leak.LeakTest.test_leak_one',
      'test_leak.LeakTest.test_no_leak',
    ]);
    for (const item of ['references', 'blocks', 'handles']) expect(leak.deltas[item]).toHaveLength(6);
    expect(leak.deltas.references.slice(3)).toEqual([1, 1, 1]);
    expect(leak.leaks[0]).toMatchObject({
      item: 'references',
      deltas: [1, 1, 1],
      sum: 3,
      line: 'test_leak leaked [1, 1, 1] references, sum=3',
    });
    expect(stderr).toContain('hello from stdout\n');
    expect(stderr).toContain('== Tests result: FAILURE ==');
    expect(status).toBe(2);
  });

  it('with a file leaves both streams as they are without it', async () => {
    const plain = await run('-R', '3:3', 'test_leak');
    const { stdout, stderr, cwd, status } = await run('-R', '3:3', '--json=out.json', 'test_leak');
    expect([timeless(stdout), timeless(stderr), status]).toEqual([
      timeless(plain.stdout),
      timeless(plain.stderr),
      plain.status,
    ]);
    expect(JSON.parse(readFileSync(join(cwd, 'out.json'), 'utf8')).tests).toHaveLength(1);
  });

  it('says the same of tests in worker processes', async () => {
    const alone = JSON.parse((await run('--json', '-R', '3:3', 'test_all3')).stdout).tests[0];
    const worker = JSON.parse((await run('--json', '-R', '3:3', '-j2', 'test_all3')).stdout).tests[0];
    expect(worker.leaks).toEqual(alone.leaks);
    expect(worker.deltas).toEqual(alone.deltas);
    expect(worker.leaks.map(({ item }: { item: string }) => item)).toEqual([
      'references',
      'memory blocks',
      'file descriptors',
    ]);
  });

  it('lists cases as data', async () => {
    const { stdout, status } = await run('--json', '--list-cases', '-m', 'test_one', 'test_clean');
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      tests: [{ name: 'test_clean', cases: ['test_clean.CleanTest.test_one'] }],
    });
    expect(status).toBe(0);
  });

  it('that cannot be written is an error, of which the run does not die', async () => {
    const { stdout, stderr, status } = await run('--json=no/such/folder.json', 'test_clean');
    expect(stdout).toContain('1 test OK.');
    expect(stderr).toMatch(/^refhunt: --json cannot be written: .*\n$/);
    expect(status).toBe(1);
  });
});

describe('--harness-ints=off', () => {
  it("prints the deltas without regrtest's own integers", async () => {
    const { stderr } = await run('-R', '3:3', 'test_leakbig');
    expect(stderr).toContain('test_leakbig leaked [3905, 3901, 3905] references, sum=11711\n');
    const { stderr: without } = await run('-R', '3:3', '--harness-ints=off', 'test_leakbig');
    expect(without).toContain('test_leakbig leaked [3901, 3901, 3901] references, sum=11703\n');
  });
});

describe('--gc-stress', () => {
  it('finds an object that is tracked before it is whole, which no other run finds', async () => {
    const cwd = temporaryFolder();
    writeFileSync(
      join(cwd, 'test_stress.mjs'),
      'export default { cases: { "T.test_list": (t) => { t.list([t.list()]); } } };\n',
    );
    const { stdout, status } = await refhunt(['-R', '3:3', '--gc-stress=2', './test_stress.mjs'], { cwd });
    expect(stdout).toContain('1 test OK.');
    expect(status).toBe(0);
  });
});

describe('-X showrefcount', () => {
  it('prints one line on stderr when the process of a test ends', async () => {
    const { stderr } = await run('-X', 'showrefcount', 'test_clean');
    expect(stderr).toMatch(/^\[-?\d+ refs, -?\d+ blocks\]\n$/);
  });
});

describe('a wrong command line', () => {
  it.each([
    [['--at', 'bpo-4007'], 2, /^refhunt: .*bpo-4007.*bpo-40077.*\n$/],
    [['--without', 'no-such-change'], 2, /^refhunt: .*no-such-change.*\n$/],
    [['--with', './nothing.json'], 2, /^refhunt: --with \.\/nothing\.json: .*\n$/],
    [['--gc-stress=0'], 2, /^refhunt: --gc-stress needs a number from 1 on, not '0'\n$/],
    [['--gc-stress=often'], 2, /^refhunt: --gc-stress needs a number from 1 on, not 'often'\n$/],
    [['--harness-ints=maybe'], 2, /^refhunt: .*'maybe' is invalid\. Allowed choices are on, off\.\n$/],
    [['--style', '3.12'], 2, /^refhunt: .*Allowed choices are 3\.11, 3\.13\.\n$/],
    [['--strickt'], 2, /^refhunt: no option --strickt; did you mean --strict\?\n$/],
    [['--apply', '1'], 2, /^refhunt: --apply is an option of refhunt fix\n$/],
    [['--update-baseline'], 2, /^refhunt: .*\n$/],
    [['--testdir', '/no/such/folder'], 1, /^refhunt: --testdir \/no\/such\/folder: no such folder\n$/],
    [['--json=x', '--junit-xml=x'], 2, /^refhunt: --json and --junit-xml name the same file: x\n$/],
  ])('is one line on stderr: %j', async (args, exitCode, message) => {
    const { stdout, stderr, status } = await run(...args, 'test_clean');
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(status).toBe(exitCode);
  });
});

describe('--help and --version', () => {
  it('group what regrtest has and what it has not, and end with exit codes and five examples', async () => {
    const { stdout, stderr, status } = await run('--help');
    expect([stderr, status]).toEqual(['', 0]);
    expect(stdout.indexOf('(as regrtest):')).toBeLessThan(stdout.indexOf('(refhunt):'));
    const [, end = ''] = stdout.split('\nExit codes:\n');
    const [codes = '', examples = ''] = end.split('\nExamples:\n');
    expect(codes.match(/^ {2}\d+ {2}/gm)).toHaveLength(8);
    expect(examples.match(/^ {2}refhunt /gm)).toHaveLength(5);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('of a command is its own', async () => {
    const { stdout, status } = await refhunt(['bisect', '--help']);
    expect(stdout).toMatch(/^Usage: refhunt bisect /);
    expect(stdout).toContain('3    inconclusive');
    expect(status).toBe(0);
  });

  it('say the version of the package', async () => {
    const { stdout, status } = await run('--version');
    expect([stdout, status]).toEqual([`${JSON.parse(readFileSync('package.json', 'utf8')).version}\n`, 0]);
  });
});
