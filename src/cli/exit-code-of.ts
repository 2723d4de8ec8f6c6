import { noTestsRan, type Summary } from '../runner/results.js';
import * as code from './exit-codes.js';

/** CPython 3.13 Lib/test/libregrtest/results.py: TestResults.get_exitcode(), in both styles. */
export function exitCodeOf(summary: Summary, failRerun: boolean): number {
  if (summary.bad.length > 0) return code.EXIT_BAD_TEST;
  if (summary.interrupted) return code.EXIT_INTERRUPTED;
  if (summary.failEnvChanged && summary.environmentChanged.length > 0) return code.EXIT_ENV_CHANGED;
  if (noTestsRan(summary)) return code.EXIT_NO_TESTS_RAN;
  if (failRerun && summary.rerun.length > 0) return code.EXIT_RERUN_FAIL;
  return code.EXIT_OK;
}
