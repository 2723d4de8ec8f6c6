import { RuntimeFault } from '../gc/fault.js';
import type { CaseFunction, Scenario } from '../interp/scenario.js';
import type { TestContext } from '../interp/test-context.js';
import { AssertionFailure, PythonError, SkipTest } from '../interp/test-outcome.js';
import { tame } from './describe-error.js';
import type { TestEvent } from './events.js';
import { Interrupted, type Steps } from './guard.js';
import { ExitRequest } from './intercept.js';
import type { CaseOutcome, CaseProblem, CaseResult, TestStats, Traceback } from './result.js';

/** A context for one case and what must happen when the case is over. */
export interface CaseContext {
  readonly t: TestContext;
  /** Functions given to addCleanup(), last first; each is taken away as it is handed out. */
  nextCleanup(): (() => void | Promise<void>) | undefined;
  /** The frame of the case is left. */
  close(): void;
}

export interface SuiteHooks {
  openContext(caseId: string): CaseContext;
  emit(event: TestEvent): void;
  describe(error: unknown): Traceback;
  /** What broke the simulated process, where code of the test may have caught it. */
  fault(): Error | null;
  /** Called where the case, fixture or module that runs changes: what a timeout names. */
  entered(description: string): void;
  readonly verbose: boolean;
  readonly failfast: boolean;
}

/** One repetition. */
export interface SuiteResult {
  readonly stats: TestStats;
  readonly errors: readonly CaseProblem[];
  readonly failures: readonly CaseProblem[];
  readonly cases: readonly CaseResult[];
}

export interface SuitePlan {
  /** Of the test file. */
  readonly name: string;
  readonly scenario: Scenario;
  /** 'Class.method' of the cases that run, in their order. */
  readonly cases: readonly string[];
}

type Fixture = (t: TestContext) => unknown;

interface Progress {
  readonly errors: CaseProblem[];
  readonly failures: CaseProblem[];
  readonly cases: CaseResult[];
  testsRun: number;
  skipped: number;
}

/**
 * One repetition of a test file as steps: classes one after the other, fixtures around them.
 * CPython 3.11 Lib/unittest/suite.py: TestSuite.run() and Lib/unittest/case.py: TestCase.run()
 */
export function* suiteSteps(plan: SuitePlan, hooks: SuiteHooks): Steps<SuiteResult> {
  const progress: Progress = { errors: [], failures: [], cases: [], testsRun: 0, skipped: 0 };
  const start = performance.now();
  const moduleReady = yield* groupFixture(hooks, progress, 'setUpModule', plan.name, plan.scenario.setUpModule);
  if (moduleReady) {
    yield* runClasses(plan, hooks, progress);
    yield* groupFixture(hooks, progress, 'tearDownModule', plan.name, plan.scenario.tearDownModule);
  }
  const { errors, failures, cases, testsRun, skipped } = progress;
  if (hooks.verbose) {
    const seconds = (performance.now() - start) / 1000;
    hooks.emit({ event: 'suite-ended', testsRun, seconds, errors, failures, skipped });
  }
  return { stats: { testsRun, failures: failures.length, skipped }, errors, failures, cases };
}

/** CPython 3.13 Lib/test/libregrtest/testresult.py: RegressionTestResult.addFailure(); errors stop nothing */
const mustStop = (hooks: SuiteHooks, { failures }: Progress): boolean => hooks.failfast && failures.length > 0;

function* runClasses(plan: SuitePlan, hooks: SuiteHooks, progress: Progress): Steps<void> {
  let currentClass = '';
  let classReady = true;
  for (const name of plan.cases) {
    if (mustStop(hooks, progress)) return;
    const className = name.slice(0, name.lastIndexOf('.'));
    if (className !== currentClass) {
      currentClass = className;
      const fixture = plan.scenario.setUpClass?.[className];
      classReady = yield* groupFixture(hooks, progress, 'setUpClass', `${plan.name}.${className}`, fixture);
    }
    if (classReady) yield* runCase(plan, name, hooks, progress);
  }
}

