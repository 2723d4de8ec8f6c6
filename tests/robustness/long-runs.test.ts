import { describe, expect, it } from 'vitest';
import { fixtures, refhunt, temporaryFolder } from '../support/refhunt.js';

const DIR = fixtures('robustness/long');

describe('memory', () => {
  it.each([
    ['10,000 repetitions', 10_000, ['-R', '3:9997']],
    ['300 rounds of -F', 300, ['-F']],
    ['300 rounds of -F in a worker process', 300, ['-F', '-j1']],
  ])('stays flat over %s', async (_what, rounds, args) => {
    // The readings themselves take some hundred bytes each; a module that is imported anew takes thousands.
    const env = { ROUNDS: String(rounds), BYTES: String(300 * rounds + 300_000), NODE_OPTIONS: '--expose-gc' };
    const { stdout, stderr, status } = await refhunt([...args, '-q', '--testdir', DIR, 'test_round'], {
      cwd: temporaryFolder(),
      env,
    });
    expect(stdout + stderr).toContain('AssertionError: flat\n');
    expect(stdout).toContain('1 test failed:\n    test_round\n');
    expect(status).toBe(2);
  });
});
