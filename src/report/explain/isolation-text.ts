import type { IsolationResult, SharedObject } from '../../explain/isolation/result.js';
import { printable } from '../printable.js';

/** What interpreters share, for people. */
export function isolationText(results: readonly IsolationResult[]): string {
  return results
    .map((result) =>
      resultLines(result)
        .map((line) => `${printable(line)}\n`)
        .join(''),
    )
    .join('\n');
}

function resultLines({ test, shared, fault, problem }: IsolationResult): string[] {
  if (problem !== null) return [`${test}: says nothing of isolation: ${problem}`];
  const crash = fault === null ? [] : [`  shared-across-interpreters: ${fault}`];
  if (shared.length === 0 && fault === null) return [`${test}: interpreters share nothing`];
  return [`${test}: objects cross from one interpreter to another`, ...shared.map(sharedLine), ...crash];
}

const MAKERS = { main: 'made by the main interpreter', sub: 'made by a subinterpreter' } as const;

function sharedLine({ by, holder, field, object, maker, count, place }: SharedObject): string {
  const who = by === 'static' ? `static ${holder}.${field}` : `${holder}${field === null ? '' : `.${field}`}`;
  const many = count > 1 ? ` (and ${count - 1} more like it)` : '';
  const where = place === null ? '' : `, ${place.file}:${place.line}`;
  return `  ${by}: ${who} holds ${object}${many}, ${MAKERS[maker]}${where}`;
}
