import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refhunt } from '../../support/refhunt.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'refhunt-audit-'));
  const scenario = (name: string, slots: string): void =>
    writeFileSync(
      join(folder, `${name}.js`),
      `import { call, decref, defineScenario, extension, heapType, untrack, visit } from 'refhunt/scenario';
const mine = extension('mine', {
  types: { Thing: heapType('mine.Thing', ${slots}) },
  exec: [call('PyType_FromSpec', [{ spec: 'Thing' }], 'local.type'), decref('local.type')],
});
export default defineScenario({ extensions: [mine], cases: { 'ThingTests.test_never': () => { throw new Error('ran'); } } });
`,
    );
  scenario('test_bad', '{ slots: { tp_dealloc: [] } }');
  scenario(
    'test_good',
    "{ flags: ['HAVE_GC'], slots: { tp_traverse: [visit('ob_type')], tp_dealloc: [untrack(), decref('ob_type')] } }",
  );
  writeFileSync(join(folder, 'test_broken.js'), 'export default 1;\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('refhunt audit', { timeout: 60_000 }, () => {
  it('of a scenario with gaps exits 2 and says where they are, without running it', async () => {
    const run = await refhunt(['audit', '--testdir', folder, 'test_bad'], { cwd: folder });
    expect(run.stdout).toContain('no-gc-support  mine.Thing, ob_type  test_bad.js:3\n');
    expect(run.stdout).toContain('not-released-in-dealloc  mine.Thing, ob_type  test_bad.js:3\n');
    expect(run.stdout).toContain('2 gaps in 1 type of 1 extension\n');
    expect([run.stderr, run.status]).toEqual(['', 2]);
  });

  it('of a scenario in order exits 0', async () => {
    const run = await refhunt(['audit', '--testdir', folder, 'test_good'], { cwd: folder });
    expect(run.stdout).toContain('no gaps in 1 type of 1 extension\n');
    expect(run.status).toBe(0);
  });

  it('of a scenario that is not there or does not load says so and exits 2', async () => {
    const run = await refhunt(['audit', '--testdir', folder, 'test_god', 'test_broken'], { cwd: folder });
    expect(run.stdout).toContain("  test_god: No module named 'test_god'; did you mean 'test_good'?\n");
    expect(run.stdout).toContain('  test_broken: ScenarioError: ');
    expect(run.status).toBe(2);
  });

  it('of the shipped scenarios knows the state that is asked for', async () => {
    const gaps = async (...words: string[]) => JSON.parse((await refhunt(['audit', '--json', ...words])).stdout).gaps;
    const lock = { kind: 'no-gc-support', subject: '_thread.lock', slot: 'ob_type' };
    const rlock = { ...lock, subject: '_thread.RLock' };
    const [ported, merged] = await Promise.all([gaps('test_threading'), gaps('--at', 'gh-23811', 'test_threading')]);
    expect(ported).toEqual(expect.arrayContaining([lock, rlock].map((gap) => expect.objectContaining(gap))));
    expect(merged).toContainEqual(expect.objectContaining(rlock));
    expect(merged).not.toContainEqual(expect.objectContaining(lock));
  });

  it('of all names every extension of the state and every scenario', async () => {
    const run = await refhunt(['audit', 'all']);
    expect(run.stdout).toContain('_thread, multi-phase initialisation\n');
    expect(run.stdout).toContain('_signal, multi-phase initialisation\n');
    expect(run.stdout).toMatch(
      /no-gc-support {2}_thread\.RLock, ob_type {2}\S*scenarios\/extensions\/thread\.ts:\d+\n/,
    );
    expect(run.status).toBe(2);
  });
});
