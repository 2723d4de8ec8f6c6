import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hunted } from '../support/hunted.js';
import { ROOT, refhunt, temporaryFolder } from '../support/refhunt.js';

const SKIPPED = "export default { skip: 'not today', cases: { 'A.test_a': () => {} } };\n";
const PASSES = "export default { cases: { 'A.test_a': (t) => { t.list(); } } };\n";

/** As npm install makes it: without that, Node 20 asks another thread where refhunt/scenario is, for each import. */
function folderWithRefhunt(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules', 'refhunt'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  return folder;
}

describe('a folder of 10,000 scenarios', () => {
  const COUNT = 10_000;

  it('is run to its end', async () => {
    const folder = folderWithRefhunt();
    for (let n = 0; n < COUNT; n++) writeFileSync(join(folder, `test_${n}.js`), n === COUNT / 2 ? PASSES : SKIPPED);
    const { stdout, status } = await refhunt(['--testdir', folder], { cwd: folder });
    expect(stdout).toContain(`[${COUNT}/${COUNT}] test_9999 -- test_9998 skipped\n`);
    expect(stdout).toContain(`\n1 test OK.\n\n${COUNT - 1} tests skipped:\n`);
    expect(stdout).toMatch(/\nTests result: SUCCESS\n$/);
    expect(status).toBe(0);
  });
});

describe('a scenario of 50 MB', () => {
  it('is one like any other', async () => {
    const folder = folderWithRefhunt();
    const table = `// ${'0123456789'.repeat(9)} data\n`.repeat(500_000);
    writeFileSync(join(folder, 'test_big.js'), table + PASSES);
    writeFileSync(join(folder, 'test_big_fails.js'), `${table}throw new Error('big');\n`);
    writeFileSync(join(folder, 'test_small.js'), PASSES);
    const { report, text } = await hunted(['--testdir', folder]);
    expect(report.tests.map(({ state }) => state)).toEqual(['PASSED', 'UNCAUGHT_EXC', 'PASSED']);
    expect(text).toContain('Error: big\n');
    expect(text.length).toBeLessThan(5000);
  });
});

describe('a folder of links', () => {
  it('that lead in circles is read once', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'test_real.js'), PASSES);
    symlinkSync('.', join(folder, 'loop'));
    symlinkSync('..', join(folder, 'up'));
    symlinkSync('.', join(folder, 'test_folder.js'));
    symlinkSync('test_self.js', join(folder, 'test_self.js'));
    symlinkSync('test_other.js', join(folder, 'test_one.js'));
    symlinkSync('test_one.js', join(folder, 'test_other.js'));
    symlinkSync('nowhere.js', join(folder, 'test_broken.js'));
    symlinkSync('test_real.js', join(folder, 'test_twin.js'));
    mkdirSync(join(folder, 'test_sub.js'));
    const { report, state, status } = await hunted(['--testdir', join(folder, 'loop', 'loop')]);
    expect(report.tests.map(({ name }) => name)).toEqual(
      ['broken', 'folder', 'one', 'other', 'real', 'self', 'sub', 'twin'].map((name) => `test_${name}`),
    );
    for (const name of ['test_real', 'test_twin']) expect(state(name)).toBe('PASSED');
    for (const name of ['test_self', 'test_one', 'test_broken', 'test_sub']) expect(state(name)).toBe('UNCAUGHT_EXC');
    expect(status).toBe(2);
  });
});

describe('a folder whose history does not load', () => {
  it.each([
    ['export default history;\n', /history\.js does not load: ReferenceError: history is not defined \(.*:1\)\n$/],
    ['\nexport default {;\n', /history\.js does not load: SyntaxError: .*\(.*history\.js:2\)\n$/],
    ["import './gone.js';\n", /history\.js does not load: Error: Cannot find module '.*gone\.js'.*\n$/],
  ])('is told so in one line: %j', async (text, said) => {
    const folder = folderWithRefhunt();
    writeFileSync(join(folder, 'test_real.js'), PASSES);
    writeFileSync(join(folder, 'history.js'), text);
    const { status, stdout, stderr } = await refhunt(['--testdir', folder, 'test_real'], { cwd: folder });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr.split('\n')).toHaveLength(2);
    expect(stderr).toMatch(said);
  });
});
