import { writeSync } from 'node:fs';
import { EXIT_OK } from './exit-codes.js';
import { packageVersion } from './version.js';

/** Runs the command line `argv` (as in process.argv) and sets the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = await run(argv.slice(2));
}

async function run(words: readonly string[]): Promise<number> {
  const first = words[0];
  if (words.length === 1 && (first === '--version' || first === '-V')) {
    writeSync(1, `${packageVersion()}\n`);
    return EXIT_OK;
  }
  const { hunt } = await import('./hunt.js');
  return await hunt(words);
}
