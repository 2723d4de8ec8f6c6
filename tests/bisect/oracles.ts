import { type CandidateSet, isSubset } from '../../src/bisect/candidate-set.js';
import type { Oracle, Trial, Verdict } from '../../src/bisect/trials.js';

/** Asks a function; counts what it was asked, so that a test can bound it. */
export class FunctionOracle implements Oracle<Trial> {
  readonly width: number;
  readonly asked: CandidateSet[] = [];
  readonly #judge: (set: CandidateSet) => Verdict;

  constructor(judge: (set: CandidateSet) => Verdict, width = 1) {
    this.#judge = judge;
    this.width = width;
  }

  async ask(sets: readonly CandidateSet[]): Promise<Trial[]> {
    this.asked.push(...sets);
    return sets.map((set) => ({ verdict: this.#judge(set) }));
  }
}

/** Leaks as soon as one of the planted sets is complete. */
export function planted(conjunctions: readonly CandidateSet[]): (set: CandidateSet) => Verdict {
  return (set) => (conjunctions.some((conjunction) => isSubset(conjunction, set)) ? 'leaks' : 'clean');
}
