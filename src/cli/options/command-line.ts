import { Command, CommanderError, Option } from 'commander';
import type { MatchPattern, Style } from '../../runner/options.js';
import { ArgparseError, OptionError, plainArguments, UnrecognizedArgument } from './argparse.js';
import type { CommandName } from './command-name.js';
import { OWN_OPTIONS, type OwnOption, ownOptionsOf, spelled } from './own-options.js';
import { REGRTEST_OPTIONS } from './regrtest-options.js';

/** What stands on the command line, as text; nothing is interpreted yet. */
export interface CommandLine {
  readonly names: readonly string[];
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly flags: ReadonlySet<string>;
  /** -m, -i, --matchfile, --ignorefile in their order. */
  readonly patterns: readonly (MatchPattern & { readonly file: boolean })[];
}

/** A wrong command line: the message is complete, without a newline at its end. */
export class UsageError extends Error {
  override name = 'UsageError';
  /** The word that is wrong, where something near it may have been meant. */
  readonly word: string | null;

  constructor(message: string, word: string | null = null) {
    super(message);
    this.word = word;
  }
}

/** --help: no error, but nothing else is done. */
export class HelpAsked extends Error {
  override name = 'HelpAsked';
  readonly command: CommandName;

  constructor(command: CommandName) {
    super(`help of ${command}`);
    this.command = command;
  }
}

/** The four lines of argparse. */
function argparseText(message: string): string {
  return [
    'usage: python -m test [options] [test_name1 [test_name2 ...]]',
    'python path/to/Lib/test/regrtest.py [options] [test_name1 [test_name2 ...]]',
    `regrtest.py: error: ${message}`,
    'Pass -h or --help for complete help.',
  ].join('\n');
}

export function argparseError(message: string): UsageError {
  return new UsageError(argparseText(message));
}

/** Options of refhunt's own that a command reads; after `--`, bisect reads those of a hunt. */
function ownOptions(command: CommandName): OwnOption[] {
  const names = command === 'bisect' ? [command, 'hunt'] : [command];
  return OWN_OPTIONS.filter(({ commands }) => names.some((name) => commands.includes(name as CommandName)));
}

/** Long forms only: the pass over argv has replaced the short ones, which mean one thing here and another there. */
function createProgram(command: CommandName): Command {
  const program = new Command('refhunt').helpOption(false).argument('[tests...]').allowExcessArguments(false);
  for (const { flags, takes, metavar, refused } of REGRTEST_OPTIONS) {
    if (refused) continue;
    program.addOption(new Option(`${flags.at(-1)}${takes === 'value' ? ` <${metavar}>` : ''}`));
  }
  for (const { flags, choices } of ownOptions(command)) {
    const { name, takes, metavar } = spelled(flags);
    const value = takes === 'flag' ? '' : takes === 'value' ? ` <${metavar}>` : ` [${metavar}]`;
    const option = new Option(`${name}${value}`);
    program.addOption(choices === undefined ? option : option.choices(choices));
  }
  return program;
}

const PATTERN_OPTIONS: Readonly<Record<string, { accept: boolean; file: boolean }>> = {
  match: { accept: true, file: false },
  ignore: { accept: false, file: false },
  matchfile: { accept: true, file: true },
  ignorefile: { accept: false, file: true },
};

/** Reads the words after `refhunt`, or after the name of a subcommand; a UsageError holds what to print. */
export function readCommandLine(words: readonly string[], command: CommandName = 'hunt'): CommandLine {
  const values = new Map<string, string[]>();
  const flags = new Set<string>();
  const patterns: (MatchPattern & { file: boolean })[] = [];
  const program = createProgram(command)
    .exitOverride()
    .configureOutput({ writeErr: () => {}, writeOut: () => {} });
  for (const option of program.options) {
    const name = (option.long ?? option.short ?? '').replace(/^-+/, '');
    program.on(`option:${option.name()}`, (text: unknown) => {
      if (typeof text !== 'string' || !(option.required || option.optional)) flags.add(name);
      else values.set(name, [...(values.get(name) ?? []), text]);
      const pattern = PATTERN_OPTIONS[name];
      if (pattern !== undefined) patterns.push({ ...pattern, pattern: String(text) });
    });
  }
  try {
    const afterDashes = command === 'bisect' ? ownOptionsOf('hunt') : null;
    const grammar = { style: styleIn(words), own: ownOptionsOf(command), afterDashes };
    program.parse(plainArguments(words, grammar), { from: 'user' });
  } catch (error) {
    throw usageErrorOf(error);
  }
  return { names: program.args, values, flags, patterns };
}

/** The style must be known before the words are read: the styles differ in what they read. */
function styleIn(words: readonly string[]): Style {
  const styles = words.flatMap((word, index) => {
    if (word === '--style') return words[index + 1] ?? '';
    return word.startsWith('--style=') ? word.slice('--style='.length) : [];
  });
  return styles.at(-1) === '3.13' ? '3.13' : '3.11';
}

function usageErrorOf(error: unknown): unknown {
  if (error instanceof UnrecognizedArgument) return new UsageError(argparseText(error.message), error.word);
  if (error instanceof ArgparseError) return argparseError(error.message);
  if (error instanceof OptionError) return new UsageError(`refhunt: ${error.message}`);
  if (!(error instanceof CommanderError)) return error;
  return new UsageError(`refhunt: ${error.message.replace(/^error: /, '')}`);
}