/** setUpModule, setUpClass, tearDownModule: false if it failed or skipped what it stands for. */
function* groupFixture(
  hooks: SuiteHooks,
  progress: Progress,
  kind: string,
  of: string,
  fixture: Fixture | undefined,
): Steps<boolean> {
  if (fixture === undefined) return true;
  const description = `${kind} (${of})`;
  hooks.entered(description);
  const context = hooks.openContext(description);
  try {
    yield* call(fixture, context);
    throwFault(hooks);
    return true;
  } catch (thrown) {
    const error = tame(thrown);
    throwIfFatal(error);
    if (hooks.verbose) hooks.emit({ event: 'case-begun', description });
    const reason = error instanceof SkipTest ? error.message : null;
    const outcome = reason === null ? record(progress, hooks, description, error) : 'skipped';
    if (reason !== null) progress.skipped++;
    if (hooks.verbose) hooks.emit({ event: 'case-ended', outcome, reason });
    return false;
  } finally {
    context.close();
  }
}

function* runCase(plan: SuitePlan, name: string, hooks: SuiteHooks, progress: Progress): Steps<void> {
  const id = `${plan.name}.${name}`;
  const description = `${name.slice(name.lastIndexOf('.') + 1)} (${id})`;
  hooks.entered(description);
  progress.testsRun++;
  if (hooks.verbose) hooks.emit({ event: 'case-begun', description });
  const start = performance.now();
  const context = hooks.openContext(id);
  const run = caseSteps(plan.scenario, plan.scenario.cases[name] as CaseFunction, context);
  let outcome: CaseOutcome = 'ok';
  let reason: string | null = null;
  try {
    for (const error of yield* run) {
      if (error instanceof SkipTest) {
        if (outcome === 'ok') outcome = 'skipped';
        reason = error.message;
      } else outcome = record(progress, hooks, description, error);
    }
    throwFault(hooks);
  } finally {
    context.close();
  }
  if (outcome === 'skipped') progress.skipped++;
  if (hooks.verbose) hooks.emit({ event: 'case-ended', outcome, reason });
  progress.cases.push({ id, outcome, reason, seconds: (performance.now() - start) / 1000 });
}

/** setUp, the case, tearDown, clean-ups; the errors in the order in which they came. */
function* caseSteps(scenario: Scenario, body: CaseFunction, context: CaseContext): Steps<unknown[]> {
  const errors: unknown[] = [];
  const attempt = function* (fixture: Fixture | undefined): Steps<boolean> {
    if (fixture === undefined) return true;
    try {
      yield* call(fixture, context);
      return true;
    } catch (thrown) {
      const error = tame(thrown);
      throwIfFatal(error);
      errors.push(error);
      return false;
    }
  };
  if (yield* attempt(scenario.setUp)) {
    yield* attempt(body);
    yield* attempt(scenario.tearDown);
  }
  for (let cleanup = context.nextCleanup(); cleanup; cleanup = context.nextCleanup()) yield* attempt(cleanup);
  return errors;
}

function* call(fixture: Fixture, { t }: CaseContext): Steps<void> {
  const pending = fixture(t);
  if (isPromise(pending)) yield pending;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** A process that is broken runs no other case, even if this one went on. */
function throwFault(hooks: SuiteHooks): void {
  const fault = hooks.fault();
  if (fault !== null) throw fault;
}

/** What no test can fail of by itself: the simulated process is broken, or the user wants to stop. */
function throwIfFatal(error: unknown): void {
  if (error instanceof RuntimeFault || error instanceof Interrupted || error instanceof ExitRequest) throw error;
  if (error instanceof PythonError && error.type === 'KeyboardInterrupt') throw new Interrupted();
}

function record(progress: Progress, hooks: SuiteHooks, description: string, error: unknown): 'FAIL' | 'ERROR' {
  throwIfFatal(error);
  const problem: CaseProblem = { description, traceback: hooks.describe(error) };
  if (error instanceof AssertionFailure) {
    progress.failures.push(problem);
    return 'FAIL';
  }
  progress.errors.push(problem);
  return 'ERROR';
}
