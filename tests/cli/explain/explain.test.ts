import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PATIENCE } from '../../support/explanations.js';
import { refhunt, temporaryFolder } from '../../support/refhunt.js';

describe('refhunt explain', { timeout: PATIENCE }, () => {
  it('hunts, names the cause with its place in the source, and ends as the hunt does', async () => {
    const { status, stdout, stderr } = await refhunt(['explain', '-R', '3:3', '--no-fixes', 'test_threading']);
    expect(status).toBe(2);
    expect(stderr).toContain('test_threading leaked [56, 56, 56] references, sum=168');
    expect(stdout).toContain('56 references = 11 to type _thread.lock + 45 held by its island');
    expect(stdout).toContain('21 blocks = 19 objects + 2 raw (keys table, tp_doc)');
    expect(stdout).toMatch(/no-gc-support .* scenarios\/extensions\/thread\.ts:\d+/);
    expect(stdout).not.toContain('What would fix it');
  });

  it('is what --explain adds to a hunt', async () => {
    const { status, stdout } = await refhunt(['-R', '3:3', '--explain', '--no-fixes', 'test_threading']);
    expect(status).toBe(2);
    expect(stdout).toContain('no-gc-support');
  });

  it('hunts as -R 3:3 does where no -R is given', async () => {
    const { status, stdout, stderr } = await refhunt(['explain', '--no-fixes', 'test_first_extension']);
    expect(stdout + stderr).toContain('beginning 6 repetitions');
    expect(stdout).toContain('#1 ');
    expect(status).toBe(2);
  });

  it('says nothing of a test that does not leak', async () => {
    const { status, stdout } = await refhunt(['explain', '-R', '3:3', '--at', 'gh-23811', 'test_threading']);
    expect(status).toBe(0);
    expect(stdout).not.toContain('taken apart');
  });
});

describe('the JSON of an explained hunt', { timeout: PATIENCE }, () => {
  it('has the findings and the fixes of each test', async () => {
    const { stdout } = await refhunt(['explain', '-R', '3:3', '--json', 'test_threading']);
    const { tests } = JSON.parse(stdout);
    expect(tests[0].findings[0]).toMatchObject({
      kind: 'no-gc-support',
      subject: '_thread.lock',
      slot: 'ob_type',
      references: 56,
      blocks: 21,
    });
    expect(tests[0].findings[0].place.file).toBe('scenarios/extensions/thread.ts');
    expect(tests[0].fixes[0]).toMatchObject({ id: 1, verdict: 'fixes', sumBefore: 168, sumAfter: 0, faults: [] });
    expect(tests[0].sum).toMatchObject({ references: 56, blocks: 21 });
  });
});

describe('--format html', { timeout: PATIENCE }, () => {
  it('writes a page that knows the ledger of each object of the picture', async () => {
    const file = join(temporaryFolder(), 'leak.html');
    const args = ['explain', '-R', '3:3', '--no-fixes', 'test_threading', '--format', 'html', '-o', file];
    const { status, stdout } = await refhunt(args);
    expect(status).toBe(2);
    expect(stdout).toContain(`The picture is in ${file}`);
    const html = readFileSync(file, 'utf8');
    const data = JSON.parse(/<script type="application\/json">(.*)<\/script>/.exec(html)?.[1] ?? '');
    const objects = data.nodes.filter(({ refcnt }: { refcnt: number | null }) => refcnt !== null);
    expect(data.phases).toHaveLength(8);
    const alive = objects.filter(({ states }: { states: readonly string[] }) => states.at(-1) !== 'freed');
    expect(alive.length).toBeGreaterThan(0);
    for (const { id } of alive) expect(data.ledgers[id]).toMatch(/^ledger.*: \d+ INCREF - \d+ DECREF = refcnt \d+\n/);
  });
});

