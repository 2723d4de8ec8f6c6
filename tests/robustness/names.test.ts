import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Ended, fixtures, refhunt, temporaryFolder } from '../support/refhunt.js';

const LEAKS = readFileSync(join(fixtures('robustness/output'), 'test_leaks.js'), 'utf8');
const NAMES = [
  'test_\u001b[31mred\u001b[0m',
  'test_line\nbreak',
  'test_return\r',
  'test_nul\u0001\u007f\u0085',
  'test_\u202eright-to-left',
  'test_<script>alert(1)<!--',
  `test_"quotes'`,
  'test_&amp;]]>',
  'test_..',
  'test_\u{1f40d}',
];
const FORBIDDEN = /(?!\n)[\p{Cc}\u202e]/u;

describe('names of tests and cases', () => {
  let cwd: string;
  let sequential: Ended;
  let parallel: Ended;
  beforeAll(async () => {
    cwd = temporaryFolder(true);
    for (const [index, name] of NAMES.entries()) {
      const part = name.replaceAll('.', '');
      const scenario = LEAKS.replace("'LeakTest.test_leaks'", () => JSON.stringify(`Leak${part}.${index}${part}`));
      writeFileSync(join(cwd, `${name}.js`), scenario);
    }
    writeFileSync(
      join(cwd, 'test_\u001b[2Jfails.js'),
      'export default { cases: { "A.test_\u001b[2J": () => { throw new Error("\u001b[2J<script>") } } };',
    );
    const args = ['-R', '3:3', '--testdir', cwd, '--junit-xml', 'junit.xml', '--json=out.json'];
    sequential = await refhunt([...args, '-v'], { cwd });
    parallel = await refhunt([...args, '-j2', '-o'], { cwd });
  });

  it('are shown in one visible line each, whatever they hold', () => {
    for (const { stdout, stderr } of [sequential, parallel]) {
      expect(stdout).not.toMatch(FORBIDDEN);
      expect(stderr).not.toMatch(FORBIDDEN);
      expect(stdout + stderr).toContain('test_\\x1b[31mred\\x1b[0m leaked [1, 1, 1] references, sum=3\n');
      expect(stdout + stderr).toContain('test_line\\nbreak leaked [1, 1, 1] references, sum=3\n');
    }
    expect(sequential.status).toBe(2);
    expect(sequential.stdout).toContain(`\n${NAMES.length + 1} tests failed:\n`);
  });

  it('do not come through in the reflog', () => {
    const reflog = readFileSync(join(cwd, 'reflog.txt'), 'utf8');
    expect(reflog).not.toMatch(FORBIDDEN);
    expect(reflog.trimEnd().split('\n')).toHaveLength(NAMES.length * 2 * 2);
  });

  it('are data in XML and in JSON', () => {
    const xml = readFileSync(join(cwd, 'junit.xml'), 'utf8');
    expect(xml).not.toMatch(FORBIDDEN);
    expect(xml).not.toContain('<script');
    expect(tagsOf(xml)).toEqual(expect.arrayContaining(['testsuites', 'testsuite', 'testcase', 'failure', 'error']));
    const json = JSON.parse(readFileSync(join(cwd, 'out.json'), 'utf8'));
    const names: string[] = json.tests.map(({ name }: { name: string }) => name);
    expect(names.filter((name) => NAMES.includes(name)).sort()).toEqual([...NAMES].sort());
  });
});

/** Names of the elements, each once; checks that all are closed. */
function tagsOf(xml: string): string[] {
  const open: string[] = [];
  const seen: string[] = [];
  const markup =
    /<\?[^>]*\?>|<!\[CDATA\[[\s\S]*?\]\]>|<(\/?)([\w-]+)(?:\s+[\w-]+="[^"<]*")*\s*(\/?)>|<|&(?!(?:lt|gt|amp|quot|apos|#\d+|#x[\da-f]+);)/gi;
  for (const [text, closes, name, empty] of xml.matchAll(markup)) {
    if (name === undefined) expect(text).toMatch(/^<\?|^<!\[CDATA\[/);
    else if (closes) expect(open.pop()).toBe(name);
    else {
      if (!seen.includes(name)) seen.push(name);
      if (!empty) open.push(name);
    }
  }
  expect(open).toEqual([]);
  return seen;
}

describe('names on the command line', () => {
  it.each([
    ['../../../etc/passwd', "ModuleNotFoundError: No module named 'passwd'"],
    ['test_\u001b[31mnone', "No module named 'test_\\x1b[31mnone'"],
    ['..', 'ModuleNotFoundError: No module named'],
  ])('that mean no test are one clear line: %j', async (name, said) => {
    const { stdout, stderr, status } = await refhunt(['--testdir', fixtures('robustness/output'), name, 'test_clean']);
    expect(stderr).toContain(said);
    expect(stdout + stderr).not.toMatch(FORBIDDEN);
    expect(stdout).toContain('\n1 test OK.\n\n1 test failed:\n');
    expect(status).toBe(2);
  });

  it.each([
    ['--at', '\u001b[31mX'],
    ['--with', '\u001b[31mX'],
    ['--with', '../../etc/passwd'],
    ['--without', '<script>\u0007'],
    ['--at', '..'],
  ])('that mean no change are one clear line: %s %j', async (option, name) => {
    const { stdout, stderr, status } = await refhunt([
      option,
      name,
      '--testdir',
      fixtures('robustness/output'),
      'test_clean',
    ]);
    expect(stdout).toBe('');
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).not.toMatch(FORBIDDEN);
    expect(stderr).not.toContain('    at ');
    expect(status).not.toBe(0);
  });
});
