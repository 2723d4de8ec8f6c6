import type { Scenario } from '../interp/scenario.js';
import { ResourceDenied, SkipTest } from '../interp/test-outcome.js';
import { selectCases } from './cases.js';
import { describeError, type IsUserFile } from './describe-error.js';
import type { TestEvent } from './events.js';
import { type GuardOptions, Interrupted, runSteps, TimedOut } from './guard.js';
import { ExitRequest } from './intercept.js';
import type { SingleOptions, TestFile } from './options.js';
import { endProcess } from './process-end.js';
import { measure } from './refleak.js';
import { bareResult, type State, type TestResult, type Traceback } from './result.js';
import { type EnvironmentChange, savedTestEnvironment } from './saved-env.js';
import type { Session, SessionHooks } from './session.js';
import { type SuiteResult, suiteSteps } from './suite.js';
import { verdictOf } from './verdict.js';

/** What a test needs of the place it runs in: this process, a worker, a test of refhunt. */
export interface SingleEnvironment {
  readonly emit: (event: TestEvent) => void;
  readonly signal: AbortSignal;
  readonly loadScenario: (file: string) => Promise<Scenario>;
  readonly openSession: (scenario: Scenario, options: SingleOptions, hooks: SessionHooks) => Promise<Session>;
  readonly isUserFile: IsUserFile;
  /** Calls the body; tells whether it tried to end the process, and how often something unraisable happened. */
  readonly watch: <T>(name: string, body: () => Promise<T>) => Promise<Watched<T>>;
}

export interface Watched<T> {
  readonly value: T;
  readonly exit: ExitRequest | null;
  /** Rejections and exceptions outside of a case. */
  readonly unraisable: number;
}

/** A repetition in which something failed. */
class TestFailed extends Error {
  readonly suite: SuiteResult;

  constructor(suite: SuiteResult) {
    super('test failed');
    this.suite = suite;
  }
}

class TestDidNotRun extends Error {}

interface Run {
  readonly test: TestFile;
  readonly options: SingleOptions;
  readonly environment: SingleEnvironment;
  readonly guard: GuardOptions;
  /** What runs just now, for the message of a timeout or a fault. */
  current: string;
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
  const run: Run = { test, options, environment, guard: { deadline, signal: environment.signal }, current: test.name };
  const result = await runTest(run);
  return { ...result, seconds: (performance.now() - start) / 1000 };
}

async function runTest(run: Run): Promise<TestResult> {
  const { name } = run.test;
  const watched = await run.environment.watch(name, () => resultOf(run));
  if (watched.exit !== null) return exited(run, watched.exit);
  const changed = watched.value.state === 'PASSED' && watched.unraisable > 0;
  return changed ? { ...watched.value, state: 'ENV_CHANGED' } : watched.value;
}

function exited(run: Run, exit: ExitRequest): TestResult {
  const { name } = run.test;
  const hint = 'with -jN it would end a worker process';
  run.environment.emit({ event: 'stopped', name, why: `${exit.call} was called in ${run.current}; ${hint}` });
  return bareResult(name, 'WORKER_FAILED', `Exit code ${exit.exitCode}`);
}

