import { type CandidateSet, isSubset } from '../../src/bisect/candidate-set.js';
import { type Oracle, OutOfTrials, type Trial, type Verdict } from '../../src/bisect/trials.js';

/** Asks a function; counts what it was asked, so that a test can bound it. */
export class FunctionOracle implements Oracle<Trial> {
  readonly width: number;
  readonly asked: CandidateSet[] = [];
  readonly #judge: (set: CandidateSet) => Verdict;
  readonly #limit: number;

  constructor(judge: (set: CandidateSet) => Verdict, width = 1, limit = Number.POSITIVE_INFINITY) {
    this.#judge = judge;
    this.width = width;
    this.#limit = limit;
  }

  async ask(sets: readonly CandidateSet[]): Promise<Trial[]> {
    if (this.asked.length + sets.length > this.#limit) throw new OutOfTrials();
    this.asked.push(...sets);
    return sets.map((set) => ({ verdict: this.#judge(set) }));
  }
}

/** Leaks as soon as one of the planted sets is complete. */
export function planted(conjunctions: readonly CandidateSet[]): (set: CandidateSet) => Verdict {
  return (set) => (conjunctions.some((conjunction) => isSubset(conjunction, set)) ? 'leaks' : 'clean');
}
