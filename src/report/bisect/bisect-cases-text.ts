import type { CaseSet, CasesResult } from '../../bisect/result.js';
import { count } from '../count.js';
import { printable } from '../printable.js';
import { answerText, columns } from './bisect-common.js';

/** Minimal sets of cases, for people. */
export function casesText(result: CasesResult): string {
  const { test, cases, all, runs } = result;
  const lines = [
    printable(`${test}, all ${count(cases.length, 'case')} together: ${answerText(all)}`),
    '',
    ...verdictLines(result),
    '',
    count(runs, 'hunt'),
  ];
  return `${lines.join('\n')}\n`;
}

function verdictLines(result: CasesResult): string[] {
  const { all, sets, complete, contradiction, unresolved } = result;
  const lines = sets.map(setText);
  if (sets.length === 0) {
    if (!complete) lines.push('Inconclusive: the limit of hunts was reached.');
    else if (all.verdict === 'clean') lines.push('Nothing to find: all cases together are clean.');
    else lines.push('Inconclusive: all cases together could not be judged.');
  } else if (!complete) lines.push('Not complete: the limit of hunts was reached (-N).');
  if (contradiction !== null) {
    lines.push('Not monotone: some cases leak that do not beside others; all sets of up to four were tried.');
  }
  if (unresolved > 0) lines.push(`${count(unresolved, 'set')} could not be run and count as clean.`);
  return lines;
}

function setText({ cases, proof }: CaseSet): string {
  const head = cases.length === 1 ? 'One case is enough:' : `${count(cases.length, 'case')} are needed together:`;
  const rows = proof.map(({ cases: subset, answer }) => [
    subset.length === 0 ? 'none' : subset.length === cases.length ? 'all of them' : printable(subset.join(' + ')),
    answerText(answer),
  ]);
  return [head, ...cases.map((id) => `  ${printable(id)}`), ...(cases.length > 1 ? [columns(rows, '    ')] : [])].join(
    '\n',
  );
}
