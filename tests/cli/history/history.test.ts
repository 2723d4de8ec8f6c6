import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixtures, refhunt, temporaryFolder } from '../../support/refhunt.js';

const history = (...args: string[]) => refhunt(['history', ...args]);

/** A folder with a test that leaks from the change `forgets` on, and a history that has no other. */
function ownHistory(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'scenarios'));
  const change = (id: string, date: string, dealloc: string): string => `{
  id: '${id}', names: ['gh-${date.slice(-2)}'], date: '${date}', title: 'The change ${id}', status: 'merged', area: 'extension',
  requires: [], reverts: [], parts: [],
  edits: [{ edit: 'ops', extension: 'mine', path: 'types.Thing.slots.tp_dealloc', replace: [${dealloc}] }],
}`;
  writeFileSync(
    join(folder, 'scenarios', 'history.js'),
    `import { call, decref, defineHistory, extension, heapType, rulesOff } from 'refhunt/scenario';
const mine = extension('mine', {
  types: { Thing: heapType('mine.Thing', { slots: { tp_dealloc: [decref('ob_type')] } }) },
  exec: [call('PyType_FromSpec', [{ spec: 'Thing' }], 'local.type'),
    call('PyModule_AddType', ['module', 'local.type'], undefined, [decref('local.type')]), decref('local.type')],
});
export default defineHistory({
  base: { rules: rulesOff(), steps: [], extensions: { mine } },
  changes: [${change('forgets', '2024-01-01', '')}, ${change('mends', '2024-02-02', "decref('ob_type')")}],
  defaultState: 'forgets', states: {},
});
`,
  );
  writeFileSync(
    join(folder, 'scenarios', 'test_mine.js'),
    `import { defineScenario } from 'refhunt/scenario';
export default defineScenario({ cases: { 'ThingTests.test_new': (t) => t.call(t.importFrom('mine', 'Thing')) } });
`,
  );
  writeFileSync(
    join(folder, 'scenarios', 'test_other.js'),
    `import { defineScenario } from 'refhunt/scenario';
export default defineScenario({ cases: { 'OtherTests.test_list': (t) => void t.list() } });
`,
  );
  return folder;
}

