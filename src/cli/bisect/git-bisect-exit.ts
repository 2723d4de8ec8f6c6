import type { State, TestResult } from '../../runner/result.js';
import { EXIT_INTERRUPTED } from '../exit-codes.js';
import { UsageError } from '../options/command-line.js';
import { reportError } from '../user-error.js';

/** What `git bisect run` understands. */
const GOOD = 0;
const BAD = 1;
/** This commit cannot be tested. */
const SKIP = 125;
/** Ends the bisection: above 127, as git's own for a wrong command line. */
const ABORT = 129;

const JUDGED: ReadonlySet<State> = new Set<State>(['PASSED', 'ENV_CHANGED', 'REFLEAK']);

/** --bisect-exit: a leak is what is looked for, whatever else went wrong. */
export function gitBisectExit(results: readonly TestResult[], interrupted: boolean): number {
  if (interrupted) return EXIT_INTERRUPTED;
  if (results.some(({ state }) => state === 'REFLEAK')) return BAD;
  return results.length > 0 && results.every(({ state }) => JUDGED.has(state)) ? GOOD : SKIP;
}

/** A run that ends before a test could be judged; a wrong command line would be wrong at every commit. */
export async function forGitBisect(run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    await reportError(error);
    return error instanceof UsageError ? ABORT : SKIP;
  }
}
