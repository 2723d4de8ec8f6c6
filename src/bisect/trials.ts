import { type CandidateSet, isSubset } from './candidate-set.js';

/** 'unresolved': the set gives no world, or the test could not be judged in it. */
export type Verdict = 'leaks' | 'clean' | 'unresolved';

export interface Trial {
  readonly verdict: Verdict;
}

/** Tries sets, several at a time where it can; the answers stand in the order of the questions. */
export interface Oracle<Answer, Question = CandidateSet> {
  /** How many questions are worth asking at once. */
  readonly width: number;
  ask(questions: readonly Question[]): Promise<readonly Answer[]>;
}

/** A set that leaks within one that does not: the leak is not monotone in the candidates. */
export interface Contradiction {
  readonly leaks: CandidateSet;
  readonly clean: CandidateSet;
}

/** Thrown by an oracle whose number of answers is used up. */
export class OutOfTrials extends Error {
  override name = 'OutOfTrials';
}

/** What the body gives, or `instead` where the oracle's answers are used up. */
export async function unlessSpent<T>(body: () => Promise<T>, instead: T): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof OutOfTrials) return instead;
    throw error;
  }
}

/** What has been tried: each set once, with a watch on monotonicity. */
export class Trials<T extends Trial> {
  readonly #oracle: Oracle<T>;
  readonly #known = new Map<CandidateSet, T>();
  readonly #leaking: CandidateSet[] = [];
  readonly #clean: CandidateSet[] = [];
  #contradiction: Contradiction | null = null;
  #unresolved = 0;

  constructor(oracle: Oracle<T>) {
    this.#oracle = oracle;
  }

  get width(): number {
    return this.#oracle.width;
  }

  /** Sets that were tried. */
  get count(): number {
    return this.#known.size;
  }

  get unresolved(): number {
    return this.#unresolved;
  }

  get contradiction(): Contradiction | null {
    return this.#contradiction;
  }

  /** What is known of a set without trying it. */
  known(set: CandidateSet): T | undefined {
    return this.#known.get(set);
  }

  async of(set: CandidateSet): Promise<T> {
    const [trial] = await this.ofAll([set]);
    return trial as T;
  }

  async leaks(set: CandidateSet): Promise<boolean> {
    return (await this.of(set)).verdict === 'leaks';
  }

  /** In the order of the sets; what is known already is not tried again. */
  async ofAll(sets: readonly CandidateSet[]): Promise<T[]> {
    const fresh = [...new Set(sets)].filter((set) => !this.#known.has(set));
    const answers = fresh.length > 0 ? await this.#oracle.ask(fresh) : [];
    for (const [index, set] of fresh.entries()) this.#enter(set, answers[index] as T);
    return sets.map((set) => this.#known.get(set) as T);
  }

  #enter(set: CandidateSet, trial: T): void {
    this.#known.set(set, trial);
    if (trial.verdict === 'unresolved') this.#unresolved++;
    else if (trial.verdict === 'leaks') {
      this.#leaking.push(set);
      const clean = this.#contradiction ? undefined : this.#clean.find((other) => isSubset(set, other));
      if (clean !== undefined) this.#contradiction = { leaks: set, clean };
    } else {
      this.#clean.push(set);
      const leaks = this.#contradiction ? undefined : this.#leaking.find((other) => isSubset(other, set));
      if (leaks !== undefined) this.#contradiction = { leaks, clean: set };
    }
  }
}
