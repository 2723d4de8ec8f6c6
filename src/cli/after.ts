import type { FinishedHunt } from './after-hunt.js';
import type { CommandLine } from './options/command-line.js';

/** What is done when a hunt is over; returns the exit code of the process. */
export type After = (finished: FinishedHunt) => Promise<number>;

const OPTIONS = ['blame', 'bisect-exit', 'save-baseline', 'baseline', 'update-baseline'];

/** null: nothing of this is asked for, and nothing of it is loaded. */
export async function prepareAfter(line: CommandLine, cwd: string | null): Promise<After | null> {
  if (!OPTIONS.some((name) => line.flags.has(name) || line.values.has(name))) return null;
  const { readAfterOptions } = await import('./options/after-options.js');
  const options = readAfterOptions(line, process.env, cwd);
  const { afterHunt } = await import('./after-hunt.js');
  return (finished) => afterHunt(options, finished);
}