describe('refhunt history', () => {
  it('lists every change with its date, id, status, tests, title and numbers, parts indented', async () => {
    const { stdout, stderr, status } = await history();
    const lines = stdout.split('\n');
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^2020-03-30 {2}53e4c91725 +test_threading +_abc: _abc_data becomes a heap type \(bpo-40077/,
      ),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^2020-12-16 {2}gh-23811-proposed +proposed +test_threading /));
    expect(lines).toContainEqual(expect.stringMatching(/^2019-11-22 {4}codec-clear +experiment /));
    expect(stdout).toContain('default state: gh-23811-proposed; 3.11.2 is 14243369b5\n');
    const dates = stdout.match(/^\d{4}-\d\d-\d\d/gm) ?? [];
    expect(dates).toEqual(dates.toSorted());
    expect([stderr, status]).toEqual(['', 0]);
  });

  it('finds out which tests a change touches that says nothing of it', async () => {
    const { stdout } = await history('--json');
    const { changes } = JSON.parse(stdout) as {
      changes: { id: string; tests: string[]; touchedBy: string; partOf: string | null }[];
    };
    const change = (id: string) => changes.find((each) => each.id === id);
    expect(change('53e4c91725')).toMatchObject({ tests: ['test_threading'], touchedBy: 'declared' });
    expect(change('1a4d1c1c9b')?.touchedBy).toBe('looked up');
    // _PyGC_Fini runs where an interpreter ends; the last of these tests makes none.
    expect(change('1a4d1c1c9b')?.tests).toContain('test_threading');
    expect(change('1a4d1c1c9b')?.tests).not.toContain('test_first_extension');
    expect(change('signal-xsetref')?.partOf).toBe('7f9b25a21a');
  });

  it('shows a change in full, by any of its names', async () => {
    const { stdout } = await history('bpo-38962');
    expect(stdout).toMatch(/^ac0e1c2694 {2}2019-12-04 {2}merged\n/);
    expect(stdout).toMatch(/^ {2}reverts +codec-clear, gc-before-clear$/m);
    expect(stdout).toMatch(/^ {2}parts +gc-after-clear$/m);
    expect((await history('gc-after-clear')).stdout).toMatch(
      /^ {2}edits +finalization step gc-last \(collect\), before warnings-fini, on sub interpreters$/m,
    );
  });

  it('lists what touches a test, or what holds in a state', async () => {
    const ofTest = (await history('test_importlib', '--without', '8d88e8c662')).stdout;
    expect(ofTest).toMatch(/ 83d46e0622 /);
    expect(ofTest).not.toMatch(/ 8d88e8c662 | 71d1bd9569 /);
    const at = (await history('--at', '9cc3ebd7e0', '--with', 'second-gc')).stdout;
    expect(at).toMatch(/ 9cc3ebd7e0 /);
    expect(at).toMatch(/ second-gc /);
    expect(at).not.toMatch(/ 0169d3003b | codec-clear /);
  });

  it.each([
    [['bpo-40078'], "refhunt: no change named 'bpo-40078'; did you mean 'bpo-40071' or 'bpo-40077'?\n", 2],
    [['second-g'], "refhunt: no change named 'second-g'; did you mean 'second-gc'?\n", 2],
    [['test_thread'], "refhunt: no test named 'test_thread'; did you mean 'test_threading'?\n", 1],
    [['bpo-40077^'], "refhunt history: 'bpo-40077^' is a state; name the change: bpo-40077\n", 2],
    [['--grid', '--at', 'bpo-40077'], 'refhunt history: --grid runs every state; --at has no meaning with it\n', 2],
    [['--all'], 'refhunt history: --all has no meaning without --grid: the list holds every change\n', 2],
    [['--testdir', '/nowhere'], 'refhunt: --testdir /nowhere: no such folder\n', 1],
  ])('%j: one line and an exit code', async (args, message, code) => {
    const { stdout, stderr, status } = await history(...args);
    expect([stdout, stderr, status]).toEqual(['', message, code]);
  });

  it('names the candidates of a number that several changes bear', async () => {
    const { stderr, status } = await history('bpo-40217');
    for (const id of ['0169d3003b', '91a5ae1835', '1cf15af9a6']) expect(stderr).toContain(id);
    expect([stderr.split('\n').length, status]).toEqual([2, 2]);
  });
});

describe('refhunt history --grid', () => {
  it('draws when a leak came and went, without colours in a pipe', async () => {
    const { stdout, stderr, status } = await history('--grid', 'test_int');
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      '                        int',
      expect.stringMatching(/^2022-10-2\d {2}de6981680b {2}1 \*$/),
      '2022-11-04  387f72588d  clean *',
    ]);
    expect([stderr, status]).toEqual(['', 0]);
  });

  it('is data with --json, the text on stderr; named changes alone have rows', async () => {
    const { stdout, stderr } = await history('--grid', '--json', '-j1', 'bpo-42972', 'test_threading');
    const { rows } = JSON.parse(stdout);
    expect(rows.map(({ at }: { at: string }) => at)).toEqual(['1cd3d859a4']);
    expect(rows[0].cells.test_threading).toEqual({ verdict: 'clean', effect: 'none', sum: 0, leaks: [] });
    expect(stderr).toContain('1cd3d859a4  clean\n');
  });
});

describe("a user's folder", () => {
  it('with a history of its own has that one listed and run', async () => {
    const cwd = ownHistory();
    const list = await refhunt(['history'], { cwd });
    expect(list.stdout.split('\n')).toEqual([
      '2024-01-01  forgets    test_mine  The change forgets (gh-01)',
      '2024-02-02  mends      test_mine  The change mends (gh-02)',
      '',
      '2 changes; default state: forgets',
      '',
    ]);
    const grid = await refhunt(['history', '--grid'], { cwd });
    expect(grid.stdout.split('\n').slice(0, 3)).toEqual([
      '                     mine     other',
      '2024-01-01  forgets  1 *      clean',
      '2024-02-02  mends    clean *  clean',
    ]);
    expect([list.stderr, grid.stderr]).toEqual(['', '']);
  });

  it('without one is told so, and gets the shipped one', async () => {
    const { stdout } = await history('--testdir', fixtures('regrtest/tests'), 'test_leak');
    expect(stdout).toMatch(/^\S+regrtest\/tests has no history of its own; the shipped one:\n/);
  });
});
