import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, resolve } from 'node:path';
import { pythonRepr } from '../../report/printable.js';
import { nearest } from '../../runner/find.js';
import { type HuntRefleak, parseHuntrleaks, pythonBigInt, pythonFloat, pythonInt } from '../../runner/huntrleaks.js';
import type { EndOptions, MatchPattern, Style, WorldOptions } from '../../runner/options.js';
import { NotFoundError } from '../not-found.js';
import { allResources } from './argument-types.js';
import { argparseError, type CommandLine, UsageError } from './command-line.js';

export type PictureFormat = 'text' | 'dot' | 'mermaid' | 'svg' | 'html';

/** The command line of a hunt, read and checked. */
export interface HuntOptions {
  readonly names: readonly string[];
  readonly style: Style;
  readonly huntRefleak: HuntRefleak | null;
  readonly jobs: number | null;
  readonly timeout: number | null;
  readonly forever: boolean;
  readonly failfast: boolean;
  readonly rerun: boolean;
  readonly pgo: boolean;
  readonly failEnvChanged: boolean;
  readonly failRerun: boolean;
  readonly listTests: boolean;
  readonly listCases: boolean;
  readonly junitXml: string | null;
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly outputOnFailure: boolean;
  readonly slowest: boolean;
  readonly header: boolean;
  readonly patterns: readonly MatchPattern[];
  readonly fromfile: string | null;
  readonly exclude: boolean;
  readonly start: string | null;
  readonly single: boolean;
  readonly randomize: boolean;
  readonly seed: bigint | null;
  readonly resources: readonly string[];
  readonly testdir: string | null;
  readonly world: WorldOptions;
  /** '' is stdout. */
  readonly json: string | null;
  readonly strict: boolean;
  readonly untilProved: boolean;
  readonly explain: boolean;
  /** With --explain: try what would fix it. */
  readonly fixes: boolean;
  /** Pictures of every object, none folded. */
  readonly full: boolean;
  /** --ledger: what object, in the words of an explanation; null: none. */
  readonly ledger: string | null;
  /** --trace-gc: the number of a collection; null: the last ones; undefined: nothing is traced. */
  readonly traceGc: number | null | undefined;
  /** --graph, --format: undefined: none. */
  readonly picture: { readonly format: PictureFormat; readonly output: string | null } | undefined;
  readonly gcStress: number;
  readonly harnessInts: boolean;
  /** null: nobody looks at the end of a test's process. */
  readonly end: EndOptions | null;
  readonly heapLimit: number | null;
  /** Lines for stderr before anything else. */
  readonly warnings: readonly string[];
}

const INVALID_HUNTRLEAKS =
  'Invalid values for the --huntrleaks/-R parameters. The number of warmups and repetitions must be at least 1 each (1:1).';

function readHuntrleaks(text: string | undefined): HuntRefleak | null {
  const hunt = text === undefined ? 'parts' : parseHuntrleaks(text);
  return typeof hunt === 'string' ? null : hunt;
}

function readJobs(text: string | undefined): number | null {
  const jobs = text === undefined ? undefined : pythonBigInt(text);
  if (jobs === undefined) return null;
  return jobs <= 0n ? availableParallelism() + 2 : Number(jobs);
}

function readTimeout(text: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  const seconds = pythonFloat(text);
  if (seconds === undefined) throw argparseError(`invalid timeout value: ${pythonRepr(text)}`);
  return seconds > 0 ? seconds : null;
}

/** CPython 3.11 Lib/test/libregrtest/cmdline.py: _parse_args() on -u */
function readResources(lists: readonly string[], style: Style): string[] {
  const enabled = new Set<string>();
  for (const word of lists.flatMap((list) => list.toLowerCase().split(','))) {
    if (word === 'all') for (const resource of allResources(style)) enabled.add(resource);
    else if (word === 'none') enabled.clear();
    else if (word.startsWith('-')) enabled.delete(word.slice(1));
    else enabled.add(word);
  }
  return [...enabled];
}

/** A positive number after an option of refhunt's own. */
function readCount(text: string | undefined, option: string): number | null {
  if (text === undefined) return null;
  const count = pythonInt(text);
  if (count === undefined || count < 1)
    throw new UsageError(`refhunt: ${option} needs a number from 1 on, not ${pythonRepr(text)}`);
  return count;
}

