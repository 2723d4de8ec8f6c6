import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refhunt, temporaryFolder } from '../../support/refhunt.js';

/** A module that keeps a list in `slot` and is imported by two interpreters. */
function scenario(slot: string, more: string): string {
  return `import { call, clear, defineScenario, extension, visit, when } from 'refhunt/scenario';
const mine = extension('mine', {
  ${more},
  exec: [when({ isNull: '${slot}' }, [call('PyList_New', [{ int: 0 }], '${slot}')])],
});
export default defineScenario({
  extensions: [mine],
  cases: { 'MineTests.test_import': (t) => t.runInSubinterp((sub) => sub.import('mine')) },
});
`;
}

const STATE = `state: ['list'],
  slots: { m_traverse: [visit('state.list')], m_clear: [clear('state.list')], m_free: [clear('state.list')] }`;

describe('refhunt audit --isolation', { timeout: 60_000 }, () => {
  it('says which static holds an object of which interpreter, and exits 2', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'test_shared.js'), scenario('static.list', "statics: ['list']"));
    const run = await refhunt(['audit', '--isolation', '--json', '--testdir', cwd, 'test_shared'], { cwd });
    expect(run.stderr).toContain('test_shared: objects cross from one interpreter to another\n');
    expect(run.stderr).toContain('  static: static mine.list holds list, made by a subinterpreter');
    expect(run.status).toBe(2);
    const json = JSON.parse(run.stdout);
    expect(json).toMatchObject({
      schemaVersion: 1,
      exitCode: 2,
      tests: [{ test: 'test_shared', fault: null, problem: null }],
    });
    expect(json.tests[0].shared).toContainEqual(
      expect.objectContaining({
        kind: 'shared-across-interpreters',
        by: 'static',
        holder: 'mine',
        field: 'list',
        maker: 'sub',
      }),
    );
  });

  it('does not name a module that keeps its objects in its state', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'test_isolated.js'), scenario('state.list', STATE));
    const run = await refhunt(['audit', '--isolation', '--testdir', cwd, 'test_isolated'], { cwd });
    expect(run.stdout).not.toContain('mine');
  });
});
