import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BIN, fixtures, refhunt, temporaryFolder } from '../support/refhunt.js';

const DIR = fixtures('robustness/output');

/** Runs a command line of the shell in which $REFHUNT is `node bin/refhunt.js`. */
function shell(script: string, cwd = temporaryFolder()) {
  const env = { ...process.env, REFHUNT: `${process.execPath} ${BIN}`, DIR };
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { cwd, env, encoding: 'utf8', maxBuffer: 2 ** 30 });
  return { stdout, stderr };
}

describe('100 MB of output', () => {
  it.each([
    ['test_prints_lines', ''],
    ['test_prints_at_once', ''],
    ['test_prints_lines', '-j2'],
    ['test_prints_at_once', '-j2'],
  ])('come through, and the summary after them: %s %s', (test, jobs) => {
    const { stdout } = shell(
      `$REFHUNT ${jobs} --testdir "$DIR" ${test} test_clean >out; echo $?; wc -c <out; tail -n 5 out`,
    );
    const [status, bytes, ...tail] = stdout.split('\n');
    expect(status).toBe('0');
    expect(Number(bytes)).toBeGreaterThan(100_000_000);
    expect(tail.join('\n')).toMatch(/All 2 tests OK\.\n\nTotal duration: .*\nTests result: SUCCESS\n$/);
  });
});

describe('a reader that goes away', () => {
  it.each(['', '-j2'])('does not change how the hunt ends (head -1, %s)', (jobs) => {
    const { stdout, stderr } = shell(
      `$REFHUNT ${jobs} --testdir "$DIR" test_prints_lines test_missing test_clean 2>err | head -1; echo "\${PIPESTATUS[0]}"; cat err`,
    );
    expect(stdout).toMatch(/^0:00:0\d.* Run tests .*\n2\n/);
    expect(stdout + stderr).not.toMatch(/EPIPE|internal/);
  });

  it('is not needed at all (>&-)', () => {
    const { stdout, stderr } = shell(`$REFHUNT -R 3:3 --testdir "$DIR" test_leaks >&- 2>&-; echo $?`);
    expect(stdout + stderr).toBe('2\n');
  });
});

describe('a file that cannot be written', () => {
  it.each([['/dev/full'], ['/proc/version'], ['missing/reflog\u001b[31m.txt'], ['folder']])(
    'fails no test: reflog on %s',
    async (reflog) => {
      const cwd = temporaryFolder();
      mkdirSync(join(cwd, 'folder'));
      const args = ['-R', `3:3:${reflog}`, '--testdir', DIR, 'test_leaks', 'test_clean'];
      const { stdout, stderr, status } = await refhunt(args, { cwd });
      expect(stderr).toContain('test_leaks leaked [1, 1, 1] references, sum=3\n');
      expect(stderr).toMatch(/^Warning -- the reflog cannot be written: .*\n/m);
      expect(stderr).not.toContain('\u001b');
      expect(stdout).toContain('\n1 test OK.\n\n1 test failed:\n    test_leaks\n');
      expect(status).toBe(2);
      expect(readdirSync(cwd)).toEqual(['folder']);
    },
  );

  it.each([
    ['--json=missing/out.json', /^refhunt: --json cannot be written: .*out\.json/m],
    ['--junit-xml=missing/out.xml', /^refhunt: --junit-xml cannot be written: .*out\.xml/m],
    ['--json=/dev/full', /^refhunt: --json cannot be written: .*no space left/m],
    ['--json=missing/\u001b[31m.json', /^refhunt: --json cannot be written: .*missing\/\\x1b\[31m\.json'$/m],
  ])('leaves nothing of itself, and all else as it is: %s', async (option, said) => {
    const cwd = temporaryFolder();
    const { stdout, stderr, status } = await refhunt([option, '--testdir', DIR, 'test_clean'], { cwd });
    expect(stdout).toMatch(/\nTests result: SUCCESS\n$/);
    expect(stderr).toMatch(said);
    expect(status).not.toBe(0);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('gets no half of a line: a reflog that may grow by some bytes only', () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'reflog.txt'), `${'x'.repeat(999)}\n`);
    const { stdout } = shell(
      `trap '' XFSZ; ulimit -f 1; $REFHUNT -R 3:3 --testdir "$DIR" test_leaks 2>&1 | cat; echo "\${PIPESTATUS[0]}"`,
      cwd,
    );
    expect(stdout).toMatch(/^Warning -- the reflog cannot be written: .*: only 24 of \d+ bytes were written$/m);
    expect(stdout).toMatch(/\n2\n$/);
    expect(readFileSync(join(cwd, 'reflog.txt'), 'utf8')).toBe(`${'x'.repeat(999)}\n`);
  });

  it('replaces an older one as a whole', async () => {
    const cwd = temporaryFolder();
    const args = ['--json=out.json', '--junit-xml', 'out.xml', '--testdir', DIR];
    await refhunt([...args, 'test_clean', 'test_leaks'], { cwd });
    await refhunt([...args, 'test_clean'], { cwd });
    expect(JSON.parse(readFileSync(join(cwd, 'out.json'), 'utf8')).tests).toHaveLength(1);
    expect(readFileSync(join(cwd, 'out.xml'), 'utf8')).toMatch(/<\/testsuites>\s*$/);
    expect(readdirSync(cwd).sort()).toEqual(['out.json', 'out.xml']);
  });
});

describe('a current folder that was deleted', () => {
  it('is not needed', () => {
    const folder = join(temporaryFolder(), 'gone');
    mkdirSync(folder);
    const { stdout } = shell(
      `rmdir "$PWD"; $REFHUNT -R 3:3 --testdir "$DIR" test_leaks test_clean 2>&1; echo $?`,
      folder,
    );
    expect(existsSync(folder)).toBe(false);
    expect(stdout).toContain('test_leaks leaked [1, 1, 1] references, sum=3\n');
    expect(stdout).toContain('Warning -- the reflog cannot be written: ');
    expect(stdout).toMatch(/\nTests result: FAILURE\n2\n$/);
  });
});
