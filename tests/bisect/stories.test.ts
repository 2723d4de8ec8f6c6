import { describe, expect, it } from 'vitest';
import type { HuntOracle } from '../../src/bisect/hunt-oracle.js';
import { sumOf } from '../../src/bisect/hunt-question.js';
import { bisectChanges } from '../../src/bisect/over-changes.js';
import { bisectHistory } from '../../src/bisect/over-history.js';
import type { ChangesResult, CulpritSet } from '../../src/bisect/result.js';
import { changesText } from '../../src/report/bisect/bisect-changes-text.js';
import { history, shippedHunts } from './shipped.js';

const ids = ({ changes }: CulpritSet): string[] => changes.map(({ id }) => id).sort();
const culprits = ({ leaks }: ChangesResult): string[][] => leaks.flatMap(({ sets }) => sets.map(ids));
const repairs = ({ repairs: sets }: ChangesResult): string[][] => sets.map(ids);

function changesOf(hunts: HuntOracle, test: string, at: string): Promise<ChangesResult> {
  const bad = { at, with: [], without: [] };
  return bisectChanges(hunts, history, { test, bad, vary: 'changes', onEstimate: () => {} });
}

describe('the stories, bisected', { timeout: 600_000 }, () => {
  it('the _abc leak needs multi-phase initialisation and a heap type, bpo-35810 is in no set', async () => {
    const result = await changesOf(shippedHunts('test_threading', [], '2:1'), 'test_threading', 'bpo-40077');
    expect(result.candidates.map(({ id }) => id)).toContain('364f0b0f19');
    expect(culprits(result)).toEqual([['4c1b6a6f4f', '53e4c91725']]);
    expect(result.leaks[0]?.sets[0]?.proof.map(({ changes, sum }) => [changes.join(' '), sum])).toEqual([
      ['', 0],
      ['4c1b6a6f4f', 0],
      ['53e4c91725', 0],
      ['4c1b6a6f4f 53e4c91725', 19],
    ]);
    // Repaired by both fixes together, and hidden by a second collection.
    expect(result.repairs.map((set) => [ids(set), set.workaround])).toEqual([
      [['0169d3003b', '9cc3ebd7e0'], false],
      [['second-gc'], true],
    ]);
    expect(result.repairs[0]?.proof.map(({ sum }) => sum)).toEqual([19, 19, 19, 0]);
  });

  it('test_atexit in November 2019 is repaired by one collection in the right place, or by two changes together', async () => {
    const result = await changesOf(
      shippedHunts('test_atexit', ['test_callbacks_leak'], '2:1'),
      'test_atexit',
      '7247407c35',
    );
    expect(repairs(result)).toEqual([['gc-after-clear'], ['codec-clear', 'gc-before-clear']]);
  });

  it('test_threads_join in November 2019 needs the fork hooks cleared as well', async () => {
    const result = await changesOf(shippedHunts('test_threading', [], '2:1'), 'test_threading', '7247407c35');
    expect(repairs(result)).toEqual([['gc-after-clear'], ['clear-fork-hooks', 'codec-clear', 'gc-before-clear']]);
  });

  it('the _signal leak began with multi-phase initialisation, and is one sum of five statics', async () => {
    const hunts = shippedHunts('test_interpreters', ['test_in_subinterpreter']);
    const result = await changesOf(hunts, 'test_interpreters', '71d1bd9569');
    expect(culprits(result)).toEqual(Array(5).fill(['71d1bd9569']));
    expect(repairs(result)).toEqual([['4b8032e5a4']]);
    expect(changesText(result)).toContain(`      sum  with
        0  (none of them)  (and 12 of other leaks)
      711  71d1bd9569  (and 12 of other leaks)`);
  });

  it('the _weakref leak began with multi-phase initialisation', async () => {
    const result = await changesOf(shippedHunts('test_importlib', ['*PEP451*'], '2:1'), 'test_importlib', '8334f30a74');
    expect(culprits(result)).toEqual([['8334f30a74']]);
    expect(repairs(result)).toEqual([['188078c39d'], ['83d46e0622']]);
  });

  it('the _ast leak is repaired by the two parts of its fix together, and by neither alone', async () => {
    const hunts = shippedHunts('test_ast', [], '2:1');
    const sum = async (...parts: string[]): Promise<number> =>
      sumOf(await hunts.one({ state: { at: '5cf4782a26', with: parts, without: [] }, cases: null }));
    expect(await sum()).toBe(23640);
    expect(await sum('ast-fini-everywhere')).toBe(23395);
    expect(await sum('ast-fini-before-gc')).toBe(23640);
    expect(await sum('ast-fini-everywhere', 'ast-fini-before-gc')).toBe(0);
  });

  it('test_threading came and went as the history tells', async () => {
    const request = { test: 'test_threading', good: null, bad: 'bpo-40077', all: false, with: [], without: [] };
    const result = await bisectHistory(shippedHunts('test_threading'), history, request);
    expect(result.first?.to.at).toBe('53e4c91725');
    const told = result.transitions.map(({ to }) => [to.at, to.answer.leaks[0]?.deltas[0] ?? 'clean']);
    const named = ['7247407c35', '310e2d2517', 'ac0e1c2694', '53e4c91725'];
    expect(told.filter(([at]) => named.includes(String(at)))).toEqual([
      ['7247407c35', 14958],
      ['310e2d2517', 12949],
      ['ac0e1c2694', 'clean'],
      ['53e4c91725', 19],
    ]);
  });
});
