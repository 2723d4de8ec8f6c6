import type { CommitReading, GitResult } from '../../bisect/result.js';
import { count } from '../count.js';
import { printable } from '../printable.js';
import { answerText } from './bisect-common.js';

/** Lines of a diff that are shown; --json has all of it. */
const DIFF_LINES = 40;

/** Bisection over commits, for people. */
export function commitsText(result: GitResult): string {
  const lines = [
    printable(`${result.test} over ${count(result.commits, 'commit')}, ${count(result.runs, 'hunt')}`),
    `GOOD ${readingText(result.good)}`,
    `BAD  ${readingText(result.bad)}`,
    ...result.remarks.map((remark) => printable(`note: ${remark}`)),
    '',
    verdictText(result),
  ];
  return `${lines.join('\n')}\n`;
}

const short = (sha: string): string => sha.slice(0, 12);

function readingText({ commit, answer }: CommitReading): string {
  return `${short(commit.sha)} ${printable(commit.subject)}: ${answerText(answer)}`;
}

function verdictText(result: GitResult): string {
  const { good, bad, first, before, diff, oneOf } = result;
  if (first !== null) {
    const { commit } = first;
    return [
      result.ending === 'found' ? 'The first bad commit is' : 'The first bad commit that is here is',
      `  ${commit.sha}${commit.merge ? ' (a merge)' : ''}`,
      printable(`  ${commit.author}, ${commit.date}`),
      printable(`  ${commit.subject}`),
      ...before.map((parent) => `  before (${short(parent.commit.sha)}): ${answerText(parent.answer)}`),
      `  after: ${answerText(first.answer)}`,
      ...diffLines(diff),
    ].join('\n');
  }
  if (bad.answer.verdict === 'clean') return 'Nothing to find: BAD is clean.';
  if (bad.answer.verdict === 'unresolved') return 'Inconclusive: BAD could not be judged.';
  if (good.answer.verdict === 'leaks') return 'Inconclusive: GOOD leaks already; give an earlier one.';
  if (good.answer.verdict === 'unresolved') return 'Inconclusive: GOOD could not be judged; give another one.';
  const commits = oneOf.map((reading) => `  ${readingText(reading)}`);
  return ['Inconclusive: the first bad commit is one of these.', ...commits].join('\n');
}

function diffLines(diff: string): string[] {
  const lines = diff
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => `    ${printable(line)}`);
  const more = lines.length - DIFF_LINES;
  return more > 0 ? [...lines.slice(0, DIFF_LINES), `    ... ${more} more lines`] : lines;
}