/** Lines of a file that an option names; a file that is not there is an error that suggests one that is. */
export async function readLines(option: string, file: string, cwd: string | null): Promise<string[]> {
  const path = cwd === null ? file : resolve(cwd, file);
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    if (lines.at(-1) === '') lines.pop();
    return lines;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/, open .*/, '') : String(error);
    throw new NotFoundError(`refhunt: ${option} ${file}: ${reason}`, await nearest(basename(file), namesBeside(path)));
  }
}

function namesBeside(path: string): string[] {
  try {
    return readdirSync(dirname(path));
  } catch {
    return [];
  }
}

/** 3.11 keeps one --matchfile and one --ignorefile, the last of each. */
function patternsOf({ patterns }: CommandLine, style: Style): CommandLine['patterns'] {
  if (style === '3.13') return patterns;
  return patterns.filter((each, index) => {
    const later = patterns.slice(index + 1);
    return !each.file || !later.some(({ file, accept }) => file && accept === each.accept);
  });
}

async function readPatterns(line: CommandLine, style: Style, cwd: string | null): Promise<MatchPattern[]> {
  const patterns: MatchPattern[] = [];
  for (const { pattern, accept, file } of patternsOf(line, style)) {
    const option = accept ? '--matchfile' : '--ignorefile';
    const texts = file ? (await readLines(option, pattern, cwd)).map((text) => text.trim()) : [pattern];
    patterns.push(...texts.map((text) => ({ pattern: text, accept })));
  }
  return patterns;
}

function checkTogether({ flags, values }: CommandLine): void {
  if (flags.has('single') && values.has('fromfile')) throw argparseError("-s and -f don't go together!");
  const shows = ['verbose', 'rerun', 'verbose2', 'verbose3'].some((name) => flags.has(name));
  if (flags.has('pgo') && shows) throw argparseError("--pgo/-v don't go together!");
  const json = values.get('json')?.at(-1);
  if (json !== undefined && json !== '' && json === values.get('junit-xml')?.at(-1)) {
    throw new UsageError(`refhunt: --json and --junit-xml name the same file: ${json}`);
  }
}

const W_WITH_R = "WARNING: Disable --verbose3 because it's incompatible with --huntrleaks";

/** -W is of no use where printing would change the numbers: 3.11 switches it off with -R, 3.13 unless a worker runs it. */
function readOutputOnFailure(line: CommandLine, style: Style, jobs: number | null): { on: boolean; warning: string[] } {
  if (!line.flags.has('verbose3')) return { on: false, warning: [] };
  if (!line.values.has('huntrleaks') || (style === '3.13' && jobs !== null)) return { on: true, warning: [] };
  const why = style === '3.11' ? ': see http://bugs.python.org/issue27103' : ' without -jN option';
  return { on: false, warning: [`${W_WITH_R}${why}`] };
}

/** In 3.13 the time that reproducible builds set, which also keeps the order, goes before --randseed. */
function readSeed(text: string | undefined, style: Style): { seed: bigint | null; fromEnvironment: boolean } {
  const epoch = style === '3.13' ? process.env.SOURCE_DATE_EPOCH : undefined;
  if (epoch !== undefined && /^\d+$/.test(epoch)) return { seed: BigInt(epoch), fromEnvironment: true };
  return { seed: (text === undefined ? undefined : pythonBigInt(text)) ?? null, fromEnvironment: false };
}

function readEnd(items: boolean, total: boolean, assertZero: boolean): EndOptions | null {
  if (!items && !total && !assertZero) return null;
  return { show: items ? 'items' : total ? 'total' : 'nothing', assertZero };
}

function readStyle(line: CommandLine): Style {
  return line.values.get('style')?.at(-1) === '3.13' ? '3.13' : '3.11';
}

/** `--format` asks for the graph, too. */
function readPicture({ flags, values }: CommandLine): HuntOptions['picture'] {
  const format = values.get('format')?.at(-1);
  if (format === undefined && !flags.has('graph')) return undefined;
  return { format: (format ?? 'text') as PictureFormat, output: values.get('output')?.at(-1) ?? null };
}

