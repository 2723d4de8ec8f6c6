import { execFileSync, type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const REFHUNT = join(ROOT, 'bin', 'refhunt.js');
const SHIPPED = ['--testdir', join(ROOT, 'scenarios')];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refhunt-after-'));
  mkdirSync(join(folder, 'scenarios'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function refhunt(words: readonly string[], env: Readonly<Record<string, string>> = {}): SpawnSyncReturns<string> {
  const { CI: _, ...rest } = process.env;
  return spawnSync(process.execPath, [REFHUNT, ...words], { cwd: folder, encoding: 'utf8', env: { ...rest, ...env } });
}

const hunt = (...words: string[]): SpawnSyncReturns<string> => refhunt(['-R', '3:3', ...words]);

/** Types whose instances keep a reference to their type when they die, and how many die in each run. */
function write(dying: Readonly<Record<string, number>>): void {
  const types = Object.keys(dying).map((name) => `${name}: heapType('mine.${name}', { slots: { tp_dealloc: [] } })`);
  const exec = Object.keys(dying).flatMap((name) => [
    `call('PyType_FromSpec', [{ spec: '${name}' }], 'local.${name}')`,
    `call('PyModule_AddType', ['module', 'local.${name}'])`,
    `decref('local.${name}')`,
  ]);
  const news = Object.entries(dying).map(
    ([name, count]) => `for (let n = 0; n < ${count}; n++) t.call(t.importFrom('mine', '${name}'));`,
  );
  writeFileSync(
    join(folder, 'scenarios', 'test_mine.js'),
    `import { call, decref, defineScenario, extension, heapType } from 'refhunt/scenario';
const mine = extension('mine', { types: { ${types.join(', ')} }, exec: [${exec.join(', ')}] });
export default defineScenario({ extensions: [mine], cases: { 'Tests.test_new': (t) => { ${news.join(' ')} } } });
`,
  );
}

const baseline = (): string => readFileSync(join(folder, 'known.json'), 'utf8');

describe('a baseline', { timeout: 60_000 }, () => {
  it('lets known leaks pass and lists them', () => {
    write({ Thing: 2 });
    expect(hunt('--save-baseline', 'known.json', 'test_mine').status).toBe(2);
    const { status, stderr } = hunt('--baseline', 'known.json', 'test_mine');
    expect(status).toBe(0);
    expect(stderr).toContain('test_mine leaked [2, 2, 2] references, sum=6\n');
    expect(stderr).toMatch(
      /\nbaseline known\.json: 1 known leak, 0 new, 0 stale\n {2}known: test_mine: .*2 references/,
    );
  });

  it('fails where a known leak no longer leaks, until the file is updated', () => {
    write({ Thing: 1 });
    hunt('--save-baseline', 'known.json', 'test_mine');
    write({ Thing: 0 });
    const { status, stderr } = hunt('--baseline', 'known.json', 'test_mine');
    expect(status).toBe(2);
    expect(stderr).toContain('1 stale\n  stale, it no longer leaks: test_mine: ');
    expect(hunt('--baseline', 'known.json', '--update-baseline', 'test_mine').status).toBe(0);
    expect(JSON.parse(baseline())).toMatchObject({ leaks: [] });
  });

  it('shrinks only when it is updated, and never grows', () => {
    write({ Thing: 3 });
    hunt('--save-baseline', 'known.json', 'test_mine');
    const before = baseline();
    write({ Thing: 5 });
    expect(hunt('--baseline', 'known.json', '--update-baseline', 'test_mine').status).toBe(0);
    expect(baseline()).toBe(before);
    write({ Thing: 1 });
    expect(hunt('--baseline', 'known.json', 'test_mine').status).toBe(0);
    expect(baseline()).toBe(before);
    hunt('--baseline', 'known.json', '--update-baseline', 'test_mine');
    expect(JSON.parse(baseline())).toMatchObject({ leaks: [{ references: 1 }] });
  });

  it('is not updated under CI', () => {
    write({ Thing: 1 });
    hunt('--save-baseline', 'known.json', 'test_mine');
    const words = ['-R', '3:3', '--baseline', 'known.json', '--update-baseline', 'test_mine'];
    const { status, stderr } = refhunt(words, { CI: 'true' });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^refhunt: --update-baseline is refused under CI.*\n$/);
  });

  it('says in one line what is wrong with its file or its options', () => {
    write({ Thing: 1 });
    writeFileSync(join(folder, 'odd.json'), '[]');
    const wrong: readonly (readonly [words: readonly string[], status: number])[] = [
      [['-R', '3:3', '--baseline', 'missing.json'], 1],
      [['-R', '3:3', '--baseline', 'odd.json'], 2],
      [['-R', '3:3', '--update-baseline'], 2],
      [['-R', '3:3', '--save-baseline', 'a.json', '--baseline', 'odd.json'], 2],
      [['--save-baseline', 'a.json'], 2],
    ];
    for (const [words, expected] of wrong) {
      const { status, stderr } = refhunt([...words, 'test_mine']);
      expect(stderr).toMatch(/^refhunt: .*\n$/);
      expect(status).toBe(expected);
    }
  });
});

describe('--blame', { timeout: 60_000 }, () => {
  it('says since which change of the history a test leaks, in one line on stderr', () => {
    const { status, stdout, stderr } = hunt(...SHIPPED, '--blame', '--at', 'bpo-40077', 'test_threading');
    expect(status).toBe(2);
    expect(stderr.trimEnd().split('\n').at(-1)).toContain('leaks since 53e4c91725 (bpo-40077, 2020-03-30)');
    expect(stdout).not.toContain('since');
  });

  it('says nothing where nothing leaks', () => {
    const { status, stderr } = hunt(...SHIPPED, '--blame', '--at', 'gh-23811', 'test_threading');
    expect(status).toBe(0);
    expect(stderr).not.toContain('since');
  });
});

describe('--bisect-exit', { timeout: 60_000 }, () => {
  it('is 0 for clean, 1 for a leak, 125 where that cannot be told, and ends git bisect for a wrong command', () => {
    write({ Thing: 0 });
    expect(hunt('--bisect-exit', 'test_mine').status).toBe(0);
    write({ Thing: 1 });
    expect(hunt('--bisect-exit', 'test_mine').status).toBe(1);
    expect(hunt('--bisect-exit', 'test_missing').status).toBe(125);
    expect(hunt('--bisect-exit', '--testdir', 'missing', 'test_mine').status).toBe(125);
    writeFileSync(join(folder, 'scenarios', 'test_mine.js'), 'export default {');
    expect(hunt('--bisect-exit', 'test_mine').status).toBe(125);
    writeFileSync(join(folder, 'scenarios', 'test_mine.js'), 'throw new Error("no");');
    expect(hunt('--bisect-exit', 'test_mine').status).toBe(125);
    expect(refhunt(['--bisect-exit', '-R', 'x', 'test_mine']).status).toBe(129);
    expect(refhunt(['--bisect-exit', 'test_mine']).status).toBe(129);
  });

  it('drives git bisect run to the culprit, past a commit that does not load', () => {
    const git = (...args: string[]): string =>
      execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    const commit = (subject: string): string => {
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '-m', subject);
      return git('rev-parse', 'HEAD').trim();
    };
    git('init', '--quiet');
    write({ Thing: 0 });
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    commit('begin');
    for (const n of [1, 2]) commit(`idle ${n}`);
    write({ Thing: 1 });
    const culprit = commit('leak');
    writeFileSync(join(folder, 'scenarios', 'test_mine.js'), '{');
    commit('broken');
    write({ Thing: 1, Other: 0 });
    commit('mended');
    git('bisect', 'start', 'HEAD', 'HEAD~5');
    const hunted = git('bisect', 'run', process.execPath, REFHUNT, '--bisect-exit', '-R', '3:3', 'test_mine');
    expect(hunted).toContain(`${culprit} is the first bad commit`);
  });
});
