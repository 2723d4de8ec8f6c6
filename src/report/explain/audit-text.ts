import {
  type AuditResult,
  type Cell,
  type ExtensionAudit,
  FAULT,
  type Gap,
  type IdleIgnore,
  type IgnoredGap,
  type OldValue,
  type OpaqueBody,
  type TypeAudit,
} from '../../explain/audit/result.js';
import { count } from '../count.js';
import { printable } from '../printable.js';
import type { DrawTable } from '../text-table.js';
import { placeText } from './explain-text.js';

/** An audit for people: the tables, then what is wrong in them. */
export function auditText(result: AuditResult, draw: DrawTable): string {
  const tables = result.extensions.map((each) => extensionText(each, draw));
  const parts = [
    `Audit of ${count(result.extensions.length, 'extension')} at ${printable(result.state)}\n`,
    ...tables,
    ...section(`${count(result.gaps.length, 'gap')}:`, result.gaps.map(gapText)),
    ...section('Ignored:', result.ignored.map(ignoredText)),
    ...section('Nothing to ignore any more:', result.idleIgnores.map(idleText)),
    ...section('Opaque, of which nothing is claimed:', result.opaque.map(opaqueText)),
    ...section(
      'Not audited:',
      result.problems.map(({ scenario, message }) => printable(`  ${scenario}: ${message}`)),
    ),
    summaryText(result),
  ];
  return parts.join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${[title, ...lines].join('\n')}\n`];
}

function summaryText({ extensions, gaps, ignored }: AuditResult): string {
  const types = extensions.reduce((sum, each) => sum + each.types.length, 0);
  const found = gaps.length === 0 ? 'no gaps' : count(gaps.length, 'gap');
  const left = ignored.length === 0 ? '' : `, ${ignored.length} ignored`;
  return `${found}${left} in ${count(types, 'type')} of ${count(extensions.length, 'extension')}\n`;
}

function extensionText(extension: ExtensionAudit, draw: DrawTable): string {
  const from = extension.scenario === null ? '' : ` of ${extension.scenario}`;
  const lines = [printable(`${extension.name}${from}, ${extension.init} initialisation`), '\n'];
  for (const type of extension.types) lines.push(typeText(type, draw));
  if (extension.state.length > 0) {
    const rows = extension.state.map(({ slot, visited, cleared, freed }) => [
      printable(`state.${slot}`),
      ...[visited, cleared, freed].map(cellText),
    ]);
    lines.push('  module state\n', draw({ head: ['field', 'm_traverse', 'm_clear', 'm_free'], rows }, '    '));
  }
  if (extension.statics.length > 0) {
    const rows = extension.statics.map(({ slot, oldValue, storedIn, clearedIn }) => [
      printable(slot),
      OLD_VALUES[oldValue],
      names(storedIn),
      names(clearedIn),
    ]);
    lines.push('  C statics\n', draw({ head: ['static', 'old value', 'stored by', 'cleared by'], rows }, '    '));
  }
  if (extension.interpreter.length > 0) {
    const rows = extension.interpreter.map(({ slot, storedIn, clearedIn }) => [
      printable(`interp->${slot}`),
      names(storedIn),
      names(clearedIn),
    ]);
    lines.push('  interpreter state\n', draw({ head: ['field', 'stored by', 'cleared by'], rows }, '    '));
  }
  return lines.join('');
}

/** What a store does to the reference that stood there. */
const OLD_VALUES: Readonly<Record<OldValue, string>> = {
  none: '-',
  kept: 'stored where NULL',
  replaced: 'released',
  lost: 'lost',
};

const GC = { own: 'GC support', inherited: 'GC support of its base', none: 'no GC support' } as const;

function typeText({ name, storage, gc, rows, untracksFirst }: TypeAudit, draw: DrawTable): string {
  const title = printable(`  ${name}, ${storage} type, ${GC[gc]}`);
  const cells = rows.map(({ slot, owned, visited, cleared, released }) => [
    printable(slot),
    ...[owned, visited, cleared, released].map(cellText),
  ]);
  if (untracksFirst !== 'none') cells.push(['PyObject_GC_UnTrack', '', '', '', untrackText(untracksFirst)]);
  if (cells.length === 0) return `${title}: owns nothing\n`;
  return `${title}\n${draw({ head: ['slot', 'owned', 'visited', 'cleared', 'in dealloc'], rows: cells }, '    ')}`;
}

function cellText(cell: Cell): string {
  if (cell === 'none') return '-';
  return cell === 'opaque' ? '?' : cell;
}

function untrackText(cell: Cell): string {
  return cell === 'yes' ? 'first' : cell === 'no' ? 'not first' : '?';
}

function names(list: readonly string[]): string {
  return list.length === 0 ? '-' : printable(list.join(', '));
}

function gapText(gap: Gap): string {
  return [`  ${headText(gap)}`, `    ${gap.sentence}`, `    mend: ${gap.mend}`].map(printable).join('\n');
}

function headText({ kind, subject, slot, place }: Gap): string {
  return `${kind ?? FAULT}  ${subjectText({ subject, slot })}${placeBehind(place)}`;
}

function ignoredText({ gap, reason }: IgnoredGap): string {
  return printable(`  ${headText(gap)}: ${reason}`);
}

function idleText({ subject, slot, reason, place }: IdleIgnore): string {
  const why = reason.trim() === '' ? 'gives no reason' : reason;
  return printable(`  ${subjectText({ subject, slot })}${placeBehind(place)}: ${why}`);
}

function opaqueText({ subject, body, why, place }: OpaqueBody): string {
  return printable(`  ${body} of ${subject}${placeBehind(place)}: ${why}`);
}

function subjectText({ subject, slot }: Pick<Gap, 'subject' | 'slot'>): string {
  return slot === null ? subject : `${subject}, ${slot}`;
}

function placeBehind(place: Gap['place']): string {
  return place === null ? '' : `  ${placeText(place)}`;
}
