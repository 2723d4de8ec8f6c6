import type { Part } from '../../explain/result.js';
import type { CollectionSummary, CollectionTrace, GcTrace, PhaseTrace } from '../../explain/trace/result.js';
import { count } from '../count.js';
import { printable } from '../printable.js';
import { gcRowLines } from './explain-text.js';

const MOST_COLLECTIONS = 20;
const MOST_TYPES = 6;

/** The collections of one repetition, and some of them phase by phase. */
export function gcTraceText(test: string, trace: GcTrace, full: boolean): string {
  const { repetition, collections, leftOut, traces } = trace;
  const shown = full ? collections : collections.slice(-MOST_COLLECTIONS);
  const missing = leftOut + collections.length - shown.length;
  return `${[
    `${test}: ${count(collections.length + leftOut, 'collection')} in run ${repetition + 1}`,
    ...(collections.length === 0 ? [] : ['', ...tableLines(shown, missing)]),
    ...traces.flatMap((each) => ['', ...traceLines(each)]),
  ]
    .map(printable)
    .join('\n')}\n`;
}

const HEADS = ['gen', 'objects', 'unreachable', 'uncollectable', 'freed'] as const;

function tableLines(collections: readonly CollectionSummary[], missing: number): string[] {
  const names = collections.map(({ collector, during }) => `${collector} (${during})`);
  const width = Math.max('collector'.length, ...names.map(({ length }) => length));
  const row = (number: string, name: string, values: readonly (string | number)[]): string =>
    `${number.padStart(6)}  ${name.padEnd(width)}${HEADS.map((head, index) => String(values[index]).padStart(head.length + 2)).join('')}`;
  return [
    row('#', 'collector', HEADS),
    ...(missing > 0 ? [`        ${missing} before these, see --full or --json`] : []),
    ...collections.map(({ number, generation, objects, unreachable, uncollectable, freed }, index) =>
      row(String(number), names[index] ?? '', [generation, objects, unreachable, uncollectable, freed]),
    ),
  ];
}

function traceLines({ number, collector, during, generation, phases, rows, others }: CollectionTrace): string[] {
  const width = Math.max(...phases.map(({ phase }) => phase.length));
  return [
    `  Collection ${number}: ${collector} (${during}), generation ${generation}`,
    ...phases.flatMap((phase) => [
      `    ${phase.phase.padEnd(width)}  ${factsText(phase)}`,
      ...(phase.phase === 'subtract_refs' ? restLines(rows, others) : []),
    ]),
  ];
}

function factsText({ counts, types }: PhaseTrace): string {
  const facts = counts.map(({ count, what }) => `${count} ${what}`).join(', ');
  return types.length === 0 ? facts : `${facts}: ${typesText(types)}`;
}

function typesText(types: readonly Part[]): string {
  const shown = types.slice(0, MOST_TYPES).map(({ what, count }) => (count === 1 ? what : `${count} ${what}`));
  const more = types.slice(MOST_TYPES).reduce((sum, { count }) => sum + count, 0);
  return [...shown, ...(more > 0 ? [`${more} others`] : [])].join(', ');
}

function restLines(rows: CollectionTrace['rows'], others: readonly Part[]): string[] {
  const indented = gcRowLines(rows).map((line) => `        ${line}`);
  const count = others.reduce((sum, part) => sum + part.count, 0);
  const more = count === 0 ? [] : [`        and ${count} more with a rest: ${typesText(others)}`];
  return rows.length === 0 ? more : [...indented, ...more];
}
