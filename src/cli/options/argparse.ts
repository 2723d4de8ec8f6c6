import { pythonRepr } from '../../report/printable.js';
import type { Style } from '../../runner/options.js';
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

/** An option used in a way that refhunt itself refuses, in its own words. */
export class OptionError extends Error {
  override name = 'OptionError';
}

/** Options of refhunt's own by spelling; they go before those of regrtest. */
export type OwnOptions = ReadonlyMap<string, Spelled>;

export interface Grammar {
  /** Whose prefixes and messages. */
  readonly style: Style;
  readonly own: OwnOptions;
  /** What follows `--` is options again, of which these are refhunt's own; null: `--` means nothing, as in regrtest. */
  readonly afterDashes: OwnOptions | null;
}

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
export function plainArguments(words: readonly string[], grammar: Grammar): string[] {
  const tokens = new Words(words, grammar).read();
  if (tokens.some((token) => 'option' in token && token.option === '--help')) return ['--help'];
  const dashed = tokens.find((token) => 'word' in token && token.word.startsWith('-'));
  if (dashed !== undefined && 'word' in dashed) throw new UnrecognizedArgument(dashed.word);
  return inPlainForm(tokens);
}

/** Options first, then `--` and the names: so that no name is taken for a value. */
function inPlainForm(tokens: readonly Token[]): string[] {
  const options = tokens.flatMap((token) => ('option' in token ? [optionWord(token.option, token.value)] : []));
  const names = tokens.flatMap((token) => ('word' in token ? [token.word] : []));
  return names.length > 0 ? [...options, '--', ...names] : options;
}

function optionWord(option: string, value: string | null): string {
  if (value === null) return option;
  return option.startsWith('--') ? `${option}=${value}` : `${option}${value}`;
}

interface Found {
  readonly option: RegrtestOption;
  /** Value that stands in the same word. */
  readonly attached: string | null;
  readonly equals: boolean;
}

/** Takes one word after the other, with the values that follow options. */
class Words {
  readonly #rest: string[];
  readonly #grammar: Grammar;
  readonly #tokens: Token[] = [];

  constructor(words: readonly string[], grammar: Grammar) {
    this.#rest = [...words];
    this.#grammar = grammar;
  }

  read(): Token[] {
    for (let word = this.#rest.shift(); word !== undefined; word = this.#rest.shift()) {
      if (word === '--') this.#afterDashes();
      else if (!this.#isOption(word)) this.#tokens.push({ word });
      else if (!this.#takeOwn(word) && !this.#takeRegrtest(word)) this.#tokens.push({ word });
    }
    return this.#tokens;
  }

  /** A word with a space in it is one where its beginning names an option. CPython 3.11 Lib/argparse.py: ArgumentParser._parse_optional() */
  #isOption(word: string): boolean {
    if (looksLikeOption(word)) return true;
    if (!word.startsWith('-') || !word.includes(' ')) return false;
    const name = word.split('=')[0] ?? word;
    const { own } = this.#grammar;
    const isOwn = own.has(name) || (!word.startsWith('--') && own.has(word.slice(0, 2)));
    return isOwn || this.#find(word) !== undefined;
  }

  #afterDashes(): void {
    const { afterDashes, style } = this.#grammar;
    const rest = this.#rest.splice(0);
    if (afterDashes === null) this.#tokens.push(...['--', ...rest].map((word) => ({ word })));
    else this.#tokens.push(...new Words(rest, { style, own: afterDashes, afterDashes: null }).read());
  }

