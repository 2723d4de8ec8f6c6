import { runState, type Summary, skippedTests } from '../../runner/results.js';
import { count } from '../count.js';
import { printable } from '../printable.js';
import { formatDuration } from './format-duration.js';
import { byCodePoint, printlist } from './printlist.js';

const SLOWEST = 10;
const INTERRUPTED = 'Test suite interrupted by signal SIGINT.\n';

/** An empty line, a title and a list; nothing for an empty list. */
function listed(names: readonly string[], title: string): string {
  return names.length === 0 ? '' : `\n${title}\n${printlist(names)}`;
}

function okText(summary: Summary): string {
  const { good, bad, interrupted, quiet } = summary;
  if (good.length === 0 || quiet) return '';
  const all = bad.length === 0 && skippedTests(summary).length === 0 && !interrupted && good.length > 1;
  return `\n${all ? 'All ' : ''}${count(good.length, 'test')} OK.\n`;
}

/**
 * Names with equal durations come in the reverse order of names, as in regrtest.
 * NOT-CPYTHON: in 3.13, times in the same second count as equal, so that the list of a run is the same again.
 */
function slowestText({ slowest, times, style }: Summary): string {
  if (!slowest) return '';
  const key = (seconds: number): number => (style === '3.13' ? Math.floor(seconds) : seconds);
  const lines = [...times]
    .sort((a, b) => key(b.seconds) - key(a.seconds) || byCodePoint(b.name, a.name))
    .slice(0, SLOWEST)
    .map(({ name, seconds }) => `- ${printable(name)}: ${formatDuration(seconds)}\n`);
  return `\n10 slowest tests:\n${lines.join('')}`;
}

const head = (summary: Summary): string => `\n== Tests result: ${runState(summary)} ==\n`;

/** CPython 3.11 Lib/test/libregrtest/main.py: Regrtest.display_result() */
export function resultText311(summary: Summary): string {
  const { omitted, bad, environmentChanged, rerun, runNoTests, interrupted, quiet } = summary;
  const skipped = skippedTests(summary);
  return [
    head(summary),
    interrupted ? INTERRUPTED : '',
    listed(omitted, `${count(omitted.length, 'test')} omitted:`),
    okText(summary),
    slowestText(summary),
    listed(bad, `${count(bad.length, 'test')} failed:`),
    listed(environmentChanged, `${count(environmentChanged.length, 'test')} altered the execution environment:`),
    quiet ? '' : listed(skipped, `${count(skipped.length, 'test')} skipped:`),
    listed(rerun, `${count(rerun.length, 're-run test')}:`),
    listed(runNoTests, `${count(runNoTests.length, 'test')} run no tests:`),
  ].join('');
}

/** CPython 3.13 Lib/test/libregrtest/results.py: TestResults.display_result() */
export function resultText313(summary: Summary): string {
  const { omitted, bad, environmentChanged, rerun, runNoTests, skipped, resourceDenied, interrupted, quiet } = summary;
  const altered = 'altered the execution environment (env changed):';
  return [
    head(summary),
    slowestText(summary),
    listed(omitted, `${count(omitted.length, 'test')} omitted:`),
    quiet ? '' : listed(skipped, `${count(skipped.length, 'test')} skipped:`),
    quiet ? '' : listed(resourceDenied, `${count(resourceDenied.length, 'test')} skipped (resource denied):`),
    listed(runNoTests, `${count(runNoTests.length, 'test')} run no tests:`),
    listed(environmentChanged, `${count(environmentChanged.length, 'test')} ${altered}`),
    listed(rerun, `${count(rerun.length, 're-run test')}:`),
    listed(bad, `${count(bad.length, 'test')} failed:`),
    okText(summary),
    interrupted ? `\n${INTERRUPTED}` : '',
  ].join('');
}

const thousands = (n: number): string => n.toLocaleString('en-US');

/** ` name=3` for each number that is not zero. */
function numbers(entries: readonly (readonly [string, number])[]): string {
  return entries
    .filter(([, n]) => n > 0)
    .map(([name, n]) => ` ${name}=${n}`)
    .join('');
}

/** CPython 3.13 Lib/test/libregrtest/results.py: TestResults.display_summary() */
export function totalsText313(summary: Summary): string {
  const { stats, selected, good, bad, skipped, resourceDenied, environmentChanged, runNoTests, rerun } = summary;
  const filtered = summary.filtered ? ' (filtered)' : '';
  const ran = [good, bad, rerun, skipped, environmentChanged, runNoTests].flat().length;
  const files = numbers([
    ['failed', bad.length],
    ['env_changed', environmentChanged.length],
    ['skipped', skipped.length],
    ['resource_denied', resourceDenied.length],
    ['rerun', rerun.length],
    ['run_no_tests', runNoTests.length],
  ]);
  const failures = stats.failures > 0 ? ` failures=${thousands(stats.failures)}` : '';
  const skips = stats.skipped > 0 ? ` skipped=${thousands(stats.skipped)}` : '';
  const total = summary.forever ? '' : `/${selected.length}`;
  return [
    `Total tests: run=${thousands(stats.testsRun)}${filtered}${failures}${skips}\n`,
    `Total test files: run=${ran}${total}${filtered}${files}\n`,
  ].join('');
}
