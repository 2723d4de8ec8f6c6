import { HistoryError } from '../interp/history/find-change.js';
import { printableLines } from '../report/printable.js';
import { createSink } from '../report/sink.js';
import { Interrupted } from '../runner/guard.js';
import { UnknownTest } from '../runner/select.js';
import { EXIT_INTERNAL, EXIT_INTERRUPTED, EXIT_NOT_FOUND, EXIT_USAGE } from './exit-codes.js';
import { NotFoundError } from './not-found.js';
import { UsageError } from './options/command-line.js';
import type { CommandName } from './options/command-name.js';
import { OWN_OPTIONS, spelled } from './options/own-options.js';

const commandText = (command: CommandName): string => (command === 'hunt' ? 'refhunt' : `refhunt ${command}`);

/** A shorter word is near to too many others; in a longer one two letters may be wrong. */
const MIN_TYPO = 6;
const LONG = 9;

/** Says on stderr what ended a command before it could do its work: one line for a user's mistake. Returns the exit code. */
export async function reportError(error: unknown): Promise<number> {
  const [message, exitCode] = await described(error);
  createSink(2).write(`${printableLines(message)}\n`);
  return exitCode;
}

async function described(error: unknown): Promise<[string, number]> {
  if (error instanceof UsageError) return [await usageText(error), EXIT_USAGE];
  if (error instanceof HistoryError) return [`refhunt: ${error.message}`, EXIT_USAGE];
  if (error instanceof NotFoundError) return [error.message, EXIT_NOT_FOUND];
  if (error instanceof UnknownTest) {
    return [new NotFoundError(`refhunt: ${error.message}`, error.suggestion).message, EXIT_NOT_FOUND];
  }
  if (error instanceof Interrupted) return ['refhunt: interrupted', EXIT_INTERRUPTED];
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [`refhunt: this is a fault of refhunt itself: ${text}`, EXIT_INTERNAL];
}

/** An option of refhunt's own that was mistyped, or meant for another command, is not regrtest's to complain of. */
async function usageText({ message, word }: UsageError): Promise<string> {
  const name = word?.split('=')[0] ?? '';
  const commands = OWN_OPTIONS.filter(({ flags }) => spelled(flags).name === name).flatMap((own) => own.commands);
  if (commands.length > 0) return `refhunt: ${name} is an option of ${commands.map(commandText).join(', ')}`;
  if (!name.startsWith('--') || name.length < MIN_TYPO) return message;
  const { distance } = await import('fastest-levenshtein');
  const near = OWN_OPTIONS.map(({ flags }) => spelled(flags).name).find(
    (own) => distance(own, name) <= (name.length < LONG ? 1 : 2),
  );
  return near === undefined ? message : `refhunt: no option ${name}; did you mean ${near}?`;
}
