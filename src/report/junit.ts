import type { CaseProblem, CaseResult, Leak, TestResult } from '../runner/result.js';
import { isFailed } from '../runner/result.js';
import { harnessText } from './harness-text.js';
import type { HuntFacts, HuntRecord, RecordedTest } from './hunt-record.js';
import { leakLine, patternText } from './regrtest/leak-line.js';
import { resultText } from './regrtest/result-text.js';
import { exceptionLine, tracebackText } from './regrtest/traceback-text.js';
import { element, type XmlElement, xmlDocument } from './xml.js';

type Problem = 'failure' | 'error' | 'skipped';

interface TestCase {
  readonly classname: string;
  readonly name: string;
  readonly seconds: number;
  readonly problems: readonly XmlElement[];
}

/** `test_x.Class.method` -> `test_x.Class` and `method` */
function named(id: string): { classname: string; name: string } {
  const dot = id.lastIndexOf('.');
  return { classname: id.slice(0, dot), name: id.slice(dot + 1) };
}

function problem(kind: Problem, type: string, message: string, text?: string): XmlElement {
  return element(kind, kind === 'skipped' ? { message } : { type, message }, text === undefined ? [] : [text]);
}

const ofTraceback = (kind: Problem, { traceback }: CaseProblem): XmlElement =>
  problem(kind, traceback.type, exceptionLine(traceback), tracebackText(traceback));

function caseOf({ id, outcome, reason, seconds }: CaseResult, { errors, failures }: TestResult): TestCase {
  const here = ({ description }: CaseProblem): boolean => description.endsWith(` (${id})`);
  const problems = [
    ...errors.filter(here).map((each) => ofTraceback('error', each)),
    ...failures.filter(here).map((each) => ofTraceback('failure', each)),
    ...(outcome === 'skipped' ? [problem('skipped', '', reason ?? '')] : []),
  ];
  return { ...named(id), seconds, problems };
}

/** setUpModule (test_x), setUpClass (test_x.C): what failed outside of the cases. */
function fixtures({ name, cases, errors, failures }: TestResult): TestCase[] {
  const isCase = ({ description }: CaseProblem): boolean => cases.some(({ id }) => description.endsWith(` (${id})`));
  const outside = (kind: Problem, problems: readonly CaseProblem[]): TestCase[] =>
    problems
      .filter((each) => !isCase(each))
      .map((each) => ({ classname: name, name: each.description, seconds: 0, problems: [ofTraceback(kind, each)] }));
  return [...outside('error', errors), ...outside('failure', failures)];
}

/** What the line of regrtest does not say. */
function remarks(leak: Leak): string[] {
  return [leak.fine ? patternText(leak) : null, harnessText(leak)].filter((text) => text !== null);
}

/** All leaks of a file are one failure. */
function leakProblems({ name, leaks }: TestResult): XmlElement[] {
  const lines = leaks.map((leak) => [leakLine(name, leak), ...remarks(leak).map((text) => `(${text})`)].join(' '));
  const first = lines[0];
  return first === undefined ? [] : [problem('failure', 'ReferenceLeak', first, lines.join('\n'))];
}

/**
 * The leaks of a file with one case are that case's; of several cases none can be blamed, so that the hunt itself
 * stands for one.
 */
function withLeaks(cases: readonly TestCase[], result: TestResult, { warmups, runs }: HuntFacts): TestCase[] {
  const problems = leakProblems(result);
  const [only, ...others] = cases;
  if (problems.length === 0) return [...cases];
  if (only !== undefined && others.length === 0) return [{ ...only, problems: [...only.problems, ...problems] }];
  return [...cases, { classname: result.name, name: `reference leaks (-R ${warmups}:${runs})`, seconds: 0, problems }];
}

/** A file that ended otherwise than by its cases: crashed, timed out, skipped as a whole. */
function wholeFile(result: TestResult, { style }: HuntFacts, failEnvChanged: boolean): XmlElement | null {
  const { state, reason } = result;
  const text = resultText(result, style);
  const more = reason === null || text.includes(reason) ? text : `${text}: ${reason}`;
  if (state === 'SKIPPED' || state === 'RESOURCE_DENIED') return problem('skipped', '', reason ?? text);
  if (state === 'DID_NOT_RUN') return problem('skipped', '', text);
  if (state === 'FAILED' || state === 'REFLEAK' || state === 'PASSED') return null;
  if (state === 'ENV_CHANGED') return isFailed(state, failEnvChanged) ? problem('failure', state, text) : null;
  return problem('error', state, more);
}

function casesOf(result: TestResult, { facts, summary }: HuntRecord): TestCase[] {
  const whole = wholeFile(result, facts, summary.failEnvChanged);
  const file = whole === null ? [] : [{ classname: result.name, name: result.name, seconds: 0, problems: [whole] }];
  return [
    ...withLeaks(
      result.cases.map((each) => caseOf(each, result)),
      result,
      facts,
    ),
    ...fixtures(result),
    ...file,
  ];
}

/** Cases with a problem of the kind: a case that fails twice is one failure. */
const number = (cases: readonly TestCase[], kind: Problem): number =>
  cases.filter(({ problems }) => problems.some(({ name }) => name === kind)).length;

const totals = (cases: readonly TestCase[]): Record<string, number> => ({
  tests: cases.length,
  failures: number(cases, 'failure'),
  errors: number(cases, 'error'),
  skipped: number(cases, 'skipped'),
});

const time = (seconds: number): string => seconds.toFixed(3);

function suite({ result, rerun }: RecordedTest, cases: readonly TestCase[]): XmlElement {
  const name = rerun ? `${result.name} (re-run)` : result.name;
  return element(
    'testsuite',
    { name, ...totals(cases), time: time(result.seconds) },
    cases.map(({ classname, name: method, seconds, problems }) =>
      element('testcase', { classname, name: method, time: time(seconds) }, problems),
    ),
  );
}

/** A run for CI systems: a `testsuite` for each file, a `testcase` for each case, of the last repetition. */
export function junitXml(record: HuntRecord): string {
  const suites = record.tests.map((test) => ({ test, cases: casesOf(test.result, record) }));
  const all = totals(suites.flatMap(({ cases }) => cases));
  const children = suites.map(({ test, cases }) => suite(test, cases));
  return xmlDocument(element('testsuites', { name: 'refhunt', ...all, time: time(record.seconds) }, children));
}
