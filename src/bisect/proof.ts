import { type CandidateSet, EMPTY, membersOf, single, sizeOf, subsetsOf } from './candidate-set.js';
import type { Trial, Trials } from './trials.js';

/** Of a set up to this size all subsets are shown; of a larger one those that matter. */
const SHOWN_SIZE = 4;

export interface ProofLine<T> {
  readonly set: CandidateSet;
  readonly trial: T;
}

/** What shows that a set is needed as a whole: the trials of its subsets, smaller ones first, itself last. */
export async function prove<T extends Trial>(trials: Trials<T>, set: CandidateSet): Promise<ProofLine<T>[]> {
  await trials.ofAll(shownFor(set));
  return knownProof(trials, set);
}

/** The proof as far as it is known. */
export function knownProof<T extends Trial>(trials: Trials<T>, set: CandidateSet): ProofLine<T>[] {
  return shownFor(set).flatMap((subset) => {
    const trial = trials.known(subset);
    return trial === undefined ? [] : [{ set: subset, trial }];
  });
}

function shownFor(set: CandidateSet): CandidateSet[] {
  return sizeOf(set) <= SHOWN_SIZE ? [...subsetsOf(set)] : [EMPTY, ...withOneLess(set), set];
}

function withOneLess(set: CandidateSet): CandidateSet[] {
  return membersOf(set).map((member) => set & ~single(member));
}

/** Whether the set is leaking and, as far as its proof goes, none of its subsets is. */
export function isMinimal<T extends Trial>(proof: readonly ProofLine<T>[]): boolean {
  return proof.every(({ trial }, index) => (trial.verdict === 'leaks') === (index === proof.length - 1));
}
