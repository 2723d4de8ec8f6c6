import type { CommandName } from './command-name.js';

/** An option that regrtest does not have. */
export interface OwnOption {
  /** With metavar: `--at <STATE>`, `--json [FILE]`, `-o, --output <FILE>`; the long one names the value. */
  readonly flags: string;
  readonly help: string;
  readonly group: string;
  readonly commands: readonly CommandName[];
  readonly choices?: readonly string[];
}

const STATE = 'State of the history (refhunt):';
const MEASURING = 'Measuring (refhunt):';
const RESULTS = 'Results (refhunt):';
const EXPLAINING = 'Explaining (refhunt):';
const BISECTING = 'Bisecting (refhunt):';

const HUNTS: readonly CommandName[] = ['hunt', 'explain', 'fix'];
const RUNS: readonly CommandName[] = [...HUNTS, 'bisect'];
const ALL: readonly CommandName[] = [...RUNS, 'audit', 'history'];

const option = (
  commands: readonly CommandName[],
  group: string,
  flags: string,
  help: string,
  choices?: readonly string[],
): OwnOption => ({ commands, group, flags, help, ...(choices && { choices }) });

/** In the order of --help. A value in brackets may be left out and is then only read after `=`. */
export const OWN_OPTIONS: readonly OwnOption[] = [
  option(ALL, STATE, '--at <STATE>', 'a commit, bpo-N, gh-N, 3.11.2, X^ (just before X); else the default state'),
  option(ALL, STATE, '--with <CHANGE>', 'put a change to the state: a name, or a JSON file; repeatable'),
  option(ALL, STATE, '--without <CHANGE>', 'take a change out of the state; repeatable'),
  option(RUNS, MEASURING, '--gc-stress [N]', 'collect at every Nth allocation (1)'),
  option(RUNS, MEASURING, '--harness-ints <WHETHER>', "count regrtest's own integers, as it does (on)", ['on', 'off']),
  option(RUNS, MEASURING, '--heap-limit <N>', 'most objects on the simulated heap'),
  option(HUNTS, MEASURING, '-X <WHAT>', 'showrefcount: print [N refs, M blocks] when the process ends', [
    'showrefcount',
  ]),
  option(
    HUNTS,
    MEASURING,
    '--show-left',
    'as -X showrefcount, for each interpreter, and what is left, by type and owner',
  ),
  option(HUNTS, MEASURING, '--assert-zero', 'a process that leaves references or blocks behind fails'),
  option(HUNTS, MEASURING, '--strict', '"(this is fine)" is not: periodic and uneven leaks fail, and are named'),
  option(
    ['hunt', 'explain'],
    MEASURING,
    '--until-proved',
    'compare the whole state after each run with those before: say whether any N would do',
  ),
  option(RUNS, RESULTS, '--style <VERSION>', 'count and print as regrtest of this version (3.11)', ['3.11', '3.13']),
  option(ALL, RESULTS, '--json [FILE]', 'results as JSON, to stdout or (only after =) to FILE'),
  option(['hunt'], RESULTS, '--save-baseline <FILE>', 'keep the leaks of this run as known ones'),
  option(
    ['hunt'],
    RESULTS,
    '--baseline <FILE>',
    'fail only for leaks that FILE does not know, and for entries that are stale',
  ),
  option(['hunt'], RESULTS, '--update-baseline', 'write smaller leaks back to the baseline; not under CI'),
  option(['hunt'], RESULTS, '--blame', 'say since which change of the history a test leaks'),
  option(['hunt'], RESULTS, '--bisect-exit', 'exit codes for git bisect run: 0 clean, 1 leaks, 125 cannot tell'),
  option(['hunt'], EXPLAINING, '--explain', 'explain each leak'),
  option(['hunt', 'explain'], EXPLAINING, '--graph', 'draw the objects that hold each other'),
  option(['hunt', 'explain'], EXPLAINING, '--format <FORMAT>', 'of the graph', [
    'text',
    'dot',
    'mermaid',
    'svg',
    'html',
  ]),
  option(['hunt', 'explain'], EXPLAINING, '--full', 'draw every object, fold none'),
  option(['hunt', 'explain'], EXPLAINING, '--no-fixes', 'name the cause, try no fixes'),
  option(
    ['hunt', 'explain'],
    EXPLAINING,
    '--ledger <OBJECT>',
    'every INCREF and DECREF of one object: #1 (as the explanation numbers it), a name, a path',
  ),
  option(
    ['hunt', 'explain'],
    EXPLAINING,
    '--trace-gc [N]',
    'list the collections of a run; the Nth, or the last of each interpreter that ended, phase by phase',
  ),
  option(['hunt', 'explain'], EXPLAINING, '--fail-each', 'let each fallible operation fail once, in turn'),
  option(['fix'], EXPLAINING, '--apply <N>', 'the fix to write, by its number in the table'),
  option(['explain', 'fix'], EXPLAINING, '-o, --output <FILE>', 'write to FILE'),
  option(['audit'], EXPLAINING, '--isolation', 'run, and look for objects that interpreters share'),
  option(['bisect'], BISECTING, '--bad <STATE>', 'a state that leaks (the default state)'),
  option(['bisect'], BISECTING, '--good <STATE>', 'a state that does not (the beginning of the history)'),
  option(['bisect'], BISECTING, '--all', 'every transition between clean and leaking'),
  option(['bisect'], BISECTING, '--git <GOOD..BAD>', 'over commits of the scenario files'),
  option(
    ['bisect'],
    BISECTING,
    '--changes',
    'minimal sets of changes that are enough for the leak, and that repair it',
  ),
  option(
    ['bisect'],
    BISECTING,
    '--vary <WHAT>',
    'what --changes leaves out in turn: extensions and objects, or all (changes)',
    ['changes', 'all'],
  ),
  option(['bisect'], BISECTING, '--cases', 'over the cases of the test, as test.bisect_cmd'),
  option(['bisect'], BISECTING, '-i, --input <FILE>', 'begin with the cases of FILE'),
  option(['bisect'], BISECTING, '-o, --output <FILE>', 'write the cases that leak to FILE'),
  option(['bisect'], BISECTING, '-n, --max-tests <N>', 'stop at N cases or fewer (1)'),
  option(['bisect'], BISECTING, '-N, --max-iter <N>', 'most hunts'),
  option(['history'], RESULTS, '--grid', 'run tests x changes'),
  option(['history'], RESULTS, '--all', 'with --grid: rows for changes that name none of the tests, too'),
  option(ALL, RESULTS, '-V, --version', 'show the version and exit'),
];

export type Takes = 'value' | 'flag' | 'optional';

export interface Spelled {
  /** `--at`, or `-X` where there is no long form. */
  readonly name: string;
  readonly spellings: readonly string[];
  readonly takes: Takes;
  readonly metavar: string;
}

/** `-o, --output <FILE>` taken apart. */
export function spelled(flags: string): Spelled {
  const match = /^(.*?)(?: ([<[])(.+)[>\]])?$/.exec(flags);
  const spellings = (match?.[1] ?? flags).split(', ');
  const takes = match?.[2] === undefined ? 'flag' : match[2] === '<' ? 'value' : 'optional';
  return { name: spellings.at(-1) ?? flags, spellings, takes, metavar: match?.[3] ?? '' };
}

/** The options of one command by each of their spellings. */
export function ownOptionsOf(command: CommandName): ReadonlyMap<string, Spelled> {
  const own = OWN_OPTIONS.filter(({ commands }) => commands.includes(command)).map(({ flags }) => spelled(flags));
  return new Map(own.flatMap((each) => each.spellings.map((spelling): [string, Spelled] => [spelling, each])));
}