/** There are runs to look at only where leaks are hunted. */
function needsRuns(option: string, hunt: HuntRefleak | null): void {
  if (hunt === null) throw new UsageError(`refhunt: ${option} looks at the runs that -R makes: add -R 3:3`);
}

function readUntilProved(wanted: boolean, hunt: HuntRefleak | null): boolean {
  if (wanted) needsRuns('--until-proved', hunt);
  return wanted;
}

function readLedger(object: string | undefined, hunt: HuntRefleak | null): string | null {
  if (object === undefined) return null;
  if (object.trim() === '') throw new UsageError('refhunt: --ledger needs the name of an object: #1, or a name');
  needsRuns('--ledger', hunt);
  return object.trim();
}

function readTraceGc({ flags, values }: CommandLine, hunt: HuntRefleak | null): HuntOptions['traceGc'] {
  const number = readCount(values.get('trace-gc')?.at(-1), '--trace-gc');
  if (number === null && !flags.has('trace-gc')) return undefined;
  needsRuns('--trace-gc', hunt);
  return number;
}

/** What a command that always hunts does without -R: as -R 3:3. */
export const USUAL_HUNT: HuntRefleak = { warmups: 3, runs: 3, filename: 'reflog.txt' };

/**
 * Interprets the command line as regrtest does; throws a UsageError or a NotFoundError. `unasked`: the hunt without -R.
 */
export async function readHuntOptions(
  line: CommandLine,
  cwd: string | null,
  unasked: HuntRefleak | null = null,
): Promise<HuntOptions> {
  const last = (name: string): string | undefined => line.values.get(name)?.at(-1);
  const has = (name: string): boolean => line.flags.has(name);
  const huntRefleak = readHuntrleaks(last('huntrleaks')) ?? unasked;
  const style = readStyle(line);
  const jobs = readJobs(last('multiprocess'));
  const timeout = readTimeout(last('timeout'));
  const { seed, fromEnvironment } = readSeed(last('randseed'), style);
  checkTogether(line);
  const output = readOutputOnFailure(line, style, jobs);
  const patterns = await readPatterns(line, style, cwd);
  if (huntRefleak !== null && (huntRefleak.warmups < 1 || huntRefleak.runs < 1)) {
    throw new UsageError([...output.warning, INVALID_HUNTRLEAKS].join('\n'));
  }
  const verbose = has('verbose') && !has('quiet');
  return {
    names: line.names,
    style,
    huntRefleak,
    jobs,
    timeout,
    forever: has('forever'),
    failfast: has('failfast') || has('forever'),
    rerun: has('rerun') || has('verbose2'),
    pgo: has('pgo'),
    failEnvChanged: has('fail-env-changed'),
    failRerun: has('fail-rerun'),
    listTests: has('list-tests'),
    listCases: has('list-cases'),
    junitXml: last('junit-xml') ?? null,
    verbose,
    quiet: has('quiet'),
    outputOnFailure: output.on,
    slowest: has('slowest'),
    header: has('header') || verbose,
    patterns,
    fromfile: last('fromfile') ?? null,
    exclude: has('exclude'),
    start: last('start') ?? null,
    single: has('single'),
    randomize: (has('randomize') || line.values.has('randseed')) && !fromEnvironment,
    seed,
    resources: line.values.has('use') ? readResources(line.values.get('use') ?? [], style) : [],
    testdir: last('testdir') ?? null,
    world: { at: last('at') ?? null, with: line.values.get('with') ?? [], without: line.values.get('without') ?? [] },
    json: last('json') ?? (has('json') ? '' : null),
    strict: has('strict'),
    untilProved: readUntilProved(has('until-proved'), huntRefleak),
    explain: has('explain'),
    fixes: !has('no-fixes'),
    full: has('full'),
    ledger: readLedger(last('ledger'), huntRefleak),
    traceGc: readTraceGc(line, huntRefleak),
    picture: readPicture(line),
    gcStress: has('gc-stress') ? 1 : (readCount(last('gc-stress'), '--gc-stress') ?? 0),
    harnessInts: last('harness-ints') !== 'off',
    end: readEnd(has('show-left'), last('X') === 'showrefcount', has('assert-zero')),
    heapLimit: readCount(last('heap-limit'), '--heap-limit'),
    warnings: output.warning,
  };
}
