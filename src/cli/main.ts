import { writeSync } from 'node:fs';
import type { Command } from './commands.js';
import { tuneEngine } from './engine.js';
import { EXIT_OK } from './exit-codes.js';
import type { CommandName } from './options/command-name.js';
import { packageVersion } from './version.js';

// As Node has it: tests may put something else there.
const { exit } = process;

/**
 * Runs the command line `argv` (as in process.argv) and ends the process: timers that tests left behind do not keep it
 * alive, and what they want to do at its end is not done.
 */
export async function main(argv: readonly string[]): Promise<never> {
  const code = await run(argv.slice(2));
  process.removeAllListeners('exit');
  return exit.call(process, code);
}

async function run(words: readonly string[]): Promise<number> {
  const first = words[0];
  if (words.length === 1 && (first === '--version' || first === '-V')) {
    writeSync(1, `${packageVersion()}\n`);
    return EXIT_OK;
  }
  tuneEngine();
  try {
    const [command, rest] = await commandOf(words);
    return await command(rest);
  } catch (error) {
    // Known by name: the class comes with all that reads a command line.
    if (error instanceof Error && error.name === 'HelpAsked' && 'command' in error)
      return await help(String(error.command))([]);
    const { reportError } = await import('./user-error.js');
    return await reportError(error);
  }
}

/** A subcommand is the first word; a test of that name is reached as a path: `./history.ts`. */
async function commandOf(words: readonly string[]): Promise<[Command, readonly string[]]> {
  const [first, ...rest] = words;
  if (first !== undefined && /^[a-z]+$/.test(first)) {
    const { commandEntry } = await import('./commands.js');
    const entry = commandEntry(first);
    if (entry !== undefined)
      return [asksForHelp(rest) ? help(first) : ((await entry.load?.()) ?? missing(first)), rest];
  }
  const { hunt } = await import('./hunt.js');
  return [hunt, words];
}

function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return words.slice(0, end < 0 ? words.length : end).some((word) => word === '-h' || word === '--help');
}

function help(name: string): Command {
  return async () => {
    const { helpText } = await import('./options/help.js');
    writeSync(1, helpText(name as CommandName));
    return EXIT_OK;
  };
}

function missing(name: string): Command {
  return async () => {
    const { UsageError } = await import('./options/command-line.js');
    throw new UsageError(`refhunt: the command ${name} is not part of this version`);
  };
}
