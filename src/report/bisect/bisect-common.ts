import type { HuntAnswer } from '../../bisect/hunt-question.js';
import type { LeakIdentity } from '../../bisect/identity.js';
import type { ChangeInfo, StateReading } from '../../bisect/result.js';
import { printable } from '../printable.js';

/** What a hunt came to, in a few words. */
export function answerText({ verdict, leaks, why }: HuntAnswer): string {
  if (verdict === 'unresolved') return `could not be judged (${printable(why ?? 'no reason is known')})`;
  if (leaks.length === 0) return 'clean';
  const lines = leaks.map(({ deltas, item, sum }) => `[${deltas.join(', ')}] ${item}, sum=${sum}`);
  return `leaked ${lines.join('; ')}`;
}

/** The number that a table shows: of the first measured repetition. */
export function shortAnswer({ verdict, leaks }: HuntAnswer): string {
  if (verdict === 'unresolved') return '?';
  const short = leaks.map(({ deltas, item }) => `${deltas[0] ?? 0} ${item === 'memory blocks' ? 'blocks' : item}`);
  return short.length === 0 ? 'clean' : short.join(', ');
}

/** The names by which a change is known besides its id. */
export function otherNames({ names }: ChangeInfo): string {
  const known = names.filter((name) => /^(bpo|gh)-/.test(name));
  return known.length === 0 ? '' : ` (${known.slice(0, 2).join(', ')})`;
}

export function changeLine(change: ChangeInfo): string {
  const status = change.status === 'merged' ? '' : ` [${change.status}]`;
  return printable(`${change.id}${otherNames(change)}  ${change.date}  ${change.title}${status}`);
}

export function stateText({ at, change }: StateReading): string {
  return printable(change === null ? at : `${at}${otherNames(change)}`);
}

/** `_abc._abc_data, ob_type: type-not-visited` */
export function identityText({ kind, subject, slot, item }: LeakIdentity): string {
  if (subject === null) return printable(item ?? 'leak');
  return printable(`${subject}${slot === null ? '' : `, ${slot}`}: ${kind ?? 'no cause is known'}`);
}

/** Columns side by side, all but the last padded. */
export function columns(rows: readonly (readonly string[])[], indent: string): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  ');
  return rows.map((row) => `${indent}${line(row)}`.trimEnd()).join('\n');
}
