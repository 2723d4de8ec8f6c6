import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BROKEN, GeneratedRepository, REFHUNT, scenario } from './generated-repository.js';

const FILE = 'scenarios/test_mine.js';
let repository: GeneratedRepository;

beforeEach(() => {
  repository = new GeneratedRepository();
  repository.commit('Begin', { 'package.json': '{ "type": "module" }\n', [FILE]: scenario(0) });
});
afterEach(() => repository.remove());

interface Outcome {
  readonly result: string;
  readonly firstBad: string | null;
  readonly oneOf: readonly { readonly sha: string }[];
  readonly remarks: readonly string[];
  readonly first: { readonly diff: string; readonly merge: boolean; readonly sum: number } | null;
  readonly before: readonly { readonly verdict: string }[];
}

function bisect(...args: string[]): { status: number | null; outcome: Outcome; stderr: string } {
  const { status, stdout, stderr } = repository.refhunt('bisect', ...args, '-R', '3:3', '--json', 'test_mine');
  return { status, stderr, outcome: stdout === '' ? ({} as Outcome) : (JSON.parse(stdout) as Outcome) };
}

/** Some commits that change nothing that matters. */
function idle(count: number): void {
  for (let n = 0; n < count; n++) repository.commit(`Idle ${n}`, { 'notes.txt': `${n} ${Math.random()}\n` });
}

