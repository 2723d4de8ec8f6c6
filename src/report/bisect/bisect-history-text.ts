import type { HistoryResult, StateReading, StateTransition } from '../../bisect/result.js';
import { count } from '../count.js';
import { printable } from '../printable.js';
import { answerText, changeLine, columns, shortAnswer, stateText } from './bisect-common.js';

/** Bisection over the history, for people. */
export function historyText(result: HistoryResult, { all }: { readonly all: boolean }): string {
  const lines = [
    printable(`${result.test} over the history: ${count(result.states, 'state')}, ${count(result.runs, 'hunt')}`),
  ];
  if (result.good !== null) lines.push(endText('GOOD', result.good));
  lines.push(endText('BAD', result.bad), '', verdictText(result));
  if (all) lines.push('', transitionsText(result.transitions));
  return `${lines.join('\n')}\n`;
}

function endText(name: 'GOOD' | 'BAD', reading: StateReading): string {
  return `${name.padEnd(4)} ${stateText(reading)}: ${answerText(reading.answer)}`;
}

function verdictText(result: HistoryResult): string {
  const { good, bad, first, oneOf, neverClean } = result;
  if (first !== null) return firstText(first);
  if (bad.answer.verdict === 'clean') return 'Nothing to find: BAD is clean.';
  if (bad.answer.verdict === 'unresolved') return 'Inconclusive: BAD could not be judged.';
  if (good !== null && good.answer.verdict !== 'clean') return 'Inconclusive: GOOD is not clean; give an earlier one.';
  if (neverClean) return 'Inconclusive: it leaks in every state from the first on; the leak is older than the history.';
  const states = oneOf.map(
    (each) => `  ${each.change === null ? each.at : changeLine(each.change)}: ${answerText(each.answer)}`,
  );
  return ['Inconclusive: the leak began with one of these.', ...states].join('\n');
}

function firstText({ from, to }: StateTransition): string {
  return [
    'The leak began with',
    `  ${to.change === null ? to.at : changeLine(to.change)}`,
    `  before (${stateText(from)}): ${answerText(from.answer)}`,
    `  after: ${answerText(to.answer)}`,
  ].join('\n');
}

function transitionsText(transitions: readonly StateTransition[]): string {
  if (transitions.length === 0) return 'No transition: all states of the history agree.';
  const rows = transitions.map(({ to }) => [
    printable(to.at),
    to.change?.date ?? '',
    shortAnswer(to.answer),
    printable(`${to.change?.title ?? ''}${to.change?.status === 'proposed' ? ' [proposed]' : ''}`),
  ]);
  return `Transitions:\n${columns(rows, '  ')}`;
}
