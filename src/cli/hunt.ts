import { availableParallelism, platform, release } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ResolvedState } from '../interp/history/resolve.js';
import type { Chunk } from '../report/chunk.js';
import { appendReflog } from '../report/reflog.js';
import { createSink } from '../report/sink.js';
import { createStyle311, type TextReporter } from '../report/style-3.11.js';
import { createStyle313 } from '../report/style-3.13.js';
import { startClock } from '../runner/clock.js';
import { createTestRunner } from '../runner/environment.js';
import type { Emit, HeaderFacts } from '../runner/events.js';
import { scenarioDir } from '../runner/find.js';
import { loadWorld } from '../runner/load-world.js';
import type { RunOptions, SingleOptions, TestFile } from '../runner/options.js';
import { PACKAGE_ROOT } from '../runner/package-root.js';
import { runRegrtest } from '../runner/regrtest.js';
import type { TestResult } from '../runner/result.js';
import { Tally } from '../runner/results.js';
import { selectTests } from '../runner/select.js';
import { captureConsole } from './capture-console.js';
import { readCommandLine } from './command-line.js';
import { exitCodeOf } from './exit-code-of.js';
import { EXIT_OK } from './exit-codes.js';
import { type HuntOptions, readHuntOptions, readLines } from './hunt-options.js';
import { interruptSignal } from './interrupt.js';
import { NotFoundError } from './not-found.js';
import { packageVersion } from './version.js';

const out = createSink(1);
const err = createSink(2);

/** The current folder, which may have been deleted. */
function currentFolder(): string | null {
  try {
    return process.cwd();
  } catch {
    return null;
  }
}

/** `refhunt [options] [tests...]`: returns the exit code. */
export async function hunt(words: readonly string[]): Promise<number> {
  const cwd = currentFolder();
  const options = await readHuntOptions(readCommandLine(words), cwd);
  for (const warning of options.warnings) err.write(`${warning}\n`);
  return await huntWith(options, cwd);
}

async function huntWith(options: HuntOptions, cwd: string | null): Promise<number> {
  const dir = scenarioDir(options.testdir, cwd);
  if (dir === undefined) throw new NotFoundError(`refhunt: --testdir ${options.testdir}: no such folder`);
  const seed = options.seed ?? randomSeed(options.style);
  const fromfile = options.fromfile === null ? null : await readLines('-f/--fromfile', options.fromfile, cwd);
  const tests = await selectTests({
    dir,
    cwd,
    words: options.names,
    fromfile,
    exclude: options.exclude,
    start: options.start,
    seed: options.randomize ? seed : null,
  });
  if (options.listTests) return listTests(tests);
  const state = await loadWorld(dir, options.world, cwd);
  return await run(options, tests, { dir, cwd, seed, state });
}

function listTests(tests: readonly TestFile[]): number {
  out.write(tests.map(({ name }) => `${name}\n`).join(''));
  return EXIT_OK;
}

function randomSeed(style: HuntOptions['style']): bigint {
  return BigInt(Math.floor(Math.random() * (style === '3.11' ? 10_000_000 : 2 ** 32)));
}

interface Place {
  readonly dir: string;
  readonly cwd: string | null;
  readonly seed: bigint;
  readonly state: ResolvedState;
}

/** Of the command line, what each single test needs. */
export function singleOptions(options: HuntOptions): SingleOptions {
  const { style, huntRefleak, patterns, verbose, quiet, pgo, outputOnFailure, failfast } = options;
  const { resources, timeout, strict, world, gcStress, heapLimit } = options;
  return {
    style,
    huntRefleak,
    patterns,
    verbose,
    quiet,
    pgo,
    outputOnFailure,
    failfast,
    resources,
    timeout,
    strict,
    world,
    gcStress,
    heapLimit,
  };
}

function headerFacts(options: HuntOptions, { cwd, state }: Place): HeaderFacts | null {
  const partial =
    options.pgo || options.quiet || options.single || options.names.length > 0 || options.fromfile !== null;
  if (!options.header && partial) return null;
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

async function run(options: HuntOptions, tests: readonly TestFile[], place: Place): Promise<number> {
  const emit = createEmit(options);
  const { style, failEnvChanged, forever, quiet, slowest } = options;
  const filtered = options.patterns.length > 0;
  const selected = tests.map(({ name }) => name);
  const tally = new Tally({ style, selected, failEnvChanged, forever, filtered, quiet, slowest });
  const interrupt = interruptSignal();
  const single = singleOptions(options);
  const runner = createTestRunner({
    world: place.state.world,
    signal: interrupt.signal,
    interceptExits: options.jobs === null,
    late: (name) => name !== null && tally.changeEnvironmentLate(name),
    emit,
  });
  const release = captureConsole(runner.printed);
  const runOptions: RunOptions = {
    single,
    tests,
    jobs: options.jobs,
    forever,
    rerun: options.rerun,
    failEnvChanged,
    failRerun: options.failRerun,
  };
  try {
    const summary = await runRegrtest({
      options: runOptions,
      context: {
        emit,
        clock: startClock(),
        tally,
        signal: interrupt.signal,
        onResult: (result) => keepLeaks(options, place.cwd, result),
      },
      runTest: runner.run,
      parallel: {
        entry: pathToFileURL(join(PACKAGE_ROOT, 'dist', 'src', 'cli', 'worker.js')),
        setup: { dir: place.dir, cwd: place.cwd, world: options.world },
      },
      header: headerFacts(options, place),
      seed: place.seed,
      randomized: options.randomize,
    });
    return exitCodeOf(summary, options.failRerun);
  } finally {
    release();
    runner.stop();
    interrupt.dispose();
  }
}

/** The reflog: leaks of one test in one write; what goes wrong with it fails no test. */
function keepLeaks(options: HuntOptions, cwd: string | null, { name, leaks }: TestResult): void {
  const filename = options.huntRefleak?.filename;
  if (filename === undefined || leaks.length === 0) return;
  const problem = appendReflog(cwd === null ? filename : resolve(cwd, filename), name, leaks);
  if (problem !== null) err.write(`Warning -- the reflog cannot be written: ${problem}\n`);
}
