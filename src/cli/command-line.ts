import { Command, CommanderError, Option } from 'commander';
import type { MatchPattern } from '../runner/options.js';
import { ArgparseError, type OwnOptions, plainArguments } from './argparse.js';
import { REGRTEST_OPTIONS } from './regrtest-options.js';

const OWN = 'refhunt:';

interface OwnOption {
  readonly flags: string;
  readonly takes: 'value' | 'flag' | 'optional';
  readonly help: string;
  readonly choices?: readonly string[];
}

const OWN_OPTIONS: readonly OwnOption[] = [
  {
    flags: '--at <STATE>',
    takes: 'value',
    help: 'run in a state of the history: a commit, bpo-N, gh-N, 3.11.2, X^ (just before X)',
  },
  {
    flags: '--with <CHANGE>',
    takes: 'value',
    help: 'put a change to the state: a name, or a JSON file; repeatable',
  },
  { flags: '--without <CHANGE>', takes: 'value', help: 'take a change out of the state; repeatable' },
  {
    flags: '--style <STYLE>',
    takes: 'value',
    choices: ['3.11', '3.13'],
    help: 'print and count as regrtest of this version (3.11)',
  },
  { flags: '--json [FILE]', takes: 'optional', help: 'the results as JSON, on stdout or (only after =) in FILE' },
  { flags: '--strict', takes: 'flag', help: '"(this is fine)" is not: whatever moved fails' },
  { flags: '--gc-stress [N]', takes: 'optional', help: 'collect at every Nth allocation (1)' },
  { flags: '--heap-limit <N>', takes: 'value', help: 'most objects on the simulated heap' },
  { flags: '-V, --version', takes: 'flag', help: 'show the version and exit' },
];

const spellings = (flags: string): string[] => flags.replace(/ .[A-Z]+.$/, '').split(', ');

const OWN_BY_FLAG: OwnOptions = new Map(
  OWN_OPTIONS.flatMap(({ flags, takes }) =>
    spellings(flags).map((spelling): [string, OwnOption['takes']] => [spelling, takes]),
  ),
);

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

/** Everything that --help lists; options of regrtest first. */
export function createProgram(): Command {
  const program = new Command('refhunt').helpOption(false).argument('[tests...]').allowExcessArguments(false);
  for (const { flags, takes, metavar, help, group, hidden } of REGRTEST_OPTIONS) {
    const suffix = takes === 'value' ? ` <${metavar}>` : '';
    const option = new Option(`${flags.join(', ')}${suffix}`, help).helpGroup(group);
    program.addOption(hidden ? option.hideHelp() : option);
  }
  for (const { flags, help, choices } of OWN_OPTIONS) {
    const option = new Option(flags, help).helpGroup(OWN);
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

/** Reads the words after `refhunt`; a UsageError holds what to print. */
export function readCommandLine(words: readonly string[]): CommandLine {
  const values = new Map<string, string[]>();
  const flags = new Set<string>();
  const patterns: (MatchPattern & { file: boolean })[] = [];
  const program = createProgram()
    .exitOverride()
    .configureOutput({ writeErr: () => {}, writeOut: () => {} });
  for (const option of program.options) {
    const name = option.long?.slice(2) ?? '';
    program.on(`option:${option.name()}`, (text: unknown) => {
      if (typeof text !== 'string' || !(option.required || option.optional)) flags.add(name);
      else values.set(name, [...(values.get(name) ?? []), text]);
      const pattern = PATTERN_OPTIONS[name];
      if (pattern !== undefined) patterns.push({ ...pattern, pattern: String(text) });
    });
  }
  try {
    program.parse(plainArguments(words, OWN_BY_FLAG), { from: 'user' });
  } catch (error) {
    throw usageErrorOf(error);
  }
  return { names: program.args, values, flags, patterns };
}

function usageErrorOf(error: unknown): unknown {
  if (error instanceof ArgparseError) return argparseError(error.message);
  if (!(error instanceof CommanderError)) return error;
  return new UsageError(`refhunt: ${error.message}\nPass -h or --help for complete help.`);
}
