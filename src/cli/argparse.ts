import { pythonRepr } from '../report/printable.js';
import type { Spelled } from './own-options.js';
import { REGRTEST_OPTIONS, type RegrtestOption } from './regrtest-options.js';

/** A command line that argparse refuses; `message` is what stands after `regrtest.py: error: `. */
export class ArgparseError extends Error {
  override name = 'ArgparseError';
}

/** A word that looks like an option and is none. */
export class UnrecognizedArgument extends ArgparseError {
  override name = 'UnrecognizedArgument';
  readonly word: string;

  constructor(word: string) {
    super(`unrecognized arguments: ${word}`);
    this.word = word;
  }
}

/** An option of refhunt's own without the value that it needs. */
export class MissingValue extends Error {
  override name = 'MissingValue';
}

/** Options of refhunt's own by spelling; they go before those of regrtest. */
export type OwnOptions = ReadonlyMap<string, Spelled>;

/** One option with its value in the form that commander understands, or a name of a test. */
type Token = { readonly option: string; readonly value: string | null } | { readonly word: string };

const BY_FLAG = new Map<string, RegrtestOption>(
  REGRTEST_OPTIONS.flatMap((option) => option.flags.map((spelling): [string, RegrtestOption] => [spelling, option])),
);

const nameOf = (option: RegrtestOption): string => option.flags.join('/');
const longOf = (option: RegrtestOption): string => option.flags.at(-1) ?? '';

/** As argparse: a negative number is a value, anything else that starts with a dash is an option. */
function looksLikeOption(word: string): boolean {
  return word.startsWith('-') && word !== '-' && !/^-\d+$|^-\d*\.\d+$/.test(word) && !word.includes(' ');
}

/**
 * Reads the words as CPython's argparse does for the options of regrtest (values after `=` or attached, combined short
 * flags, unique prefixes of long options) and puts them in one plain form; options of refhunt's own pass unchanged.
 * CPython 3.11 Lib/argparse.py: ArgumentParser._parse_known_args()
 */
export function plainArguments(words: readonly string[], own: OwnOptions, afterDashes?: OwnOptions): string[] {
  return inPlainForm(tokensOf(words, own, afterDashes));
}

/** `afterDashes`: what follows `--` is no list of names but options again, of which these are refhunt's own. */
function tokensOf(words: readonly string[], own: OwnOptions, afterDashes?: OwnOptions): Token[] {
  const tokens: Token[] = [];
  const rest = [...words];
  const unknown: string[] = [];
  while (rest.length > 0) {
    const word = rest.shift() ?? '';
    if (word === '--') {
      const after = rest.splice(0);
      tokens.push(
        ...(afterDashes === undefined ? after.map((name) => ({ word: name })) : tokensOf(after, afterDashes)),
      );
    } else if (!looksLikeOption(word)) tokens.push({ word });
    else if (!takeOwn(word, rest, own, tokens) && !takeRegrtest(word, rest, tokens)) unknown.push(word);
  }
  if (unknown[0] !== undefined) throw new UnrecognizedArgument(unknown[0]);
  return tokens;
}

/** Options first, then `--` and the names: so that no name is taken for an option or for a value. */
function inPlainForm(tokens: readonly Token[]): string[] {
  const options = tokens.flatMap((token) => ('option' in token ? [optionWord(token.option, token.value)] : []));
  const names = tokens.flatMap((token) => ('word' in token ? [token.word] : []));
  return names.length > 0 ? [...options, '--', ...names] : options;
}

function optionWord(option: string, value: string | null): string {
  if (value === null) return option;
  return option.startsWith('--') ? `${option}=${value}` : `${option}${value}`;
}

function takeOwn(word: string, rest: string[], own: OwnOptions, tokens: Token[]): boolean {
  const equals = word.indexOf('=');
  const exact = own.get(equals < 0 ? word : word.slice(0, equals));
  const short = word.startsWith('--') ? undefined : own.get(word.slice(0, 2));
  const option = exact ?? (short?.takes === 'value' ? short : undefined);
  if (option === undefined) return false;
  const { name, takes, metavar } = option;
  let value: string | null = null;
  if (exact === undefined) value = word.slice(2);
  else if (equals >= 0) value = word.slice(equals + 1);
  else if (takes === 'value') value = rest.shift() ?? null;
  if (takes === 'value' && (value === null || value === '--')) {
    throw new MissingValue(`${name} needs a value: ${name} ${metavar}`);
  }
  if (takes === 'flag' && value !== null) throw new MissingValue(`${name} takes no value`);
  tokens.push({ option: name, value });
  return true;
}

function takeRegrtest(word: string, rest: string[], tokens: Token[]): boolean {
  const found = findOption(word);
  if (found === undefined) return false;
  let { option, attached } = found;
  const single = !word.startsWith('--');
  while (option.takes === 'flag' && attached !== null && single && !found.equals) {
    tokens.push({ option: longOf(option), value: null });
    const next = BY_FLAG.get(`-${attached[0]}`);
    if (next === undefined) throw ignored(option, attached);
    option = next;
    attached = attached.length > 1 ? attached.slice(1) : null;
  }
  if (option.takes === 'flag') {
    if (attached !== null) throw ignored(option, attached);
    tokens.push({ option: longOf(option), value: null });
  } else tokens.push({ option: longOf(option), value: attached ?? nextValue(option, rest) });
  return true;
}

function ignored(option: RegrtestOption, attached: string): ArgparseError {
  return new ArgparseError(`argument ${nameOf(option)}: ignored explicit argument ${pythonRepr(attached)}`);
}

function nextValue(option: RegrtestOption, rest: string[]): string {
  const next = rest[0];
  if (next === undefined || looksLikeOption(next) || next === '--') {
    throw new ArgparseError(`argument ${nameOf(option)}: expected one argument`);
  }
  rest.shift();
  return next;
}

interface Found {
  readonly option: RegrtestOption;
  /** Value that stands in the same word. */
  readonly attached: string | null;
  readonly equals: boolean;
}

function findOption(word: string): Found | undefined {
  const equals = word.indexOf('=');
  const name = equals < 0 ? word : word.slice(0, equals);
  const attached = equals < 0 ? null : word.slice(equals + 1);
  const exact = BY_FLAG.get(name);
  if (exact) return { option: exact, attached, equals: equals >= 0 };
  return word.startsWith('--') ? byPrefix(name, attached) : byLetter(word);
}

/** `-R3:3`, `-vq` */
function byLetter(word: string): Found | undefined {
  const option = BY_FLAG.get(word.slice(0, 2));
  return option && { option, attached: word.slice(2), equals: false };
}

function byPrefix(prefix: string, attached: string | null): Found | undefined {
  const matches = [...BY_FLAG].filter(([spelling]) => spelling.startsWith(prefix));
  const first = matches[0];
  if (first === undefined) return undefined;
  if (matches.length > 1) {
    const could = matches.map(([spelling]) => spelling).join(', ');
    throw new ArgparseError(`ambiguous option: ${prefix} could match ${could}`);
  }
  return { option: first[1], attached, equals: attached !== null };
}
