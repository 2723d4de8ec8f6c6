import type { TestEvent } from '../../runner/events.js';
import type { Style } from '../../runner/options.js';
import type { CaseProblem } from '../../runner/result.js';
import { printable } from '../printable.js';
import { tracebackText } from './traceback-text.js';

type SuiteEnded = Extract<TestEvent, { event: 'suite-ended' }>;
type CaseEnded = Extract<TestEvent, { event: 'case-ended' }>;

const DOUBLE_RULE = '='.repeat(70);
const RULE = '-'.repeat(70);

export function caseBegunText(description: string): string {
  return `${printable(description)} ... `;
}

export function caseEndedText({ outcome, reason }: CaseEnded): string {
  return outcome === 'skipped' ? `skipped ${reasonText(reason)}\n` : `${outcome}\n`;
}

function reasonText(reason: string | null): string {
  const text = printable(reason ?? '');
  return text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "\\'")}'`;
}

function problemText(flavour: 'ERROR' | 'FAIL', { description, traceback }: CaseProblem): string {
  return `${DOUBLE_RULE}\n${flavour}: ${printable(description)}\n${RULE}\n${tracebackText(traceback)}\n`;
}

function outcomeText(ended: SuiteEnded, style: Style): string {
  const { errors, failures, skipped } = ended;
  const details: string[] = [];
  if (failures.length > 0) details.push(`failures=${failures.length}`);
  if (errors.length > 0) details.push(`errors=${errors.length}`);
  if (skipped > 0) details.push(`skipped=${skipped}`);
  const nothing = style === '3.13' && ended.testsRun === 0 && skipped === 0;
  const word = errors.length + failures.length > 0 ? 'FAILED' : nothing ? 'NO TESTS RAN' : 'OK';
  return details.length > 0 ? `${word} (${details.join(', ')})` : word;
}

/** CPython 3.11 Lib/unittest/runner.py: TextTestRunner.run(), what it prints after the last case. */
export function suiteEndedText(ended: SuiteEnded, style: Style): string {
  const problems = [
    ...ended.errors.map((problem) => problemText('ERROR', problem)),
    ...ended.failures.map((problem) => problemText('FAIL', problem)),
  ];
  const ran = `Ran ${ended.testsRun} test${ended.testsRun === 1 ? '' : 's'} in ${ended.seconds.toFixed(3)}s`;
  return `\n${problems.join('')}${RULE}\n${ran}\n\n${outcomeText(ended, style)}\n`;
}