  #takeOwn(word: string): boolean {
    const { own } = this.#grammar;
    const equals = word.indexOf('=');
    const exact = own.get(equals < 0 ? word : word.slice(0, equals));
    const short = word.startsWith('--') ? undefined : own.get(word.slice(0, 2));
    const option = exact ?? (short?.takes === 'value' ? short : undefined);
    if (option === undefined) return false;
    const { name, takes } = option;
    const attached = exact === undefined ? word.slice(2) : equals < 0 ? null : word.slice(equals + 1);
    const value = attached ?? (takes === 'value' ? (this.#rest.shift() ?? null) : null);
    checkOwnValue(option, value);
    this.#tokens.push({ option: name, value });
    return true;
  }

  #takeRegrtest(word: string): boolean {
    const found = this.#find(word);
    if (found === undefined) return false;
    let { option, attached } = found;
    const single = !word.startsWith('--');
    while (option.takes === 'flag' && attached !== null && single && !found.equals) {
      this.#push(option, null);
      const next = BY_FLAG.get(`-${attached[0]}`);
      if (next === undefined) throw ignored(option, attached);
      option = next;
      attached = attached.length > 1 ? this.#withoutEquals(attached.slice(1)) : null;
    }
    if (option.takes === 'value') this.#push(option, attached ?? this.#nextValue(option));
    else if (attached === null) this.#push(option, null);
    else throw ignored(option, attached);
    return true;
  }

  /** 3.13 reads `-vR=3:3` as it reads `-R=3:3`. */
  #withoutEquals(attached: string): string {
    return this.#grammar.style === '3.13' ? attached.replace(/^=/, '') : attached;
  }

  #push(option: RegrtestOption, value: string | null): void {
    const name = longOf(option);
    // The help is printed where argparse meets the option; what comes after it is not looked at.
    if (name === '--help') this.#rest.length = 0;
    if (option.refused) throw new OptionError(`${nameOf(option)} of regrtest has no meaning here`);
    const problem = value === null ? null : (option.type?.(value, this.#grammar.style) ?? null);
    if (problem !== null) throw new ArgparseError(`argument ${nameOf(option)}: ${problem}`);
    this.#tokens.push({ option: name, value });
  }

  #nextValue(option: RegrtestOption): string {
    const next = this.#rest[0];
    if (next === undefined || this.#isOption(next)) {
      throw new ArgparseError(`argument ${nameOf(option)}: expected one argument`);
    }
    this.#rest.shift();
    return next;
  }

  #find(word: string): Found | undefined {
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    const attached = equals < 0 ? null : word.slice(equals + 1);
    const exact = BY_FLAG.get(name);
    if (exact) return { option: exact, attached, equals: equals >= 0 };
    return word.startsWith('--') ? this.#byPrefix(word, name, attached) : byLetter(word);
  }

  #byPrefix(word: string, prefix: string, attached: string | null): Found | undefined {
    const { style } = this.#grammar;
    const matches = [...BY_FLAG].filter(
      ([spelling, option]) => spelling.startsWith(prefix) && (option.style ?? style) === style,
    );
    // The order of the messages: 3.13 has moved this one to the general options.
    if (style === '3.13') matches.sort(([a], [b]) => Number(b === '--randseed') - Number(a === '--randseed'));
    const first = matches[0];
    if (first === undefined) return undefined;
    if (matches.length > 1) {
      const could = matches.map(([spelling]) => spelling).join(', ');
      throw new ArgparseError(`ambiguous option: ${word} could match ${could}`);
    }
    return { option: first[1], attached, equals: attached !== null };
  }
}

function checkOwnValue({ name, takes, metavar }: Spelled, value: string | null): void {
  if (takes === 'value' && (value === null || value === '--')) {
    throw new OptionError(`${name} needs a value: ${name} ${metavar}`);
  }
  if (takes === 'flag' && value !== null) throw new OptionError(`${name} takes no value`);
}

function ignored(option: RegrtestOption, attached: string): ArgparseError {
  return new ArgparseError(`argument ${nameOf(option)}: ignored explicit argument ${pythonRepr(attached)}`);
}

/** `-R3:3`, `-vq` */
function byLetter(word: string): Found | undefined {
  const option = BY_FLAG.get(word.slice(0, 2));
  return option && { option, attached: word.slice(2), equals: false };
}
