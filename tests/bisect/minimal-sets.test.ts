import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allOf,
  type CandidateSet,
  isSubset,
  membersOf,
  minimalAmong,
  setOf,
  sizeOf,
  subsetsOf,
} from '../../src/bisect/candidate-set.js';
import { ENUMERATED_SIZE, minimalSets } from '../../src/bisect/minimal-sets.js';
import { Trials, type Verdict } from '../../src/bisect/trials.js';
import { FunctionOracle, planted } from './oracles.js';

/** A history of 5 to 60 changes with one to four planted conjunctions of one to four of them. */
const history = fc.integer({ min: 5, max: 60 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    conjunctions: fc.array(fc.uniqueArray(fc.nat(count - 1), { minLength: 1, maxLength: 4 }).map(setOf), {
      minLength: 1,
      maxLength: 4,
    }),
    width: fc.integer({ min: 1, max: 3 }),
  }),
);

const sorted = (sets: readonly CandidateSet[]): string[] => sets.map((set) => membersOf(set).join(' ')).sort();

/** The minimal leaking sets by looking at every subset. */
function allMinimal(count: number, judge: (set: CandidateSet) => Verdict): CandidateSet[] {
  return minimalAmong([...subsetsOf(allOf(count))].filter((set) => judge(set) === 'leaks'));
}

describe('minimal sets', { timeout: 60_000 }, () => {
  it('finds the planted conjunctions, all of them, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ count, conjunctions, width }) => {
        const trials = new Trials(new FunctionOracle(planted(conjunctions), width));
        const result = await minimalSets(trials, count);
        expect(sorted(result.sets)).toEqual(sorted(minimalAmong(conjunctions)));
        expect(result).toMatchObject({ complete: true, contradiction: null });
      }),
      { numRuns: 300 },
    );
  });

  it('tries no more sets than halving, the hitting sets and the proofs need', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ count, conjunctions }) => {
        const oracle = new FunctionOracle(planted(conjunctions));
        await minimalSets(new Trials(oracle), count);
        const sizes = minimalAmong(conjunctions).map(sizeOf);
        const hitting = sizes.reduce((product, size) => product * size, 1);
        const halving = sizes.reduce((sum, size) => sum + 2 * size * (2 + Math.ceil(Math.log2(count))), 0);
        const proofs = sizes.reduce((sum, size) => sum + 2 ** size, 0);
        expect(oracle.asked.length).toBeLessThanOrEqual(2 + sizes.length + hitting + halving + proofs);
        expect(new Set(oracle.asked).size).toBe(oracle.asked.length);
      }),
      { numRuns: 300 },
    );
  });

  it('agrees with looking at every subset, for any monotone leak of up to eight changes', async () => {
    const families = fc.array(fc.bigInt({ min: 1n, max: 255n }), { minLength: 0, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(families, async (family) => {
        const judge = planted(family);
        const result = await minimalSets(new Trials(new FunctionOracle(judge)), 8);
        expect(sorted(result.sets)).toEqual(sorted(allMinimal(8, judge)));
      }),
    );
  });

  it('enumerates the sets of up to four where a tried set shows that the leak is not monotone', async () => {
    const leak = (repairing: bigint) =>
      fc.tuple(fc.bigInt({ min: 1n, max: 511n }), fc.bigInt({ min: 0n, max: repairing }));
    // One leak that nothing repairs, so that the whole leaks, beside some that others of the candidates repair.
    const families = fc.tuple(leak(0n), leak(511n), leak(511n), leak(511n));
    let shown = 0;
    await fc.assert(
      fc.asyncProperty(families, async (family) => {
        const judge = (set: CandidateSet): Verdict =>
          family.some(([needed, repairing]) => isSubset(needed, set) && (repairing & ~needed & set) === 0n)
            ? 'leaks'
            : 'clean';
        const result = await minimalSets(new Trials(new FunctionOracle(judge)), 9);
        const small = allMinimal(9, judge).filter((set) => sizeOf(set) <= ENUMERATED_SIZE);
        for (const set of result.sets) expect(judge(set)).toBe('leaks');
        if (result.contradiction === null) return;
        shown++;
        expect(isSubset(result.contradiction.leaks, result.contradiction.clean)).toBe(true);
        expect(judge(result.contradiction.leaks)).toBe('leaks');
        expect(judge(result.contradiction.clean)).toBe('clean');
        expect(sorted(result.sets.filter((set) => sizeOf(set) <= ENUMERATED_SIZE))).toEqual(sorted(small));
      }),
      { numRuns: 300 },
    );
    expect(shown).toBeGreaterThan(0);
  });

  it('finds, once it knows that the leak is not monotone, what another candidate repairs', async () => {
    // {0, 1} leaks unless 2 is there, {3} always.
    const judge = (set: CandidateSet): Verdict =>
      isSubset(0b1000n, set) || (isSubset(0b0011n, set) && (set & 0b0100n) === 0n) ? 'leaks' : 'clean';
    const trials = new Trials(new FunctionOracle(judge));
    await trials.ofAll([0b0011n, 0b0111n]);
    const result = await minimalSets(trials, 4);
    expect(result.contradiction).toEqual({ leaks: 0b0011n, clean: 0b0111n });
    expect(result.sets).toEqual([0b1000n, 0b0011n]);
  });

  it('says that nothing is needed where the leak is there without any candidate', async () => {
    const result = await minimalSets(new Trials(new FunctionOracle(() => 'leaks')), 12);
    expect(result).toEqual({ sets: [0n], complete: true, contradiction: null });
  });

  it('finds nothing where nothing leaks, in one trial beside the empty set', async () => {
    const oracle = new FunctionOracle(() => 'clean');
    const result = await minimalSets(new Trials(oracle), 12);
    expect(result.sets).toEqual([]);
    expect(oracle.asked).toEqual([0n, allOf(12)]);
  });

  it('counts the sets that could not be run and takes none of them for a leak', async () => {
    const judge = (set: CandidateSet): Verdict => (set === 0b11n ? 'unresolved' : planted([0b100n])(set));
    const trials = new Trials(new FunctionOracle(judge));
    const result = await minimalSets(trials, 3);
    expect(result.sets).toEqual([0b100n]);
    expect(trials.unresolved).toBe(1);
  });

  it('stops at the limit with what it has, and says that it is not all', async () => {
    const conjunctions = [setOf([1, 2]), setOf([10, 20]), setOf([30, 31])];
    const trials = new Trials(new FunctionOracle(planted(conjunctions), 1, 40));
    const result = await minimalSets(trials, 40);
    expect(result.complete).toBe(false);
    expect(result.sets.length).toBeGreaterThan(0);
    for (const set of result.sets) expect(conjunctions).toContain(set);
  });

  it('makes a set no smaller than asked, and still finds the other leaks', async () => {
    const trials = new Trials(new FunctionOracle(planted([setOf([3]), setOf([17])])));
    const result = await minimalSets(trials, 20, { enough: 5 });
    expect(result.sets).toHaveLength(2);
    for (const set of result.sets) expect(sizeOf(set)).toBeLessThanOrEqual(5);
    expect(result.sets.reduce((both, set) => both | set, 0n) & setOf([3, 17])).toBe(setOf([3, 17]));
  });
});
