import type { FailEachResult, FailureFinding } from '../../explain/fail-each/result.js';
import type { SourcePlace } from '../../explain/result.js';
import { printable } from '../printable.js';
import { leakLine } from '../regrtest/leak-line.js';

/** What went wrong when one operation after the other failed, as the lines of a leak. */
export function failEachText(result: FailEachResult): string {
  return [...result.findings.flatMap((finding) => findingLines(result.test, finding)), summaryLine(result)]
    .map((line) => `${line}\n`)
    .join('');
}

function findingLines(test: string, { operation, calls, leaks, lost, fault }: FailureFinding): string[] {
  const { api, caller, place } = operation;
  const which = calls.length > 1 ? `, in ${calls.length} calls of that line` : '';
  const when = printable(`when ${api} failed (${caller}${at(place)}${which})`);
  const lines =
    fault === null
      ? leaks.map((leak) => `${leakLine(test, leak)} ${when}`)
      : [`${printable(test)} crashed ${when}: ${printable(fault)}`];
  return [...lines, ...lost.map(({ owner, reason, place: where }) => printable(`    ${reason}: ${owner}${at(where)}`))];
}

function at(place: SourcePlace | null): string {
  return place === null ? '' : `, ${place.file}:${place.line}`;
}

function summaryLine({ test, operations, leftOut, findings, problem }: FailEachResult): string {
  if (problem !== null) return printable(`${test}: no operation was made to fail: ${problem}`);
  const tried = `${operations} ${operations === 1 ? 'operation was' : 'operations were'} made to fail`;
  const wrong = findings.length === 0 ? 'nothing was left' : `${failures(findings)} went wrong`;
  const left = leftOut === 0 ? '' : `; ${leftOut} further calls of the same lines were not`;
  return printable(`${test}: ${tried}, ${wrong}${left}`);
}

function failures(findings: readonly FailureFinding[]): number {
  return findings.reduce((sum, { calls }) => sum + calls.length, 0);
}
