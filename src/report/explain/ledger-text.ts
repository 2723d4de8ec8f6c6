import type { Ledger, LedgerEvent, LedgerLine } from '../../explain/ledger/result.js';
import { count } from '../count.js';
import { printable } from '../printable.js';
import { placeText } from './explain-text.js';

const MOST_UNMATCHED = 20;
const MOST_MATCHED = 12;

/** Every INCREF and DECREF of one object: what nothing matches first, marked. */
export function ledgerText(test: string, ledger: Ledger, full: boolean): string {
  const { object, repetition, refcnt, unmatched, matched, leftOut } = ledger;
  return `${[
    `${test}: ledger of ${object} until the end of run ${repetition + 1}`,
    '',
    `  ${ledger.increfs} INCREF - ${ledger.decrefs} DECREF = refcnt ${refcnt}`,
    ...section('unmatched', unmatched, full ? Number.POSITIVE_INFINITY : MOST_UNMATCHED),
    ...section('matched', latestFirst(matched), full ? Number.POSITIVE_INFINITY : MOST_MATCHED),
    ...(leftOut > 0 ? [`    and ${count(leftOut, 'older pair')}`] : []),
  ]
    .map(printable)
    .join('\n')}\n`;
}

/** Of the run that was taken apart before those of the runs before it. */
function latestFirst(lines: readonly LedgerLine[]): LedgerLine[] {
  return lines.toSorted((left, right) => (right.incref?.run ?? -1) - (left.incref?.run ?? -1));
}

function section(title: string, lines: readonly LedgerLine[], most: number): string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, most);
  const others = lines.slice(most).reduce((sum, { count }) => sum + count, 0);
  const more = others === 0 ? [] : [`    and ${others} more, see --full or --json`];
  return ['', `  ${title}:`, ...shown.flatMap((line) => ledgerLines(line).map((text) => `  ${text}`)), ...more];
}

/** One line for the INCREF, one for the DECREF; `>` marks what has no counterpart. */
export function ledgerLines({ count, incref, decref, owner, visited }: LedgerLine): string[] {
  const mark = incref === null || decref === null ? '>' : ' ';
  const head = `${mark} ${String(count).padStart(5)}x `;
  const blank = ' '.repeat(head.length);
  const held = owner === null ? '' : `  ${decref === null ? 'owned by' : 'from'} ${owner}`;
  const hidden = visited === false ? ' (not visited)' : '';
  const lines = [
    ...(incref ? [`INCREF  ${eventText(incref)}${decref === null ? held + hidden : ''}`] : []),
    ...(decref
      ? [`DECREF  ${eventText(decref)}${incref === null ? '  takes a reference that it does not own' : held}`]
      : []),
  ];
  return lines.map((line, index) => (index === 0 ? head : blank) + line);
}

function eventText({ run, phase, collecting, interpreter, place, caller }: LedgerEvent): string {
  const when = run === null ? 'before run 1' : `run ${run + 1}`;
  const what = collecting ? (phase === 'run' ? 'gc' : `${phase}, gc`) : phase;
  const where = place === null ? '' : `  ${placeText(place)}${caller === null ? '' : ` (${caller})`}`;
  return `${when.padEnd(5)}  ${what}, interpreter ${interpreter}${where}`;
}
