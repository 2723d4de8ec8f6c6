import { describe, expect, it } from 'vitest';
import type { Proof } from '../../src/runner/result.js';
import { fixtures, refhunt } from '../support/refhunt.js';

const TESTS = ['--testdir', fixtures('proof')];

async function proofOf(test: string, ...words: readonly string[]): Promise<{ proof: Proof; text: string }> {
  const { stdout, stderr } = await refhunt(['-R', '3:6', '--until-proved', '--json', ...TESTS, ...words, test]);
  const { tests } = JSON.parse(stdout) as { tests: readonly { proof: Proof }[] };
  const line = stderr.split('\n').find((each) => each.startsWith(`${test}: `)) ?? '';
  return { proof: tests[0]?.proof as Proof, text: line };
}

describe('--until-proved', () => {
  it('proves a test clean whose state comes again in the next run', async () => {
    const { proof, text } = await proofOf('test_clean');
    expect(proof).toEqual({ kind: 'proved', first: 1, period: 1 });
    expect(text).toBe('test_clean: proved: no leak for any N: the state after run 2 is that after run 1 (period 1)');
  });

  it('finds the period of a state that comes again after two runs', async () => {
    expect((await proofOf('test_alternates')).proof).toEqual({ kind: 'proved', first: 1, period: 2 });
  });

  it('takes a variable of the test for state: one that alternates comes again', async () => {
    expect((await proofOf('test_alternates_outside')).proof).toEqual({ kind: 'proved', first: 1, period: 2 });
  });

  it('claims nothing where a variable of the test counts, and names it', async () => {
    const { proof, text } = await proofOf('test_counts');
    expect(proof).toMatchObject({ kind: 'test-keeps-state', period: 1, what: 'runs', growth: [] });
    expect(text).toContain('not proved:');
  });

  it('claims nothing where the test keeps what cannot be looked into', async () => {
    expect((await proofOf('test_hides')).proof).toMatchObject({ kind: 'test-keeps-state', what: 'counter' });
  });

  it.each([
    ['test_global', 'globalThis.runsOfTestGlobal'],
    ['test_opaque', 'calls'],
  ])('looks for state in %s where it is', async (test, what) => {
    expect((await proofOf(test)).proof).toMatchObject({ kind: 'test-keeps-state', what });
  });

  it('takes classes and functions that are made anew for the same', async () => {
    expect((await proofOf('test_classes')).proof).toMatchObject({ kind: 'proved', period: 1 });
  });

  it('calls a chain that grows in each run linear', async () => {
    const { proof, text } = await proofOf('test_chain');
    expect(proof).toMatchObject({
      kind: 'not-proved',
      growth: [{ item: 'references', pattern: { kind: 'steady' } }, {}],
    });
    expect(text).toContain('+1 references in each run (linear), +2 memory blocks in each run (linear)');
  });

  it('says every how many runs something is left', async () => {
    const { proof, text } = await proofOf('test_every_third');
    expect(proof.kind).toBe('test-keeps-state');
    expect(text).toContain('+1 references every 3 runs');
  });

  it('adds one line to stderr and takes nothing away', async () => {
    const plain = await refhunt(['-R', '3:6', ...TESTS, 'test_chain']);
    const proved = await refhunt(['-R', '3:6', '--until-proved', ...TESTS, 'test_chain']);
    const own = proved.stderr.split('\n').filter((line) => line.startsWith('test_chain: '));
    expect(own).toHaveLength(1);
    expect(proved.stderr.replace(`${own[0]}\n`, '')).toBe(plain.stderr);
    expect(proved.status).toBe(plain.status);
  });

  it('says nothing about a test that did not come to its end', async () => {
    const { stderr } = await refhunt([
      '-R',
      '3:3',
      '--until-proved',
      '--testdir',
      fixtures('regrtest/tests'),
      'test_fail',
    ]);
    expect(stderr).not.toContain('proved');
  });

  it('is told by worker processes, too', async () => {
    const args = ['-R', '3:3', '--until-proved', '-j2', ...TESTS, 'test_clean', 'test_counts'];
    const { stdout, stderr } = await refhunt(args);
    const lines = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('proved'));
    expect(lines.sort()).toEqual([
      expect.stringMatching(/^test_clean: proved: /),
      expect.stringMatching(/^test_counts: not proved: /),
    ]);
  });

  it('needs runs', async () => {
    const { stderr, status } = await refhunt(['--until-proved', ...TESTS, 'test_clean']);
    expect(stderr).toBe('refhunt: --until-proved looks at the runs that -R makes: add -R 3:3\n');
    expect(status).toBe(2);
  });
});
