/** What CPython counted, and what came out here; texts for the table. */
export interface Verdict {
  readonly agrees: boolean;
  readonly expected: string;
  readonly actual: string;
  /** What the simulated numbers are made of: shown where the two disagree. */
  readonly items: readonly string[];
}

/** One recorded fact of a real build and the way to produce it here. */
export interface ConformanceCase {
  /** Row of the table: the file of recipes, the mechanism. */
  readonly family: string;
  readonly name: string;
  readonly build: string;
  readonly run: () => Verdict;
}
