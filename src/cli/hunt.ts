import { availableParallelism, platform, release } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ResolvedState } from '../interp/history/resolve.js';
import { createRecorder, type HuntFacts, type Recorder } from '../report/hunt-record.js';
import type { Chunk } from '../report/regrtest/chunk.js';
import { appendReflog } from '../report/regrtest/reflog.js';
import { createStyle311, type TextReporter } from '../report/regrtest/style-3.11.js';
import { createStyle313 } from '../report/regrtest/style-3.13.js';
import { createSink } from '../report/sink.js';
import { startClock } from '../runner/clock.js';
import { createTestRunner } from '../runner/environment.js';
import type { Emit, HeaderFacts } from '../runner/events.js';
import { loadWorld } from '../runner/load-world.js';
import { PACKAGE_ROOT } from '../runner/package-root.js';
import { runRegrtest } from '../runner/regrtest.js';
import type { TestResult } from '../runner/result.js';
import { type Summary, Tally } from '../runner/results.js';
import { writeNextTest } from '../runner/select.js';
import { type After, prepareAfter } from './after.js';
import { captureConsole } from './capture-console.js';
import { currentFolder } from './current-folder.js';
import { exitCodeOf } from './exit-code-of.js';
import { EXIT_BAD_TEST, EXIT_OK } from './exit-codes.js';
import { explain, failEach, lookAgain } from './explain/beyond-regrtest.js';
import type { ExplainContext } from './explain/explain-results.js';
import { type Interrupt, interruptSignal, LONG_HUNT } from './interrupt.js';
import { HelpAsked, readCommandLine } from './options/command-line.js';
import { checkExplainOptions } from './options/explain-options.js';
import { type HuntOptions, readHuntOptions, USUAL_HUNT } from './options/hunt-options.js';
import { singleOptions } from './options/single-options.js';
import { type Plan, planHunt } from './plan.js';
import { writeReports } from './reports.js';
import { packageVersion } from './version.js';

const out = createSink(1);
const err = createSink(2);

/** `refhunt [options] [tests...]`: returns the exit code. */
export async function hunt(words: readonly string[]): Promise<number> {
  if (!words.includes('--bisect-exit')) return await huntFor(words);
  const { forGitBisect } = await import('./bisect/git-bisect-exit.js');
  return await forGitBisect(() => huntFor(words));
}

/** `refhunt explain` is a hunt whose leaks are explained. */
export async function huntFor(words: readonly string[], command: 'hunt' | 'explain' = 'hunt'): Promise<number> {
  const line = readCommandLine(words, command);
  if (line.flags.has('help')) throw new HelpAsked(command);
  if (line.flags.has('version')) return say(`${packageVersion()}\n`);
  checkExplainOptions(line, command === 'explain');
  const cwd = currentFolder();
  const options = await readHuntOptions(line, cwd, command === 'explain' ? USUAL_HUNT : null);
  for (const warning of options.warnings) err.write(`${warning}\n`);
  const after = await prepareAfter(line, cwd);
  if (options.listTests || options.listCases) return await listWith(options, await planHunt(options, cwd));
  const interrupt = interruptSignal(options.jobs === null && command === 'hunt' ? LONG_HUNT : 0);
  try {
    return await huntWith(options, { command, cwd, interrupt, after, triesEach: line.flags.has('fail-each') });
  } finally {
    interrupt.dispose();
  }
}

interface Hunting {
  readonly command: 'hunt' | 'explain';
  readonly cwd: string | null;
  readonly interrupt: Interrupt;
  readonly after: After | null;
  /** --fail-each */
  readonly triesEach: boolean;
}

async function huntWith(options: HuntOptions, { command, cwd, interrupt, after, triesEach }: Hunting): Promise<number> {
  const plan = await planHunt(options, cwd);
  const state = await loadWorld(plan.dir, options.world, cwd);
  const { signal } = interrupt;
  await interrupt.ready;
  // Memory stays flat in a run without end, unless reports ask for all of it.
  const recorder = createRecorder(options.forever && options.json === null && options.junitXml === null);
  const summary = await run(options, plan, state, recorder, signal);
  if (options.single) writeNextTest(plan.next);
  const facts = factsOf(options, state);
  const results = recorder.record(facts).tests.map(({ result }) => result);
  const context = contextOf(options, plan, state, signal);
  if (command === 'explain' || options.explain) await explain(context, recorder, results);
  await lookAgain(context, recorder, results);
  const tries = triesEach && !summary.interrupted;
  const handled = tries ? await failEach(context, recorder) : true;
  const exitCode = handled ? exitCodeOf(summary, options.failRerun) : EXIT_BAD_TEST;
  const finished = {
    ...plan,
    options,
    world: state.world,
    results,
    exitCode,
    interrupted: summary.interrupted,
    signal,
    say: err.write,
  };
  return finish(options, plan, facts, recorder, after === null ? exitCode : await after(finished));
}

