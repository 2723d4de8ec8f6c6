import type { Style } from './options.js';
import { hasMeaningfulDuration, isFailed, type TestResult, type TestStats } from './result.js';

/** The tally of a run as reporters see it. Lists hold names in the order in which the tests ended. */
export interface Summary {
  readonly style: Style;
  readonly selected: readonly string[];
  readonly good: readonly string[];
  readonly bad: readonly string[];
  readonly skipped: readonly string[];
  readonly resourceDenied: readonly string[];
  readonly environmentChanged: readonly string[];
  readonly runNoTests: readonly string[];
  readonly rerun: readonly string[];
  readonly omitted: readonly string[];
  /** Only with -o. */
  readonly times: readonly { readonly name: string; readonly seconds: number }[];
  readonly stats: TestStats;
  readonly interrupted: boolean;
  readonly workerBug: boolean;
  readonly failEnvChanged: boolean;
  readonly forever: boolean;
  /** -m or -i was given. */
  readonly filtered: boolean;
  readonly quiet: boolean;
  readonly slowest: boolean;
  /** What the first of two runs (-w) came to. */
  readonly first: Summary | null;
}

export interface TallyOptions {
  readonly style: Style;
  readonly selected: readonly string[];
  readonly failEnvChanged: boolean;
  readonly forever: boolean;
  readonly filtered: boolean;
  readonly quiet: boolean;
  readonly slowest: boolean;
}

/** Collects results. CPython 3.13 Lib/test/libregrtest/results.py: TestResults */
export class Tally {
  readonly good: string[] = [];
  readonly bad: string[] = [];
  readonly skipped: string[] = [];
  readonly resourceDenied: string[] = [];
  readonly environmentChanged: string[] = [];
  readonly runNoTests: string[] = [];
  readonly rerun: string[] = [];
  readonly times: { name: string; seconds: number }[] = [];
  /** What -w runs again. */
  readonly toRerun: TestResult[] = [];
  interrupted = false;
  workerBug = false;
  first: Summary | null = null;
  readonly #options: TallyOptions;
  #stats: TestStats = { testsRun: 0, failures: 0, skipped: 0 };

  constructor(options: TallyOptions) {
    this.#options = options;
  }

  /** Tests that failed or changed the environment: the last number of `[3/7/1]`. */
  get fails(): number {
    return this.bad.length + this.environmentChanged.length;
  }

  /** CPython 3.13 Lib/test/libregrtest/results.py: accumulate_result() */
  accumulate(result: TestResult, rerun = false): void {
    const { name, state } = result;
    const timed = this.#options.slowest && !rerun && hasMeaningfulDuration(state, this.#options.style);
    if (timed) this.times.push({ name, seconds: result.seconds });
    if (state === 'INTERRUPTED') this.interrupted = true;
    else this.#listOf(result).push(name);
    // 3.11 runs again what failed; 3.13 also what changed the environment.
    if (!rerun && isFailed(state, this.#options.style === '3.13')) this.toRerun.push(result);
    if (state === 'WORKER_BUG') this.workerBug = true;
    this.#stats = {
      testsRun: this.#stats.testsRun + result.stats.testsRun,
      failures: this.#stats.failures + result.stats.failures,
      skipped: this.#stats.skipped + result.stats.skipped,
    };
    if (rerun) this.rerun.push(name);
  }

  #listOf({ state }: TestResult): string[] {
    switch (state) {
      case 'PASSED':
        return this.good;
      case 'SKIPPED':
        return this.skipped;
      case 'RESOURCE_DENIED':
        return this.resourceDenied;
      case 'ENV_CHANGED':
        return this.environmentChanged;
      case 'DID_NOT_RUN':
        return this.runNoTests;
      default:
        return this.bad;
    }
  }

  /** A promise of a test that had passed was rejected later. */
  changeEnvironmentLate(name: string): void {
    const index = this.good.lastIndexOf(name);
    if (index < 0) return;
    this.good.splice(index, 1);
    this.environmentChanged.push(name);
  }

  /** `shown`: the tests of which those that did not run are omitted. CPython 3.13: TestResults.display_result() */
  summary(shown: readonly string[] = this.#options.selected): Summary {
    const { good, bad, skipped, resourceDenied, environmentChanged, runNoTests, rerun, times } = this;
    const executed = new Set([good, bad, skipped, resourceDenied, environmentChanged, runNoTests].flat());
    return {
      ...this.#options,
      good: [...good],
      bad: [...bad],
      skipped: [...skipped],
      resourceDenied: [...resourceDenied],
      environmentChanged: [...environmentChanged],
      runNoTests: [...runNoTests],
      rerun: [...rerun],
      omitted: [...new Set(shown)].filter((name) => !executed.has(name)),
      times: [...times],
      stats: this.#stats,
      interrupted: this.interrupted,
      workerBug: this.workerBug,
      first: this.first,
    };
  }
}

/** 3.11 counts a test that was denied its resource as skipped, 3.13 apart from the skipped ones. */
export function skippedTests(summary: Summary): readonly string[] {
  return summary.style === '3.11' ? [...summary.skipped, ...summary.resourceDenied] : summary.skipped;
}

/** Nothing good, bad, skipped, interrupted or changed. CPython 3.13: TestResults.no_tests_run() */
export function noTestsRan(summary: Summary): boolean {
  const { good, bad, environmentChanged, interrupted } = summary;
  const ran = [good, bad, skippedTests(summary), environmentChanged];
  return !interrupted && ran.every((names) => names.length === 0);
}

/** The words after `Tests result:`. CPython 3.13: TestResults.get_state() */
export function runState(summary: Summary): string {
  const words: string[] = [];
  if (summary.bad.length > 0) words.push('FAILURE');
  else if (summary.failEnvChanged && summary.environmentChanged.length > 0) words.push('ENV CHANGED');
  else if (noTestsRan(summary)) words.push(summary.style === '3.11' ? 'NO TEST RUN' : 'NO TESTS RAN');
  if (summary.interrupted) words.push('INTERRUPTED');
  if (summary.workerBug) words.push('WORKER BUG');
  const state = words.length > 0 ? words.join(', ') : 'SUCCESS';
  return summary.first === null ? state : `${runState(summary.first)} then ${state}`;
}