/** The exceptions of a test as states. CPython 3.13 Lib/test/libregrtest/single.py: _runtest_env_changed_exc() */
async function resultOf(run: Run): Promise<TestResult> {
  const { name } = run.test;
  const { emit } = run.environment;
  try {
    return await loadAndRun(run);
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
    const traceback = crashTraceback(run, error);
    emit({ event: 'crashed', name, traceback });
    return bareResult(name, 'UNCAUGHT_EXC', `${traceback.type}: ${traceback.message}`);
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

/** The message of what ended the file names the case in which it did. */
function crashTraceback(run: Run, error: unknown): Traceback {
  const traceback = describeError(error, run.environment.isUserFile);
  if (run.current === run.test.name) return traceback;
  return { ...traceback, message: `${traceback.message} [in ${run.current}]` };
}

async function loadAndRun(run: Run): Promise<TestResult> {
  const { test, options, environment } = run;
  if (test.file === null) throw moduleNotFound(test);
  const scenario = await environment.loadScenario(test.file);
  if (scenario.skip !== undefined) throw new SkipTest(scenario.skip);
  if (scenario.requires !== undefined && !options.resources.includes(scenario.requires)) {
    throw new ResourceDenied(`Use of the '${scenario.requires}' resource not enabled`);
  }
  const print = (stream: 'stdout' | 'stderr') => (text: string) => environment.emit({ event: 'printed', stream, text });
  const session = await environment.openSession(scenario, options, {
    print: print('stdout'),
    printErr: print('stderr'),
  });
  const changes = savedTestEnvironment(session.process);
  let result: TestResult;
  try {
    result = options.huntRefleak === null ? await runPlain(run, scenario, session) : await hunt(run, scenario, session);
  } finally {
    reportChanges(run, changes());
  }
  const garbage = collectGarbage(run, session);
  const altered = changes().length > 0 || garbage > 0;
  const judged: TestResult = altered && result.state === 'PASSED' ? { ...result, state: 'ENV_CHANGED' } : result;
  const { emit } = environment;
  return options.end ? endProcess(judged, { session, options: options.end, guard: run.guard, emit }) : judged;
}

function moduleNotFound({ name, suggestion }: TestFile): Error {
  const error = new Error(`No module named '${name}'${suggestion === null ? '' : `; did you mean '${suggestion}'?`}`);
  error.name = 'ModuleNotFoundError';
  error.stack = '';
  return error;
}

function reportChanges(run: Run, changes: readonly EnvironmentChange[]): void {
  for (const change of changes) {
    run.environment.emit({ event: 'environment-changed', name: run.test.name, ...change });
  }
}

function collectGarbage(run: Run, session: Session): number {
  session.gcCollect();
  const count = session.garbage();
  if (count > 0) run.environment.emit({ event: 'uncollectable', name: run.test.name, count });
  return count;
}

async function runOnce(run: Run, scenario: Scenario, session: Session): Promise<SuiteResult> {
  const { test, options, environment, guard } = run;
  const { emit } = environment;
  const plan = {
    name: test.name,
    scenario,
    cases: selectCases(test.name, scenario, options.style, options.patterns),
  };
  const suite = await runSteps(
    suiteSteps(plan, {
      openContext: (caseId) => session.openContext(caseId),
      emit,
      describe: (error) => describeError(error, environment.isUserFile),
      entered: (description) => {
        run.current = description;
      },
      verbose: options.verbose || options.outputOnFailure,
      // In 3.11, -G stops between test files only.
      failfast: options.failfast && options.style === '3.13',
    }),
    guard,
  );
  if (suite.stats.testsRun === 0 && suite.stats.skipped === 0) throw new TestDidNotRun();
  if (suite.errors.length + suite.failures.length > 0) throw new TestFailed(suite);
  return suite;
}

async function runPlain(run: Run, scenario: Scenario, session: Session): Promise<TestResult> {
  session.gcCollect();
  const { stats, cases } = await runOnce(run, scenario, session);
  return { ...bareResult(run.test.name, 'PASSED'), stats, cases };
}

async function hunt(run: Run, scenario: Scenario, session: Session): Promise<TestResult> {
  const { test, options, environment, guard } = run;
  const huntRefleak = options.huntRefleak ?? { warmups: 0, runs: 0, filename: '' };
  const { deltas, suite } = await measure({
    hunt: huntRefleak,
    session,
    guard,
    harnessInts: options.harnessInts ?? true,
    runOnce: () => runOnce(run, scenario, session),
    emit: environment.emit,
  });
  const { warmups } = huntRefleak;
  const { leaks, suspicious } = verdictOf(deltas, warmups, options.strict);
  environment.emit({ event: 'judged', name: test.name, leaks, suspicious });
  const { stats, cases } = suite;
  const state: State = leaks.length > 0 ? 'REFLEAK' : 'PASSED';
  return { ...bareResult(test.name, state), stats, cases, deltas, warmups, leaks, suspicious };
}
