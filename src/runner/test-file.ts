import type { PendingError } from '../interp/pending-error.js';
import type { Scenario } from '../interp/scenario.js';
import { ResourceDenied, SkipTest } from '../interp/test-outcome.js';
import { selectCases } from './cases.js';
import { describeError, type IsUserFile } from './describe-error.js';
import type { TestEvent } from './events.js';
import { type GuardOptions, runGuarded, runSteps, type Steps, settle } from './guard.js';
import type { SingleOptions, TestFile } from './options.js';
import { endProcess } from './process-end.js';
import './proof/globals.js';
import type { StateWatch } from './proof/state-watch.js';
import { measure } from './refleak.js';
import { bareResult, type State, type TestResult, type Traceback } from './result.js';
import { type EnvironmentChange, savedTestEnvironment } from './saved-env.js';
import type { Session, SessionHooks } from './session.js';
import { type SuiteResult, suiteSteps } from './suite.js';
import { verdictOf } from './verdict.js';

/** What a test file needs of the place it runs in. */
export interface FileEnvironment {
  readonly emit: (event: TestEvent) => void;
  readonly loadScenario: (file: string) => Promise<Scenario>;
  readonly openSession: (scenario: Scenario, options: SingleOptions, hooks: SessionHooks) => Promise<Session>;
  readonly isUserFile: IsUserFile;
}

/** A repetition in which something failed. */
export class TestFailed extends Error {
  readonly suite: SuiteResult;

  constructor(suite: SuiteResult) {
    super('test failed');
    this.suite = suite;
  }
}

export class TestDidNotRun extends Error {}

/** One run of a test file. */
export interface Run {
  readonly test: TestFile;
  readonly options: SingleOptions;
  readonly environment: FileEnvironment;
  readonly guard: GuardOptions;
  /** Objects remember where they were allocated and freed. */
  readonly tracesPlaces: boolean;
  /** What runs just now, for the message of a timeout or a fault. */
  current: string;
  session: Session | null;
  /** Exceptions that nobody could catch. */
  unraisable: number;
  /** What code of the test prints from now on belongs to no test. */
  over: boolean;
}

/** Loads the scenario, runs its cases once or hunts; what does not end in a result is thrown. */
export async function runTestFile(run: Run): Promise<TestResult> {
  const { test, options, environment, guard } = run;
  if (test.file === null) throw moduleNotFound(test);
  const scenario = await settle(environment.loadScenario(test.file), guard);
  if (scenario.skip !== undefined) throw new SkipTest(scenario.skip);
  if (scenario.requires !== undefined && !options.resources.includes(scenario.requires)) {
    throw new ResourceDenied(`Use of the '${scenario.requires}' resource not enabled`);
  }
  const open = (): Promise<Session> => environment.openSession(scenario, options, hooksOf(run));
  const session = await settle(runGuarded(open, guard), guard);
  run.session = session;
  const changes = savedTestEnvironment(session.process);
  let result: TestResult;
  try {
    result = options.huntRefleak === null ? await runPlain(run, scenario, session) : await hunt(run, scenario, session);
  } finally {
    reportChanges(run, changes());
  }
  const garbage = collectGarbage(run, session);
  const altered = changes().length > 0 || garbage > 0 || run.unraisable > 0;
  const judged: TestResult = altered && result.state === 'PASSED' ? { ...result, state: 'ENV_CHANGED' } : result;
  return options.end ? endProcess(judged, { session, options: options.end, guard, emit: environment.emit }) : judged;
}

function hooksOf(run: Run): SessionHooks {
  const { emit, isUserFile } = run.environment;
  const print = (stream: 'stdout' | 'stderr') => (text: string) => {
    if (!run.over) emit({ event: 'printed', stream, text });
  };
  const unraisable = (where: string, error: PendingError): void => {
    run.unraisable++;
    emit({ event: 'unraisable', where, traceback: describeUnraisable(error, isUserFile) });
  };
  return { print: print('stdout'), printErr: print('stderr'), unraisable, tracesPlaces: run.tracesPlaces };
}

function describeUnraisable(error: PendingError, isUserFile: IsUserFile): Traceback {
  if ('cause' in error) return describeError(error.cause, isUserFile);
  return { frames: [], type: error.type, message: error.message };
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
  runGuarded(() => session.gcCollect(), run.guard);
  const count = session.garbage();
  if (count > 0) run.environment.emit({ event: 'uncollectable', name: run.test.name, count });
  return count;
}

function* runOnce(run: Run, scenario: Scenario, session: Session): Steps<SuiteResult> {
  const { test, options, environment } = run;
  const { emit } = environment;
  const plan = {
    name: test.name,
    scenario,
    cases: selectCases(test.name, scenario, options.style, options.patterns),
  };
  const suite = yield* suiteSteps(plan, {
    openContext: (caseId) => session.openContext(caseId),
    emit,
    describe: (error) => describeError(error, environment.isUserFile),
    fault: () => session.fault(),
    entered: (description) => {
      run.current = description;
    },
    verbose: options.verbose || options.outputOnFailure,
    // In 3.11, -G stops between test files only.
    failfast: options.failfast && options.style === '3.13',
  });
  if (suite.stats.testsRun === 0 && suite.stats.skipped === 0) throw new TestDidNotRun();
  if (suite.errors.length + suite.failures.length > 0) throw new TestFailed(suite);
  return suite;
}

async function runPlain(run: Run, scenario: Scenario, session: Session): Promise<TestResult> {
  session.gcCollect();
  const { stats, cases } = await runSteps(runOnce(run, scenario, session), run.guard);
  return { ...bareResult(run.test.name, 'PASSED'), stats, cases };
}

async function hunt(run: Run, scenario: Scenario, session: Session): Promise<TestResult> {
  const { test, options, environment, guard } = run;
  const huntRefleak = options.huntRefleak ?? { warmups: 0, runs: 0, filename: '' };
  const watch = options.untilProved ? await watchOf(run, scenario, session) : null;
  const steps = measure({
    hunt: huntRefleak,
    session,
    harnessInts: options.harnessInts ?? true,
    runOnce: () => runOnce(run, scenario, session),
    emit: environment.emit,
    look: watch?.look,
  });
  const { deltas, suite } = await runSteps(steps, guard).finally(() => watch?.close());
  const { warmups } = huntRefleak;
  const { leaks, suspicious } = verdictOf(deltas, warmups, options.strict);
  environment.emit({ event: 'judged', name: test.name, leaks, suspicious });
  const { stats, cases } = suite;
  const proof = watch?.proof(deltas, warmups);
  if (proof) environment.emit({ event: 'states-compared', name: test.name, proof });
  const state: State = leaks.length > 0 ? 'REFLEAK' : 'PASSED';
  return { ...bareResult(test.name, state), stats, cases, deltas, warmups, leaks, suspicious, ...(proof && { proof }) };
}

/** Loaded by those who ask for it. */
async function watchOf({ environment }: Run, scenario: Scenario, session: Session): Promise<StateWatch> {
  const { watchStates } = await import('./proof/state-watch.js');
  return watchStates(session, scenario, environment.isUserFile);
}
