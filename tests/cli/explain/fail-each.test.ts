import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refhunt, temporaryFolder } from '../../support/refhunt.js';

/** An exec slot whose third operation fails with `onError`. */
function scenario(onError: string): string {
  return `import { call, decref, defineScenario, extension, returnError } from 'refhunt/scenario';
const mine = extension('mine', {
  exec: [
    call('PyDict_New', [], 'local.d'),
    call('PyModule_AddObject', ['module', { str: 'd' }, 'local.d'], undefined, ${onError}),
  ],
});
export default defineScenario({
  extensions: [mine],
  cases: { 'MineTests.test_import': (t) => t.runInSubinterp((sub) => sub.import('mine')) },
});
`;
}

describe('refhunt --fail-each', { timeout: 60_000 }, () => {
  it('finds a leak on an error path, names the place and exits 2, although the test passes', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'test_wrong.js'), scenario('[returnError()]'));
    writeFileSync(join(cwd, 'test_right.js'), scenario("[decref('local.d'), returnError()]"));
    const run = await refhunt(['--testdir', cwd, '--fail-each', '--json', 'test_right', 'test_wrong'], { cwd });
    expect(run.stderr).toContain('All 2 tests OK.\n');
    expect(run.stderr).toContain('test_right: 2 operations were made to fail, nothing was left\n');
    expect(run.stderr).toContain(
      'test_wrong leaked [2, 2, 2] references, sum=6 when PyModule_AddObject failed (mine_exec in mine, test_wrong.js:5)\n' +
        'test_wrong leaked [1, 1, 1] memory blocks, sum=3 when PyModule_AddObject failed (mine_exec in mine, test_wrong.js:5)\n' +
        '    lost-local: d of mine_exec in mine, test_wrong.js:4\n',
    );
    expect(run.status).toBe(2);
    const [right, wrong] = JSON.parse(run.stdout).tests;
    expect(right.failEach).toMatchObject({ operations: 2, findings: [] });
    expect(wrong.failEach.findings[0]).toMatchObject({
      operation: { api: 'PyModule_AddObject', place: { file: 'test_wrong.js', line: 5 } },
      leaks: [{ item: 'references', sum: 6 }, { item: 'memory blocks' }],
      lost: [{ reason: 'lost-local' }],
    });
  });

  it('of tests that handle every failure exits 0', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'test_right.js'), scenario("[decref('local.d'), returnError()]"));
    const run = await refhunt(['--testdir', cwd, '-R', '1:2', '--fail-each', 'test_right'], { cwd });
    expect(run.status).toBe(0);
  });
});
