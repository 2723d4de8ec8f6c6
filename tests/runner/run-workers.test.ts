import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startWorker } from '../../src/runner/worker-process.js';
import { fixtures, refhunt, temporaryFolder } from '../support/refhunt.js';

const TESTS = fixtures('regrtest/tests');

describe('worker processes', () => {
  it('run the tests that the parent asks for and report each as one block', async () => {
    const { stdout, stderr, status } = await refhunt(['-j2', '--testdir', TESTS, 'test_clean', 'test_print']);
    expect(stdout).toMatch(/\[[12]\/2\] test_clean passed\n/);
    // In 3.11, stdout of a worker is buffered, stderr is not.
    expect(stdout).toMatch(/\[[12]\/2\] test_print passed\nhello from stderr\nhello from stdout\n/);
    expect(stdout).toContain('\nAll 2 tests OK.\n');
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it('show what a test printed where the run of its cases flushes it', async () => {
    const printed = async (style: string): Promise<string> => {
      const args = ['--style', style, '-j1', '-v', '-R', '3:3', '--testdir', TESTS, 'test_print'];
      return (await refhunt(args)).stdout;
    };
    expect(await printed('3.11')).toContain(' ... hello from stderr\nhello from stdout\nok\n');
    expect(await printed('3.13')).toContain(' ... hello from stdout\nhello from stderr\nok\n');
  });

  it('that are not let end are named', async () => {
    const args = ['-F', '-j2', '--testdir', TESTS, 'test_slow30', 'test_fail'];
    const { stderr, stdout, status } = await refhunt(args);
    expect(stderr).toMatch(
      /^Kill <TestWorkerProcess #1 running test=test_slow30 pid=\d+ time=(?:\d+ ms|[\d.]+ sec)> process group\n$/,
    );
    expect(stdout).toContain('\n1 test failed:\n    test_fail\n');
    expect(status).toBe(2);
  });

  it('take no further test once they are killed, though their end is yet to come', async () => {
    const entry = join(temporaryFolder(), 'waits.mjs');
    writeFileSync(entry, 'process.stdin.resume();\n');
    const setup = { dir: '.', cwd: null, world: { at: null, with: [], without: [] } };
    const options = { entry: pathToFileURL(entry), setup, timeout: null, afterwards: () => {}, killed: () => {} };
    const worker = startWorker(options);
    expect(worker.alive).toBe(true);
    const gone = worker.kill();
    expect(worker.alive).toBe(false);
    await gone;
  });
});
