import type { HeaderFacts } from './events.js';
import type { RunOptions } from './options.js';
import { rerunFailed311, rerunMatches313, testNamed } from './rerun.js';
import type { Summary } from './results.js';
import { type RunContext, type RunTest, runSequentially } from './run.js';
import type { ParallelOptions } from './run-workers.js';

export interface Regrtest {
  readonly options: RunOptions;
  readonly context: RunContext;
  readonly runTest: RunTest;
  /** How to start workers; their number is `options.jobs`, or one for a rerun. */
  readonly parallel: Omit<ParallelOptions, 'jobs' | 'rerun'>;
  readonly header: HeaderFacts | null;
  readonly seed: bigint;
  readonly randomized: boolean;
}

/** A whole run: tests, summary, second run of what failed. CPython 3.11 Lib/test/libregrtest/main.py: Regrtest._main() */
export async function runRegrtest(regrtest: Regrtest): Promise<Summary> {
  const { options, context, header, seed, randomized } = regrtest;
  const { emit, tally, clock } = context;
  const { style, huntRefleak } = options.single;
  const fewWarmups = huntRefleak !== null && huntRefleak.warmups < 3;
  emit({ event: 'run-begun', style, header, fewWarmups, seed, randomized });
  await runTests(regrtest, options);
  emit({ event: 'summary', summary: tally.summary() });
  if (options.rerun && needsRerun(regrtest)) {
    if (style === '3.11') {
      await rerunFailed311(options, context, regrtest.runTest);
      emit({ event: 'summary', summary: tally.summary() });
    } else emit({ event: 'summary', summary: tally.summary(await rerunFailed313(regrtest)) });
  }
  const summary = tally.summary();
  emit({ event: 'finished', summary, seconds: clock().elapsed });
  return summary;
}

async function runTests({ context, runTest, parallel }: Regrtest, options: RunOptions): Promise<void> {
  if (options.jobs === null) await runSequentially(options, context, runTest);
  else await runInWorkers(options, context, { ...parallel, jobs: options.jobs, rerun: null });
}

/** A run in one process does without what starts others. */
async function runInWorkers(options: RunOptions, context: RunContext, parallel: ParallelOptions): Promise<void> {
  const workers = await import('./run-workers.js');
  await workers.runInWorkers(options, context, parallel);
}

/** 3.11 runs again if a test is bad, 3.13 also what only changed the environment. */
function needsRerun({ options, context }: Regrtest): boolean {
  const { tally } = context;
  return options.single.style === '3.11' ? tally.bad.length > 0 : tally.toRerun.length > 0;
}

/** Returns the tests that ran again. CPython 3.13 Lib/test/libregrtest/main.py: Regrtest.rerun_failed_tests() */
async function rerunFailed313({ options, context, parallel }: Regrtest): Promise<readonly string[]> {
  const { emit, clock, tally } = context;
  const toRerun = tally.toRerun.splice(0);
  tally.first = tally.summary();
  tally.bad.length = 0;
  tally.environmentChanged.length = 0;
  emit({ event: 'rerun-begun', clock: clock(), tests: toRerun.length });
  const rerun = new Map<string, readonly string[]>();
  for (const failed of toRerun) {
    const matches = rerunMatches313(failed);
    if (matches !== null) rerun.set(failed.name, matches);
  }
  const single = { ...options.single, verbose: true, failfast: false, outputOnFailure: false };
  const tests = toRerun.map(({ name }) => testNamed(options, name));
  const again: RunOptions = { ...options, tests, single, forever: false };
  await runInWorkers(again, context, { ...parallel, jobs: options.jobs ?? 1, rerun });
  if (tally.bad.length > 0) emit({ event: 'failed-again', names: [...tally.bad] });
  return tests.map(({ name }) => name);
}
