import { Block } from './block.js';
import type { ReadClock } from './clock.js';
import type { Emit, Progress, TestEvent } from './events.js';
import type { RunOptions, SingleOptions, TestFile } from './options.js';
import { mustStop, type TestResult } from './result.js';
import type { Tally } from './results.js';

/** Runs one test in this process; what happens in it goes to `emit`. */
export type RunTest = (test: TestFile, options: SingleOptions, emit: (event: TestEvent) => void) => Promise<TestResult>;

export interface RunContext {
  readonly emit: Emit;
  readonly clock: ReadClock;
  readonly tally: Tally;
  readonly signal: AbortSignal;
  /** Each result as it comes, for reports that want the whole of it. */
  readonly onResult: (result: TestResult) => void;
}

/** The tests in order; with --forever in rounds, until one fails. */
export function* testsInOrder({ tests, forever, failEnvChanged }: RunOptions, tally: Tally): Generator<TestFile> {
  do {
    for (const test of tests) {
      yield test;
      if (forever && (tally.bad.length > 0 || (failEnvChanged && tally.environmentChanged.length > 0))) return;
    }
  } while (forever && tests.length > 0);
}

export function progressAt(index: number, options: RunOptions, { clock, tally }: RunContext): Progress {
  return { clock: clock(), index, total: options.forever ? null : options.tests.length, fails: tally.fails };
}

/** CPython 3.13 Lib/test/libregrtest/main.py: Regrtest.run_tests_sequentially() */
export async function runSequentially(options: RunOptions, context: RunContext, runTest: RunTest): Promise<void> {
  const { emit, tally, clock } = context;
  const { single } = options;
  const tests = options.forever ? null : options.tests.length;
  emit({ event: 'tests-begun', clock: clock(), tests, jobs: null, timeout: single.timeout, workerTimeout: null });
  let index = 0;
  for (const test of testsInOrder(options, tally)) {
    if (context.signal.aborted) {
      tally.interrupted = true;
      break;
    }
    index++;
    emit({ event: 'test-begun', progress: progressAt(index, options, context), name: test.name });
    const result = await runCaptured(test, single, emit, runTest);
    tally.accumulate(result);
    context.onResult(result);
    emit({ event: 'test-ended', progress: progressAt(index, options, context), result, seconds: result.seconds });
    if (mustStop(result.state, single.failfast, options.failEnvChanged)) break;
  }
  emit({ event: 'tests-ended' });
}

/** With -W, shows what a test printed only if it did not pass. */
async function runCaptured(test: TestFile, single: SingleOptions, emit: Emit, runTest: RunTest): Promise<TestResult> {
  if (!single.outputOnFailure) return await runTest(test, single, emit);
  const block = new Block();
  const result = await runTest(test, single, (event) => block.add(event));
  if (result.state !== 'PASSED') emit({ event: 'captured', block: block.events });
  return result;
}
