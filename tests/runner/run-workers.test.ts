import { describe, expect, it } from 'vitest';
import { fixtures, refhunt } from '../support/refhunt.js';

const TESTS = fixtures('regrtest/tests');

describe('worker processes', () => {
  it('run the tests that the parent asks for and report each as one block', async () => {
    const { stdout, stderr, status } = await refhunt(['-j2', '--testdir', TESTS, 'test_clean', 'test_print']);
    expect(stdout).toMatch(/\[[12]\/2\] test_clean passed\n/);
    expect(stdout).toMatch(/\[[12]\/2\] test_print passed\nhello from stdout\nhello from stderr\n/);
    expect(stdout).toContain('\nAll 2 tests OK.\n');
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});
