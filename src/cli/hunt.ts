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
import { prepareAfter } from './after.js';
import { captureConsole } from './capture-console.js';
import { currentFolder } from './current-folder.js';
import { exitCodeOf } from './exit-code-of.js';
import { EXIT_BAD_TEST, EXIT_OK } from './exit-codes.js';
import { interruptSignal } from './interrupt.js';
import { HelpAsked, readCommandLine } from './options/command-line.js';
import { type HuntOptions, readHuntOptions } from './options/hunt-options.js';
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
  const cwd = currentFolder();
  const options = await readHuntOptions(line, cwd);
  for (const warning of options.warnings) err.write(`${warning}\n`);
  const after = await prepareAfter(line, cwd);
  const plan = await planHunt(options, cwd);
  if (options.listTests || options.listCases) return await listWith(options, plan);
  const state = await loadWorld(plan.dir, options.world, cwd);
  // Memory stays flat in a run without end, unless reports ask for all of it.
  const recorder = createRecorder(options.forever && options.json === null && options.junitXml === null);
  const summary = await run(options, plan, state, recorder);
  if (options.single) writeNextTest(plan.next);
  const facts = factsOf(options, state);
  const results = recorder.record(facts).tests.map(({ result }) => result);
  if (command === 'explain' || options.explain) await explain(options, plan, state, recorder, results);
  await lookAgain(options, plan, state, recorder, results);
  const tries = line.flags.has('fail-each') && !summary.interrupted;
  const handled = tries ? await failEach(options, plan, state, recorder) : true;
  const exitCode = handled ? exitCodeOf(summary, options.failRerun) : EXIT_BAD_TEST;
  const finished = {
    ...plan,
    options,
    world: state.world,
    results,
    exitCode,
    interrupted: summary.interrupted,
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

async function run(options: HuntOptions, plan: Plan, state: ResolvedState, recorder: Recorder): Promise<Summary> {
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
  const { signal, dispose } = interruptSignal(jobs === null);
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
    dispose();
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

async function explain(
  options: HuntOptions,
  { cwd, tests }: Plan,
  { world }: ResolvedState,
  recorder: Recorder,
  results: readonly TestResult[],
): Promise<void> {
  const { explainResults } = await import('./explain/explain-results.js');
  const write = (text: string): void => (options.json === '' ? err : out).write(text);
  const draw =
    options.picture &&
    (await import('./explain/explain-pictures.js')).createPictures({ ...options.picture, cwd, write });
  for await (const explanation of explainResults(results, { tests, world, cwd, options, write, draw })) {
    recorder.explained(explanation);
  }
}

/** --ledger, --trace-gc: in hunts of their own. */
async function lookAgain(
  options: HuntOptions,
  { cwd, tests }: Plan,
  { world }: ResolvedState,
  recorder: Recorder,
  results: readonly TestResult[],
): Promise<void> {
  const { ledger: object, traceGc } = options;
  const write = (text: string): void => (options.json === '' ? err : out).write(text);
  const context = { tests, world, cwd, options, write };
  if (object !== null) {
    const { ledgersOf } = await import('./explain/ledger.js');
    for (const [test, ledger] of await ledgersOf(object, results, context)) recorder.look(test, { ledger });
  }
  if (traceGc !== undefined) {
    const { gcTracesOf } = await import('./explain/gc-trace.js');
    for (const [test, gc] of await gcTracesOf(traceGc, results, context)) recorder.look(test, { gc });
  }
}

/** False: some operation failed and was not handled. */
async function failEach(
  options: HuntOptions,
  { cwd, tests }: Plan,
  { world }: ResolvedState,
  recorder: Recorder,
): Promise<boolean> {
  const { failEachOf } = await import('./explain/fail-each.js');
  const write = (text: string): void => (options.json === '' ? err : out).write(text);
  let handled = true;
  for await (const result of failEachOf({ tests, world, cwd, options, write })) {
    recorder.failedEach(result);
    handled &&= result.findings.length === 0;
  }
  return handled;
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
