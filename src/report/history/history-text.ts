import type { HistoryList, ListedChange } from '../../bisect/history/result.js';
import { columns, otherNames } from '../bisect/bisect-common.js';
import { count } from '../count.js';
import type { Paint } from '../paint.js';
import { printable } from '../printable.js';

/** So many names of tests stand in one line. */
const NAMED = 3;

/** The list of changes, parts indented behind their whole. */
export function historyListText({ changes, defaultState, states, shippedInstead }: HistoryList, paint: Paint): string {
  const head =
    shippedInstead === null ? [] : [`${printable(shippedInstead)} has no history of its own; the shipped one:`];
  if (changes.length === 0) return `${[...head, 'No change of the history fits.'].join('\n')}\n`;
  const rows = columns(changes.map(listRow), '').split('\n');
  const painted = rows.map((row, index) => {
    const status = changes[index]?.status;
    return status === 'proposed' ? paint('changed', row) : status === 'experiment' ? paint('aside', row) : row;
  });
  const named = Object.entries(states).map(([name, id]) => `${name} is ${id}`);
  const tail = [`${count(changes.length, 'change')}; default state: ${defaultState}`, ...named].join('; ');
  return `${[...head, ...painted, '', printable(tail)].join('\n')}\n`;
}

function listRow(change: ListedChange): string[] {
  const indent = change.partOf === null ? '' : '  ';
  return [
    change.date,
    printable(`${indent}${change.id}`),
    change.status === 'merged' ? '' : change.status,
    printable(testsText(change)),
    printable(`${indent}${change.title}${otherNames(change)}`),
  ];
}

function testsText({ tests }: ListedChange): string {
  const more = tests.length > NAMED ? `, +${tests.length - NAMED + 1}` : '';
  return tests.length === 0 ? '-' : `${tests.slice(0, more === '' ? NAMED : NAMED - 1).join(', ')}${more}`;
}

/** One change in full. */
export function changeText(change: ListedChange): string {
  const of = change.partOf === null ? '' : `, a part of ${change.partOf}`;
  const by = change.touchedBy === 'declared' ? '' : ' (they look up what it edits)';
  const rows: [string, readonly string[]][] = [
    ['names', [change.names.join(', ')]],
    ['area', [change.area]],
    ['requires', [change.requires.join(', ')]],
    ['reverts', [change.reverts.join(', ')]],
    ['parts', [change.parts.join(', ')]],
    ['edits', change.edits.length > 0 ? change.edits : [movesOnly(change)]],
    ['tests', [change.tests.length > 0 ? `${change.tests.join(', ')}${by}` : '']],
  ];
  const shown = rows.flatMap(([name, values]) =>
    values.filter(Boolean).map((value, index) => [index === 0 ? name : '', printable(value)]),
  );
  const title = printable(`${change.id}  ${change.date}  ${change.status}${of}`);
  return `${title}\n${printable(change.title)}\n\n${columns(shown, '  ')}\n`;
}

function movesOnly({ reverts, parts }: ListedChange): string {
  if (parts.length > 0) return 'those of its parts';
  return reverts.length > 0 ? 'none but to take back what it reverts' : 'none: it moves code about';
}
