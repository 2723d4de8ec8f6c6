import { describe, expect, it } from 'vitest';
import { fixtures, refhunt, temporaryFolder } from '../support/refhunt.js';

const DIR = fixtures('robustness/long');

describe('memory', () => {
  it.each([
    ['10,000 repetitions', 10_000, ['-R', '3:9997']],
    ['3,000 rounds of -F', 3000, ['-F']],
    ['1,000 rounds of -F in a worker process', 1000, ['-F', '-j1']],
  ])('stays flat over %s', async (_what, rounds, args) => {
    // Of a round of -F its name is kept, of a repetition its readings; the rest is what V8 learns in the first rounds.
    const env = { ROUNDS: String(rounds), BYTES: String(150 * rounds + 1_500_000), NODE_OPTIONS: '--expose-gc' };
    const { stdout, stderr, status } = await refhunt([...args, '-q', '--testdir', DIR, 'test_round'], {
      cwd: temporaryFolder(),
      env,
    });
    expect(stdout + stderr).toContain('AssertionError: flat\n');
    expect(stdout).toContain('1 test failed:\n    test_round\n');
    expect(status).toBe(2);
  });
});