describe('refhunt bisect --git', { timeout: 60_000 }, () => {
  it('finds the culprit in a line of commits, and leaves the repository as it was', () => {
    const good = repository.git('rev-parse', 'HEAD');
    idle(3);
    const culprit = repository.commit('Keep two objects', { [FILE]: scenario(2) });
    idle(3);
    repository.write({ [FILE]: scenario(7), 'untracked.txt': 'mine\n' });
    repository.git('add', FILE);
    repository.write({ [FILE]: scenario(9) });
    const before = repository.state();
    const { status, outcome } = bisect('--git', `${good}..HEAD`);
    expect(outcome).toMatchObject({ result: 'found', firstBad: culprit, before: [{ verdict: 'clean' }] });
    expect(outcome.first).toMatchObject({ sum: 6, author: 'Ada', subject: 'Keep two objects', date: '2024-01-01' });
    expect(outcome.first?.diff).toContain('-const LEAKS = 0;\n+const LEAKS = 2;');
    expect(status).toBe(0);
    expect(repository.state()).toBe(before);
  });

  it('says it to people: commit, author, date, subject, the lines, the deltas, and a line to paste', () => {
    const good = repository.git('rev-parse', 'HEAD');
    const culprit = repository.commit('Keep two objects', { [FILE]: scenario(2) });
    idle(1);
    const { stdout, stderr } = repository.refhunt('bisect', '--git', `${good}..`, '-R', '3:3', 'test_mine');
    expect(stdout).toContain(`  ${culprit}\n  Ada, 2024-01-01\n  Keep two objects\n`);
    expect(stdout).toContain('+const LEAKS = 2;');
    expect(stdout).toMatch(/before \([0-9a-f]{12}\): clean\n {2}after: leaked \[2, 2, 2\] references, sum=6/);
    expect(stderr).toBe('');
    const last = stdout.trimEnd().split('\n').at(-1) ?? '';
    expect(last).toContain(`bisect --git '${culprit.slice(0, 12)}^..${culprit.slice(0, 12)}' -R 3:3 test_mine`);
  });

  it('goes into a branch that was merged', () => {
    const good = repository.git('rev-parse', 'HEAD');
    repository.git('checkout', '--quiet', '-b', 'topic');
    const culprit = repository.commit('Keep an object', { [FILE]: scenario(1) });
    repository.git('checkout', '--quiet', 'main');
    idle(2);
    repository.git('merge', '--quiet', '--no-ff', '-m', 'Merge topic', 'topic');
    idle(2);
    const { outcome } = bisect('--git', `${good}..HEAD`);
    expect(outcome).toMatchObject({ result: 'found', firstBad: culprit });
  });

  it('finds the merge where each side is clean', () => {
    repository.commit('Use a helper', {
      'scenarios/left.js': 'export const left = 0;\n',
      'scenarios/right.js': 'export const right = 0;\n',
      [FILE]: `import { left } from './left.js';\nimport { right } from './right.js';\n${scenario(0).replace('= 0;', '= left * right;')}`,
    });
    const good = repository.git('rev-parse', 'HEAD');
    repository.git('checkout', '--quiet', '-b', 'topic');
    repository.commit('Left', { 'scenarios/left.js': 'export const left = 1;\n' });
    repository.git('checkout', '--quiet', 'main');
    repository.commit('Right', { 'scenarios/right.js': 'export const right = 1;\n' });
    repository.git('merge', '--quiet', '--no-ff', '-m', 'Merge topic', 'topic');
    const merge = repository.git('rev-parse', 'HEAD');
    idle(2);
    const { outcome } = bisect('--git', `${good}..HEAD`);
    expect(outcome).toMatchObject({ result: 'found', firstBad: merge, first: { merge: true } });
    expect(outcome.before).toHaveLength(2);
  });

  it('goes round a broken commit after the culprit', () => {
    const good = repository.git('rev-parse', 'HEAD');
    idle(1);
    const culprit = repository.commit('Keep an object', { [FILE]: scenario(1) });
    repository.commit('Break it', { [FILE]: BROKEN });
    repository.commit('Mend it', { [FILE]: scenario(1, '// mended\n') });
    const { status, outcome } = bisect('--git', `${good}..HEAD`);
    expect(outcome).toMatchObject({ result: 'found', firstBad: culprit });
    expect(status).toBe(0);
  });

  it('names both where a broken commit hides the culprit', () => {
    const good = repository.git('rev-parse', 'HEAD');
    const broken = repository.commit('Break it', { [FILE]: BROKEN });
    const mended = repository.commit('Mend it, and leak', { [FILE]: scenario(1) });
    idle(1);
    const { status, outcome } = bisect('--git', `${good}..HEAD`);
    expect(outcome).toMatchObject({ result: 'inconclusive', firstBad: null });
    expect(outcome.oneOf.map(({ sha }) => sha).sort()).toEqual([broken, mended].sort());
    expect(status).toBe(3);
  });

  it('finds a culprit in a helper file, at each commit with the helper that it had', () => {
    const helped = `import { leaks } from './lib/helper.js';\n${scenario(0).replace('= 0;', '= leaks;')}`;
    repository.commit('Use a helper', { [FILE]: helped, 'scenarios/lib/helper.js': 'export const leaks = 0;\n' });
    const good = repository.git('rev-parse', 'HEAD');
    idle(2);
    const culprit = repository.commit('Help more', { 'scenarios/lib/helper.js': 'export const leaks = 3;\n' });
    idle(2);
    const { outcome } = bisect('--git', `${good}..HEAD`, '-j2');
    expect(outcome).toMatchObject({ result: 'found', firstBad: culprit, first: { sum: 9 } });
    expect(outcome.first?.diff).toContain('helper.js');
  });

  it('follows a scenario that was renamed', () => {
    repository.commit('Old name', { [FILE]: undefined, 'scenarios/test_old.js': scenario(0) });
    const good = repository.git('rev-parse', 'HEAD');
    const culprit = repository.commit('Keep an object', { 'scenarios/test_old.js': scenario(1) });
    repository.commit('New name', { 'scenarios/test_old.js': undefined, [FILE]: scenario(1, '// renamed\n') });
    const { outcome } = bisect('--git', `${good}..HEAD`);
    expect(outcome).toMatchObject({ result: 'found', firstBad: culprit });
    expect(outcome.remarks).toEqual(['in earlier commits the test is scenarios/test_old.js']);
  });

  it('finds nothing where BAD is clean, and is inconclusive where GOOD leaks or lacks the test', () => {
    const good = repository.git('rev-parse', 'HEAD');
    idle(1);
    expect(bisect('--git', `${good}..HEAD`)).toMatchObject({ status: 1, outcome: { result: 'nothing' } });
    const leaking = repository.commit('Keep an object', { [FILE]: scenario(1) });
    idle(1);
    expect(bisect('--git', `${leaking}..HEAD`)).toMatchObject({ status: 3, outcome: { result: 'inconclusive' } });
    const gone = repository.commit('Away', { [FILE]: undefined });
    repository.commit('Back, other than before', { [FILE]: scenario(4).split('\n').reverse().join('\n') });
    repository.commit('Back', { [FILE]: scenario(1) });
    expect(bisect('--git', `${gone}..HEAD`)).toMatchObject({ status: 3, outcome: { result: 'inconclusive' } });
  });

  it('refuses what is no range of commits in one line', () => {
    for (const range of ['HEAD', 'HEAD...HEAD', 'nowhere..HEAD', 'HEAD..HEAD', '..HEAD']) {
      const { status, stderr } = repository.refhunt('bisect', '--git', range, '-R', '3:3', 'test_mine');
      expect(stderr).toMatch(/^refhunt bisect: .*\n$/);
      expect(status).toBe(2);
    }
  });

  it('names a shallow clone', () => {
    const first = repository.git('rev-parse', 'HEAD');
    idle(1);
    repository.commit('Keep an object', { [FILE]: scenario(1) });
    idle(2);
    const clone = mkdtempSync(join(tmpdir(), 'refhunt-shallow-'));
    try {
      repository.git('clone', '--quiet', '--depth=2', `file://${repository.dir}`, clone);
      const shallow = Object.assign(Object.create(GeneratedRepository.prototype) as GeneratedRepository, {
        dir: clone,
      });
      const run = shallow.refhunt('bisect', '--git', `${first}..HEAD`, '-R', '3:3', 'test_mine');
      expect(run.stderr).toContain('this clone is shallow');
      expect(run.status).toBe(2);
    } finally {
      rmSync(clone, { recursive: true, force: true });
    }
  });

  it('runs from a folder below the root, with scenarios that lie elsewhere in the tree', () => {
    mkdirSync(join(repository.dir, 'work'));
    cpSync(join(repository.dir, 'scenarios'), join(repository.dir, 'deep', 'leaks'), { recursive: true });
    const good = repository.commit('Move', { 'work/keep.txt': '\n' });
    const culprit = repository.commit('Keep an object', { 'deep/leaks/test_mine.js': scenario(1) });
    idle(1);
    const below = Object.assign(Object.create(GeneratedRepository.prototype) as GeneratedRepository, {
      dir: join(repository.dir, 'work'),
    });
    const run = below.refhunt(
      'bisect',
      '--git',
      `${good}..HEAD`,
      '-R',
      '3:3',
      '--testdir',
      '../deep/leaks',
      '--json',
      'test_mine',
    );
    expect(JSON.parse(run.stdout)).toMatchObject({ firstBad: culprit });
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const good = repository.git('rev-parse', 'HEAD');
    repository.commit('Wait for ever', { [FILE]: `while (true);\n${scenario(1)}` });
    const before = repository.state();
    const temporary = mkdtempSync(join(tmpdir(), 'refhunt-temporary-'));
    try {
      const child = spawn(process.execPath, [REFHUNT, 'bisect', '--git', `${good}..HEAD`, '-R', '3:3', 'test_mine'], {
        cwd: repository.dir,
        // Node's own cache of compiled code lies there too.
        env: { ...process.env, TMPDIR: temporary, NODE_DISABLE_COMPILE_CACHE: '1' },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      // It waits in the first commit that it runs: BAD.
      while (!existsSync(join(temporary, readdirSync(temporary)[0] ?? 'none', 'tree', FILE))) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      child.kill('SIGINT');
      const [code] = (await once(child, 'exit')) as [number | null];
      expect(code).toBe(130);
      expect(readdirSync(temporary)).toEqual([]);
      expect(repository.state()).toBe(before);
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  });
});
