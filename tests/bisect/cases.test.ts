import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REFHUNT } from './generated-repository.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refhunt-cases-'));
  mkdirSync(join(folder, 'scenarios'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A scenario of cases by name, as JavaScript; `keep(t)` leaks one object. */
function write(name: string, cases: Readonly<Record<string, string>>): void {
  const bodies = Object.entries(cases).map(([id, body]) => `    'Tests.${id}': (t) => { ${body} },`);
  writeFileSync(
    join(folder, 'scenarios', `${name}.js`),
    `import { defineScenario } from 'refhunt/scenario';
const keep = (t) => {
  if (!t.has('KEPT')) t.assign('KEPT', t.list());
  t.append(t.name('KEPT'), t.object());
};
export default defineScenario({
  cases: {
${bodies.join('\n')}
  },
});
`,
  );
}

function bisect(...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [REFHUNT, 'bisect', '--cases', '-R', '3:3', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
}

interface Outcome {
  readonly result: string;
  readonly culprits: readonly (readonly string[])[];
  readonly runs: number;
}

const outcomeOf = ({ stdout }: SpawnSyncReturns<string>): Outcome => JSON.parse(stdout) as Outcome;

const IDLE = { test_b_idle: 't.object();', test_d_idle: '', test_f_idle: 't.list();', test_h_idle: '' };

describe('refhunt bisect --cases', { timeout: 60_000 }, () => {
  it('finds the one case that leaks', () => {
    write('test_one', { ...IDLE, test_e: 'keep(t);' });
    const run = bisect('test_one', '--json');
    expect(outcomeOf(run)).toMatchObject({ result: 'found', culprits: [['test_one.Tests.test_e']] });
    expect(run.status).toBe(0);
  });

  it('finds two cases that leak only together', () => {
    write('test_pair', {
      ...IDLE,
      test_c: "t.assign('READY', t.object());",
      test_g: "if (t.has('READY')) { keep(t); t.del('READY'); }",
    });
    const { culprits } = outcomeOf(bisect('test_pair', '--json'));
    expect(culprits).toEqual([['test_pair.Tests.test_c', 'test_pair.Tests.test_g']]);
  });

  it('reports two leaks that have nothing to do with each other', () => {
    write('test_two', { ...IDLE, test_a: 'keep(t);', test_g: 'keep(t);' });
    const { culprits } = outcomeOf(bisect('test_two', '--json'));
    expect([...culprits].sort()).toEqual([['test_two.Tests.test_a'], ['test_two.Tests.test_g']]);
  });

  it('finds nothing in a clean test, in one hunt', () => {
    write('test_clean', IDLE);
    const run = bisect('test_clean', '--json');
    expect(outcomeOf(run)).toMatchObject({ result: 'nothing', culprits: [], runs: 1 });
    expect(run.status).toBe(1);
  });

  it('is inconclusive where the cases fail together, or the hunts do not suffice', () => {
    write('test_failing', { ...IDLE, test_e: 't.fail();' });
    expect(bisect('test_failing').status).toBe(3);
    write('test_one', { ...IDLE, test_e: 'keep(t);' });
    expect(bisect('test_one', '-N', '2').status).toBe(3);
  });

  it('writes the cases to -o, fit for --matchfile and for -i', () => {
    write('test_two', { ...IDLE, test_a: 'keep(t);', test_g: 'keep(t);' });
    expect(bisect('test_two', '-o', 'cases.txt').status).toBe(0);
    const cases = readFileSync(join(folder, 'cases.txt'), 'utf8');
    expect(cases).toBe('test_two.Tests.test_a\ntest_two.Tests.test_g\n');
    const hunt = spawnSync(process.execPath, [REFHUNT, '-R', '3:3', '--matchfile', 'cases.txt', 'test_two'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(hunt.stderr).toContain('test_two leaked [2, 2, 2] references, sum=6');
    const again = bisect('-i', 'cases.txt', '--json');
    expect(outcomeOf(again).culprits).toHaveLength(2);
  });

  it('leaves the -i of regrtest to what stands after --', () => {
    write('test_two', { ...IDLE, test_a: 'keep(t);', test_g: 'keep(t);' });
    const { culprits } = outcomeOf(bisect('test_two', '--json', '--', '-i', '*test_a'));
    expect(culprits).toEqual([['test_two.Tests.test_g']]);
  });

  it('stops at a set of -n cases', () => {
    write('test_one', { ...IDLE, test_e: 'keep(t);' });
    const { culprits } = outcomeOf(bisect('test_one', '-n', '3', '--json'));
    expect(culprits).toHaveLength(1);
    expect(culprits[0]?.length).toBeLessThanOrEqual(3);
    expect(culprits[0]).toContain('test_one.Tests.test_e');
  });

  it('says how many hunts it takes before and after, and ends with a line to paste', () => {
    write('test_one', { ...IDLE, test_e: 'keep(t);' });
    const { stdout } = bisect('test_one');
    expect(stdout).toMatch(/^test_one: 5 cases; to find one set of them takes up to \d+ hunts\n/);
    expect(stdout).toMatch(/\n\d+ hunts\n/);
    const [shows = '', gone = ''] = (stdout.trimEnd().split('\n').at(-1) ?? '').split('; ');
    const run = (command: string) => spawnSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' }).status;
    expect(run(shows)).toBe(2);
    expect(run(gone)).toBe(0);
  });

  it('is the same with hunts side by side', () => {
    write('test_pair', {
      ...IDLE,
      test_c: "t.assign('READY', t.object());",
      test_g: "if (t.has('READY')) { keep(t); t.del('READY'); }",
    });
    const { culprits } = outcomeOf(bisect('test_pair', '-j2', '--json'));
    expect(culprits).toEqual([['test_pair.Tests.test_c', 'test_pair.Tests.test_g']]);
  });

  it('ends when it is interrupted, in the middle of a case that does not', async () => {
    write('test_endless', { ...IDLE, test_e: 'for (;;);' });
    const child = spawn(process.execPath, [REFHUNT, 'bisect', '--cases', '-R', '3:3', 'test_endless'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    // What it says before it hunts.
    await once(child.stdout, 'data');
    await new Promise((resolve) => setTimeout(resolve, 500));
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).toBe(130);
    expect(stderr).toBe('refhunt: interrupted\n');
  });

  it('says in one line what is wrong with the command line', () => {
    write('test_one', { test_e: 'keep(t);' });
    writeFileSync(join(folder, 'wrong.txt'), 'test_one.Tests.test_x\n');
    const wrong: readonly (readonly string[])[] = [
      [],
      ['test_onee'],
      ['test_one', '-n', '0'],
      ['test_one', '-i', 'missing.txt'],
      ['test_one', '-i', 'wrong.txt'],
      ['test_one', '--git', 'a..b'],
      ['test_one', '--all'],
      ['test_one', '--testdir', 'nowhere'],
    ];
    for (const words of wrong) {
      const { status, stderr } = bisect(...words);
      expect(stderr).toMatch(/^refhunt.*\n$/);
      expect(status).toBe(2);
    }
  });
});
