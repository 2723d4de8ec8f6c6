import { allOf, type CandidateSet, EMPTY, isSubset, minimalAmong, sizeOf } from './candidate-set.js';
import { hitAlso } from './hitting-sets.js';
import { isMinimal, prove } from './proof.js';
import { shrink } from './shrink.js';
import { smallSets } from './small-sets.js';
import { type Contradiction, type Trial, type Trials, unlessSpent } from './trials.js';

/** Where the leak is not monotone, sets of up to this size are enumerated. */
export const ENUMERATED_SIZE = 4;

export interface MinimalSets {
  /** Smaller ones first. */
  readonly sets: readonly CandidateSet[];
  /** These are all: where the leak is monotone, or up to ENUMERATED_SIZE where it is not. */
  readonly complete: boolean;
  /** Shows that the leak is not monotone in the candidates. */
  readonly contradiction: Contradiction | null;
}

export interface MinimalSetsOptions {
  /** A set of that size is not made smaller (bisect_cmd's -n), and further sets share no member with it. */
  readonly enough?: number;
  /** How many trials are left, as far as one can tell. */
  readonly onEstimate?: (left: number) => void;
  /** Called with all that was found, each time that this is more. */
  readonly onFound?: (sets: readonly CandidateSet[]) => void;
}

/**
 * All minimal sets of candidates that leak.
 * One is found by halving. Any other misses a member of each set found so far, so it leaks without some minimal hitting
 * set of them: these are tried in turn. Where none is left that leaks, a monotone leak has no further minimal set.
 */
export async function minimalSets<T extends Trial>(
  trials: Trials<T>,
  count: number,
  options: MinimalSetsOptions = {},
): Promise<MinimalSets> {
  const found: CandidateSet[] = [];
  const all = async (): Promise<CandidateSet[]> => {
    await collect(trials, count, options, found);
    return trials.contradiction === null ? [] : await enumerate(trials, count, found, options);
  };
  const large = await unlessSpent<CandidateSet[] | null>(all, null);
  const sets = large === null ? minimalAmong(found) : [...found, ...large];
  return { sets: bySize(sets), complete: large !== null, contradiction: trials.contradiction };
}

const bySize = (sets: readonly CandidateSet[]): CandidateSet[] =>
  [...sets].sort((left, right) => sizeOf(left) - sizeOf(right));

async function collect<T extends Trial>(
  trials: Trials<T>,
  count: number,
  { enough = 1, onEstimate, onFound }: MinimalSetsOptions,
  found: CandidateSet[],
): Promise<void> {
  if (await trials.leaks(EMPTY)) {
    found.push(EMPTY);
    // Asked for what it says of monotonicity only.
    await trials.of(allOf(count));
    return;
  }
  const clean = new Set<CandidateSet>();
  let hitting: CandidateSet[] = [EMPTY];
  while (trials.contradiction === null) {
    const open = hitting.filter((set) => !clean.has(set));
    if (open.length === 0) return;
    onEstimate?.(open.length + shrinkingTrials(count));
    const batch = open.slice(0, trials.width);
    const tried = await trials.ofAll(batch.map((set) => allOf(count) & ~set));
    for (const [index, set] of batch.entries()) if (tried[index]?.verdict !== 'leaks') clean.add(set);
    const leaking = batch.find((set) => !clean.has(set));
    if (leaking === undefined) continue;
    const minimal = await shrink(trials, allOf(count) & ~leaking, enough);
    found.push(minimal);
    if (enough === 1) await prove(trials, minimal);
    onFound?.(found);
    hitting = enough === 1 ? hitAlso(hitting, minimal) : [leaking | minimal];
  }
}

/** About as many trials as halving takes to find a set of two among so many. */
export function shrinkingTrials(count: number): number {
  return 4 * Math.ceil(Math.log2(Math.max(2, count)));
}

/** Replaces what was found by all small minimal sets; larger ones that were found before and bear their proof come back. */
async function enumerate<T extends Trial>(
  trials: Trials<T>,
  count: number,
  found: CandidateSet[],
  { onEstimate }: MinimalSetsOptions,
): Promise<CandidateSet[]> {
  const before = found.splice(0);
  const wanted = ({ verdict }: T): boolean => verdict === 'leaks';
  await smallSets(trials, { count, most: ENUMERATED_SIZE, wanted, ...(onEstimate && { onEstimate }) }, found);
  const large: CandidateSet[] = [];
  for (const set of before) {
    const covered = sizeOf(set) <= ENUMERATED_SIZE || found.some((other) => isSubset(other, set));
    if (!covered && isMinimal(await prove(trials, set))) large.push(set);
  }
  return large;
}
