import { type CommandLine, UsageError } from './command-line.js';

export type BisectMode = 'history' | 'git' | 'changes' | 'cases';

/** What `refhunt bisect` is asked for, besides the hunts that it runs. */
export interface BisectOptions {
  readonly mode: BisectMode;
  readonly good: string | null;
  readonly bad: string | null;
  /** Every transition of the history. */
  readonly all: boolean;
  /** GOOD..BAD */
  readonly git: string | null;
  readonly vary: 'changes' | 'all';
  /** -i, -o, -n, -N of bisect_cmd. */
  readonly input: string | null;
  readonly output: string | null;
  readonly maxTests: number;
  readonly maxIter: number;
}

/** Which options mean something where. */
const BELONGS: readonly (readonly [name: string, modes: readonly BisectMode[]])[] = [
  ['good', ['history']],
  ['bad', ['history', 'changes']],
  ['all', ['history']],
  ['vary', ['changes']],
  ['input', ['cases']],
  ['output', ['cases']],
  ['max-tests', ['cases']],
  ['max-iter', ['cases', 'changes']],
];

const HINTS: Readonly<Record<string, string>> = {
  input: '; what regrtest is to ignore stands after `--`: -- -i PATTERN',
  output: '; what regrtest calls -o stands after `--`: -- -o',
};

/** Reads the options of bisect; a UsageError says what is wrong. */
export function readBisectOptions({ values, flags }: CommandLine): BisectOptions {
  const last = (name: string): string | null => values.get(name)?.at(-1) ?? null;
  const mode = modeOf(values, flags);
  for (const [name, modes] of BELONGS) {
    if (modes.includes(mode) || !(values.has(name) || flags.has(name))) continue;
    const where = mode === 'history' ? `without ${modes.map((each) => `--${each}`).join(' or ')}` : `with --${mode}`;
    throw new UsageError(`refhunt bisect: --${name} has no meaning ${where}${HINTS[name] ?? ''}`);
  }
  return {
    mode,
    good: last('good'),
    bad: last('bad'),
    all: flags.has('all'),
    git: last('git'),
    vary: last('vary') === 'all' ? 'all' : 'changes',
    input: last('input'),
    output: last('output'),
    maxTests: count(last('max-tests'), '-n/--max-tests') ?? 1,
    maxIter: count(last('max-iter'), '-N/--max-iter') ?? Number.POSITIVE_INFINITY,
  };
}

function modeOf(values: CommandLine['values'], flags: CommandLine['flags']): BisectMode {
  const chosen = (['git', 'changes', 'cases'] as const).filter((name) => values.has(name) || flags.has(name));
  if (chosen.length > 1) {
    throw new UsageError(`refhunt bisect: ${chosen.map((name) => `--${name}`).join(' and ')} do not go together`);
  }
  return chosen[0] ?? 'history';
}

function count(text: string | null, option: string): number | undefined {
  if (text === null) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`refhunt bisect: ${option} needs a number from 1 on, not '${text}'`);
}