describe('--ledger', { timeout: PATIENCE }, () => {
  it('lists what comes to and goes from one object, what is unmatched first', async () => {
    const { status, stdout } = await refhunt(['-R', '3:3', 'test_threading', '--ledger', '#1']);
    expect(status).toBe(2);
    expect(stdout).not.toContain('taken apart');
    expect(stdout).toMatch(
      /ledger of type _thread\.lock until the end of run 6\n\n {2}\d+ INCREF - \d+ DECREF = refcnt 11/,
    );
    expect(stdout).toMatch(/>.*INCREF.*thread\.ts:\d+ \(_thread_exec\) {2}owned by tuple\[0\]/);
    expect(stdout).toMatch(
      /DECREF {2}run 6 {2}gc-last, gc, interpreter 6 .* from instance of _thread\.lock\.__class__/,
    );
  });

  it('stands in the JSON', async () => {
    const { stdout } = await refhunt(['explain', '-R', '3:3', '--no-fixes', '--json', 'test_threading', '--ledger=#1']);
    const [{ ledger }] = JSON.parse(stdout).tests;
    expect(ledger).toMatchObject({ object: 'type _thread.lock', repetition: 5, refcnt: 11, leftOut: 0 });
    expect(ledger.increfs - ledger.decrefs).toBe(ledger.refcnt);
  });

  it.each([
    [
      ['-R', '3:3', '--ledger', 'nix'],
      1,
      /^refhunt: --ledger nix: test_threading: no object is called that; leaked are .*\n$/,
    ],
    [['--ledger', '#1'], 2, /^refhunt: --ledger looks at the runs that -R makes: add -R 3:3\n$/],
    [['-R', '3:3', '--ledger='], 2, /^refhunt: --ledger needs the name of an object: #1, or a name\n$/],
  ])('%j that names nothing is one line', async (args, status, message) => {
    const ended = await refhunt([...args, 'test_threading']);
    const said = ended.stderr.split('\n').filter((line) => line.includes('--ledger'));
    expect(ended.status).toBe(status);
    expect(`${said.join('\n')}\n`).toMatch(message);
  });
});

describe('--trace-gc', { timeout: PATIENCE }, () => {
  it('lists the collections of the last run, and shows one phase by phase', async () => {
    const { status, stdout } = await refhunt(['-R', '3:3', 'test_threading', '--trace-gc']);
    expect(status).toBe(2);
    expect(stdout).toMatch(
      /\d+ collections in run 6\n\n +# {2}collector +gen +objects +unreachable +uncollectable +freed\n/,
    );
    expect(stdout).toMatch(/Collection \d+: interpreter 6 \(gc-last\), generation 2\n +update_refs +\d+ objects/);
    expect(stdout).toMatch(/type _thread\.lock +\d+ +\d+ +1 {2}instance of _thread\.lock\.__class__/);
    expect(stdout).toMatch(/delete_garbage +0 not freed, \d+ freed/);
  });

  it('stands in the JSON, for the collection that was asked for', async () => {
    const { stdout } = await refhunt(['-R', '3:3', '--json', 'test_threading', '--trace-gc=1']);
    const [{ gc }] = JSON.parse(stdout).tests;
    expect(gc).toMatchObject({ repetition: 5, leftOut: 0 });
    expect(gc.traces[0]).toMatchObject({ number: 1, during: 'gc-modules' });
  });

  it.each([
    [['-R', '3:3', '--trace-gc=99'], 1, /^refhunt: --trace-gc=99: test_threading: run 6 has \d+ collections$/m],
    [['-R', '3:3', '--trace-gc=none'], 2, /^refhunt: --trace-gc needs a number from 1 on, not 'none'$/m],
    [['--trace-gc'], 2, /^refhunt: --trace-gc looks at the runs that -R makes: add -R 3:3$/m],
  ])('%j that there is none of is one line', async (args, status, message) => {
    const ended = await refhunt([...args, 'test_threading']);
    expect(ended.status).toBe(status);
    expect(ended.stderr).toMatch(message);
  });
});

describe('an option that would do nothing', () => {
  it.each([
    [['-R', '3:3', '--format', 'dot'], /^refhunt: --format is about what an explanation shows: add --explain\n$/],
    [['--no-fixes'], /^refhunt: --no-fixes is about what an explanation shows: add --explain\n$/],
    [['explain', '-o', 'x.svg'], /^refhunt: -o names the file of the graph: add --format dot, mermaid, svg or html\n$/],
    [['fix', '-o', 'x.json'], /^refhunt: -o names the file of a fix: add --apply N\n$/],
  ])('is an error: %j', async (args, message) => {
    const { status, stdout, stderr } = await refhunt([...args, 'test_threading']);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });
});

describe('refhunt fix', { timeout: PATIENCE }, () => {
  it('writes a change that a later run takes', async () => {
    const file = join(temporaryFolder(), 'fix.json');
    const fix = await refhunt(['fix', '-R', '3:3', 'test_threading', '--apply', '1', '-o', file]);
    expect(fix.status).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toContain('"at"');
    const { status, stdout } = await refhunt(['-R', '3:3', '--with', file, 'test_threading']);
    expect(status).toBe(0);
    expect(stdout).not.toContain('leaked');
  });

  it('of a number that the table does not have is an error', async () => {
    const { status, stderr } = await refhunt(['fix', '-R', '3:3', 'test_threading', '--apply', '99']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/--apply 99: the table of test_threading has \d+ fixes/);
  });

  it('of a test that does not leak says so', async () => {
    const { status, stderr } = await refhunt([
      'fix',
      '-R',
      '3:3',
      '--at',
      'gh-23811',
      'test_threading',
      '--apply',
      '1',
    ]);
    expect(status).toBe(2);
    expect(stderr).toBe('refhunt: the test does not leak: there is nothing to fix\n');
  });

  it('of a test that fails does not say that it is clean', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'test_f.mjs'), 'export default { cases: { "T.test_f": (t) => t.fail("no") } };\n');
    const { status, stderr } = await refhunt(['fix', './test_f.mjs', '--apply', '1'], { cwd: folder });
    expect([status, stderr]).toEqual([2, 'refhunt: the test failed: there is nothing to fix\n']);
  });

  it('mends an extension that the scenario describes itself', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'scenarios'));
    writeFileSync(join(folder, 'scenarios', 'test_mine.mjs'), FORGETFUL);
    const file = join(folder, 'fix.json');
    const fix = await refhunt(['fix', '-R', '3:3', 'test_mine', '--apply', '1', '-o', file], { cwd: folder });
    expect(fix).toMatchObject({ status: 0, stderr: '' });
    const { status, stderr } = await refhunt(['-R', '3:3', 'test_mine', '--with', file], { cwd: folder });
    expect(stderr).not.toContain('leaked');
    expect(status).toBe(0);
  });
});

const FORGETFUL = `
import { call, defineScenario, extension, fn, returnNone } from 'refhunt/scenario';
const forgets = fn([], [call('PyList_New', [], 'local.items'), returnNone()]);
export default defineScenario({
  extensions: [extension('mine', { functions: { forgets } })],
  cases: { 'C.test_it': (t) => void t.callMethod(t.import('mine'), 'forgets') },
});
`;
