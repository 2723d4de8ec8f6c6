import { type FaultKind, RuntimeFault } from '../gc/fault.js';
import { ResourceDenied, SkipTest } from '../interp/test-outcome.js';
import { describeError } from './describe-error.js';
import { Interrupted, TimedOut } from './guard.js';
import { ExitRequest } from './intercept.js';
import type { SingleOptions, TestFile } from './options.js';
import { bareResult, type State, type TestResult, type Traceback } from './result.js';
import type { SuiteResult } from './suite.js';
import { type FileEnvironment, type Run, runTestFile, TestDidNotRun, TestFailed } from './test-file.js';
import type { Watchdog } from './watchdog.js';

/** What a test needs of the place it runs in: this process, a worker, a test of refhunt. */
export interface SingleEnvironment extends FileEnvironment {
  readonly signal: AbortSignal;
  /** Left out: loops that let no timer in are ended only where they run under guard. */
  readonly watchdog?: Watchdog | undefined;
  /** Calls the body; tells whether it tried to end the process, and how often something unraisable happened. */
  readonly watch: <T>(test: TestFile, body: (stopped?: AbortSignal) => Promise<T>) => Promise<Watched<T>>;
  /** Runs the body while nothing is shown of what code of the test prints. */
  readonly silently?: <T>(body: () => Promise<T>) => Promise<T>;
}

export interface Watched<T> {
  readonly value: T;
  readonly exit: ExitRequest | null;
  /** Rejections and exceptions outside of a case. */
  readonly unraisable: number;
}

interface SingleRun extends Run {
  readonly environment: SingleEnvironment;
}

/**
 * Runs one test file and turns whatever happens into a result.
 * CPython 3.13 Lib/test/libregrtest/single.py: run_single_test()
 */
export async function runSingleTest(
  test: TestFile,
  options: SingleOptions,
  environment: SingleEnvironment,
): Promise<TestResult> {
  const start = performance.now();
  const deadline = options.timeout === null ? null : start + options.timeout * 1000;
  const watched = await environment.watch(test, async (stopped) => {
    const run: SingleRun = {
      test,
      options,
      environment,
      guard: { deadline, signal: environment.signal, stopped, watchdog: environment.watchdog },
      tracesPlaces: false,
      current: test.name,
      session: null,
      unraisable: 0,
      over: false,
    };
    const result = await resultOf(run);
    run.over = true;
    return { result, in: run.current };
  });
  const result = resultOfWatched(test, watched, environment);
  return { ...result, seconds: (performance.now() - start) / 1000 };
}

interface Ended {
  readonly result: TestResult;
  /** What ran last. */
  readonly in: string;
}

function resultOfWatched(test: TestFile, watched: Watched<Ended>, { emit }: SingleEnvironment): TestResult {
  const { exit, unraisable, value } = watched;
  if (exit !== null) {
    const why = `${exit.call} was called in ${value.in}; with -jN it would end a worker process`;
    emit({ event: 'stopped', name: test.name, why });
    return bareResult(test.name, 'WORKER_FAILED', `Exit code ${exit.exitCode}`);
  }
  const changed = value.result.state === 'PASSED' && unraisable > 0;
  return changed ? { ...value.result, state: 'ENV_CHANGED' } : value.result;
}

/** The exceptions of a test as states. CPython 3.13 Lib/test/libregrtest/single.py: _runtest_env_changed_exc() */
async function resultOf(run: SingleRun): Promise<TestResult> {
  const { name } = run.test;
  const { emit } = run.environment;
  try {
    return await runTestFile(run);
  } catch (error) {
    if (error instanceof TestFailed) return failed(run, error.suite);
    if (error instanceof TestDidNotRun) return bareResult(name, 'DID_NOT_RUN');
    if (error instanceof SkipTest) return skipped(run, error);
    if (error instanceof Interrupted) {
      emit({ event: 'interrupted' });
      return bareResult(name, 'INTERRUPTED');
    }
    if (error instanceof TimedOut) return timedOut(run);
    if (error instanceof ExitRequest) return bareResult(name, 'WORKER_FAILED');
    return await crashed(run, error);
  }
}

function failed(run: Run, suite: SuiteResult): TestResult {
  const { name } = run.test;
  const { errors, failures, stats, cases } = suite;
  const verbose = run.options.verbose || run.options.outputOnFailure;
  run.environment.emit({ event: 'failed', name, errors, failures, verbose });
  return { ...bareResult(name, 'FAILED'), errors, failures, stats, cases };
}

function skipped(run: Run, error: SkipTest): TestResult {
  const state: State = error instanceof ResourceDenied ? 'RESOURCE_DENIED' : 'SKIPPED';
  run.environment.emit({ event: 'skipped', name: run.test.name, reason: error.message });
  return bareResult(run.test.name, state, error.message);
}

function timedOut(run: Run): TestResult {
  const { name } = run.test;
  run.environment.emit({ event: 'timed-out', name, seconds: run.options.timeout ?? 0, in: run.current });
  return bareResult(name, 'TIMEOUT');
}

async function crashed(run: SingleRun, error: unknown): Promise<TestResult> {
  const { name } = run.test;
  const traceback = crashTraceback(run, await withHistory(run, error));
  run.environment.emit({ event: 'crashed', name, traceback });
  return bareResult(name, 'UNCAUGHT_EXC', `${traceback.type}: ${traceback.message}`);
}

/** The message of what ended the file names the case in which it did. */
function crashTraceback(run: Run, error: unknown): Traceback {
  const traceback = describeError(error, run.environment.isUserFile);
  if (run.current === run.test.name) return traceback;
  return { ...traceback, message: `${traceback.message} [in ${run.current}]` };
}

/** Of these, it helps to know where the object was allocated and freed. */
const ABOUT_OBJECTS: ReadonlySet<FaultKind> = new Set(['use-after-free', 'negative-refcount', 'refcount-too-small']);

/**
 * The fault that broke the process; for the places in its message the file is run again, in a process that remembers
 * them. Where that does not come to the same fault, the first one stands as it is.
 */
async function withHistory(run: SingleRun, error: unknown): Promise<unknown> {
  const fault = run.session?.fault() ?? error;
  if (!(fault instanceof RuntimeFault) || !ABOUT_OBJECTS.has(fault.kind)) return fault;
  const { silently = (body) => body() } = run.environment;
  const environment = { ...run.environment, emit: () => {} };
  const again: Run = { ...run, environment, tracesPlaces: true, session: null };
  try {
    await silently(() => runTestFile(again));
  } catch {
    // What it was is known from its session.
  }
  const second = again.session?.fault();
  return second instanceof RuntimeFault && second.kind === fault.kind ? second : fault;
}
