import type { RunOptions, TestFile } from './options.js';
import type { CaseProblem, TestResult } from './result.js';
import { isFailed } from './result.js';
import type { RunContext, RunTest } from './run.js';

const nameOf = ({ description }: CaseProblem): string => description.split(' ')[0] ?? '';

/** CPython 3.11 Lib/test/libregrtest/main.py: Regrtest.rerun_failed_tests() */
export async function rerunFailed311(options: RunOptions, context: RunContext, runTest: RunTest): Promise<void> {
  const { emit, clock, tally } = context;
  const toRerun = tally.toRerun.splice(0);
  tally.first = tally.summary();
  emit({ event: 'rerun-begun', clock: clock(), tests: toRerun.length });
  // As in regrtest, names that one test adds to the -m of the command line stay there for the next.
  const given = options.single.patterns.filter(({ accept }) => accept).map(({ pattern }) => pattern);
  for (const failed of toRerun) {
    const names = [...failed.errors, ...failed.failures].map(nameOf);
    if (given.length > 0) given.push(...names);
    const matching = names.length === 0 ? null : given.length > 0 ? [...given] : names;
    const result = await rerunOne(failed.name, matching, options, context, runTest);
    if (!isFailed(result.state, true) && result.state !== 'INTERRUPTED') forget(tally.bad, failed.name);
    if (result.state === 'INTERRUPTED') break;
  }
  if (tally.bad.length > 0) emit({ event: 'failed-again', names: [...tally.bad] });
}

async function rerunOne(
  name: string,
  matching: readonly string[] | null,
  options: RunOptions,
  context: RunContext,
  runTest: RunTest,
): Promise<TestResult> {
  const { emit, clock, tally } = context;
  emit({ event: 'rerun-test', clock: clock(), name, matching });
  const patterns =
    matching === null
      ? options.single.patterns
      : [
          ...matching.map((pattern) => ({ pattern, accept: true })),
          ...options.single.patterns.filter(({ accept }) => !accept),
        ];
  const single = { ...options.single, patterns, verbose: true, failfast: false, outputOnFailure: false };
  const result = await runTest(testNamed(options, name), single, emit);
  context.onResult(result);
  accumulateRerun311(tally, result);
  return result;
}

/** A test that failed before and fails again is listed once. */
function accumulateRerun311(tally: RunContext['tally'], result: TestResult): void {
  const failedBefore = tally.bad.length;
  tally.accumulate(result, true);
  if (tally.bad.length > failedBefore) tally.bad.pop();
}

function forget(names: string[], name: string): void {
  const index = names.indexOf(name);
  if (index >= 0) names.splice(index, 1);
}

export function testNamed({ tests }: RunOptions, name: string): TestFile {
  return tests.find((test) => test.name === name) ?? { name, file: null, suggestion: null };
}

/** Names of the cases to run again; null: all. CPython 3.13 Lib/test/libregrtest/result.py: get_rerun_match_tests() */
export function rerunMatches313(failed: TestResult): readonly string[] | null {
  const names: string[] = [];
  for (const { description } of failed.errors) {
    const hook = /^(setUpModule|tearDownModule|setUpClass|tearDownClass) \((.*)\)$/.exec(description);
    if (hook === null) names.push(description.split(' ')[0] ?? '');
    else if (hook[1]?.endsWith('Module')) return null;
    else names.push(hook[2]?.split('.').at(-1) ?? '');
  }
  names.push(...failed.failures.map(nameOf));
  return names.length === 0 ? null : names;
}