function say(text: string): number {
  out.write(text);
  return EXIT_OK;
}

async function listWith(options: HuntOptions, { tests }: Plan): Promise<number> {
  const { list } = await import('./list.js');
  const { chunks, json, exitCode } = await list(options, tests);
  for (const { stream, text } of chunks) {
    if (stream === 'stderr') err.write(text);
    else if (options.json !== '') out.write(text);
  }
  if (options.json === '') out.write(json);
  return exitCode;
}

function headerFacts(options: HuntOptions, { cwd, partial }: Plan, state: ResolvedState): HeaderFacts | null {
  if (!options.header && (options.pgo || options.quiet || partial)) return null;
  return {
    version: packageVersion(),
    node: process.versions.node,
    platform: `${platform()} ${release()}`,
    cwd: cwd ?? '(deleted)',
    cpus: availableParallelism(),
    world: state.name,
    resources: options.resources,
  };
}

/** What a reporter says goes to the streams as it happens; with --json on stdout, all of it to stderr. */
function createEmit(options: HuntOptions): Emit {
  const { style, quiet, pgo } = options;
  const create = style === '3.11' ? createStyle311 : createStyle313;
  const report: TextReporter = create({ style, quiet, pgo });
  const toStderr = options.json === '';
  const write = ({ stream, text }: Chunk): void => (stream === 'stdout' && !toStderr ? out : err).write(text);
  return (event) => {
    for (const chunk of report(event)) write(chunk);
  };
}

/** Built by name: the bundler puts this module's code elsewhere. */
const WORKER_ENTRY = pathToFileURL(join(PACKAGE_ROOT, 'dist', 'src', 'cli', 'worker.js'));

async function run(
  options: HuntOptions,
  plan: Plan,
  state: ResolvedState,
  recorder: Recorder,
  signal: AbortSignal,
): Promise<Summary> {
  const { dir, cwd, tests, seed } = plan;
  const { style, jobs, failEnvChanged, failRerun, forever, rerun, quiet, slowest } = options;
  const report = createEmit(options);
  const emit: Emit = (event) => {
    recorder.event(event);
    report(event);
  };
  const onResult = (result: TestResult): void => {
    recorder.result(result);
    keepLeaks(options, cwd, result);
  };
  const filtered = options.patterns.length > 0;
  const selected = tests.map(({ name }) => name);
  const tally = new Tally({ style, selected, failEnvChanged, forever, filtered, quiet, slowest });
  const late = (name: string | null): void => {
    if (name !== null) tally.changeEnvironmentLate(name);
  };
  const runner = createTestRunner({ world: state.world, signal, interceptExits: jobs === null, late, emit });
  const release = captureConsole(runner.printed);
  try {
    return await runRegrtest({
      options: { single: singleOptions(options), tests, jobs, forever, rerun, failEnvChanged, failRerun },
      context: { emit, clock: startClock(), tally, signal, onResult },
      runTest: runner.run,
      parallel: { entry: WORKER_ENTRY, setup: { dir, cwd, world: options.world } },
      header: headerFacts(options, plan, state),
      seed,
      randomized: options.randomize,
    });
  } finally {
    release();
    await runner.stop();
  }
}

function factsOf({ style, huntRefleak }: HuntOptions, state: ResolvedState): HuntFacts {
  return {
    version: packageVersion(),
    style,
    world: state.name,
    warmups: huntRefleak?.warmups ?? null,
    runs: huntRefleak?.runs ?? null,
  };
}

/** For what is told beyond regrtest's lines. */
function contextOf(
  options: HuntOptions,
  { cwd, tests }: Plan,
  { world }: ResolvedState,
  signal: AbortSignal,
): ExplainContext {
  const write = (text: string): void => (options.json === '' ? err : out).write(text);
  return { tests, world, cwd, options, write, signal };
}

/** Writes the reports that are made at the end; returns the exit code. */
function finish(options: HuntOptions, plan: Plan, facts: HuntFacts, recorder: Recorder, exitCode: number): number {
  const reports = writeReports(options, facts, recorder, plan.cwd, exitCode);
  out.write(reports.stdout);
  for (const problem of reports.problems) err.write(`${problem}\n`);
  return reports.exitCode;
}

/** The reflog: leaks of one test in one write; what goes wrong with it fails no test. */
function keepLeaks(options: HuntOptions, cwd: string | null, { name, leaks }: TestResult): void {
  const filename = options.huntRefleak?.filename;
  if (filename === undefined || leaks.length === 0) return;
  const problem = appendReflog(cwd === null ? filename : resolve(cwd, filename), name, leaks);
  if (problem !== null) err.write(`Warning -- the reflog cannot be written: ${problem}\n`);
}
