import { allOf, type CandidateSet, isSubset, subsetsOfSize } from './candidate-set.js';
import type { Trial, Trials } from './trials.js';

export interface SmallSetsOptions<T> {
  readonly count: number;
  /** Largest size that is tried. */
  readonly most: number;
  readonly wanted: (trial: T) => boolean;
  /** How many sets are left at most. */
  readonly onEstimate?: (left: number) => void;
}

/**
 * Puts into `found` every minimal set of up to `most` members that is wanted, by trying all that contain no smaller one
 * of them. Nothing is assumed of the oracle, so this is exact up to that size.
 */
export async function smallSets<T extends Trial>(
  trials: Trials<T>,
  { count, most, wanted, onEstimate }: SmallSetsOptions<T>,
  found: CandidateSet[],
): Promise<void> {
  const total = numberOfSets(count, most);
  for (let size = 0; size <= Math.min(most, count); size++) {
    // Of those found, only smaller ones can be part of a set of this size.
    const open = withoutSupersets(subsetsOfSize(allOf(count), size), [...found]);
    for (const batch of batches(open, trials.width)) {
      const tried = await trials.ofAll(batch);
      found.push(...batch.filter((_, index) => wanted(tried[index] as T)));
      onEstimate?.(Math.max(0, total - trials.count));
    }
  }
}

/** Of so many members, the sets with up to `most`. */
function numberOfSets(count: number, most: number): number {
  let [total, ofSize] = [0, 1];
  for (let size = 0; size <= Math.min(most, count); size++) {
    total += ofSize;
    ofSize = (ofSize * (count - size)) / (size + 1);
  }
  return total;
}

function* withoutSupersets(sets: Iterable<CandidateSet>, found: readonly CandidateSet[]): Generator<CandidateSet> {
  for (const set of sets) if (!found.some((smaller) => isSubset(smaller, set))) yield set;
}

function* batches(sets: Iterable<CandidateSet>, width: number): Generator<CandidateSet[]> {
  let batch: CandidateSet[] = [];
  for (const set of sets) {
    batch.push(set);
    if (batch.length < width) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
