import type { Explanation, Finding, Fix, GcRow, GcTable, Part, SourcePlace, Sum } from '../../explain/result.js';
import { count } from '../count.js';
import { printable } from '../printable.js';
import { foldedRows } from './gc-rows.js';

const MOST_PARTS = 6;
const MOST_FINDINGS = 5;
const MOST_ROWS = 6;
const MOST_FIXES = 12;

/** One test's leak on one screen: the sum, the causes, who holds what leaks, what the collector saw, what would help. */
export function explainText(explanation: Explanation): string {
  const { findings } = explanation;
  const shown = findings.slice(0, MOST_FINDINGS);
  const lines = [
    `${explanation.name}: run ${explanation.repetition + 1} taken apart`,
    '',
    ...indented(sumLines(explanation)),
    ...shown.flatMap((finding, index) => ['', ...findingLines(finding, index + 1)]),
    ...moreFindings(findings.slice(MOST_FINDINGS)),
    ...fixLines(explanation.fixes),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

function moreFindings(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  const total = (key: 'references' | 'blocks'): number => findings.reduce((sum, finding) => sum + finding[key], 0);
  const amount = `${count(total('references'), 'reference')}, ${count(total('blocks'), 'block')}`;
  return ['', `  and ${count(findings.length, 'more finding')} (${amount}), see --json`];
}

function indented(lines: readonly string[], by = '  '): string[] {
  return lines.map((line) => (line === '' ? '' : by + line));
}

// -------------------------------------------------------------------- the sum

function sumLines({ sum, findings, shared, rest }: Explanation): string[] {
  return [
    `${count(sum.references, 'reference')} = ${joined(referenceSummands(sum, findings, shared.references, rest.references))}`,
    `${count(sum.blocks, 'block')} = ${joined(blockSummands(sum))}${sharedText(shared.blocks)}`,
    ...indented(partLines(sum.referenceParts)),
  ];
}

function joined(summands: readonly string[]): string {
  return summands.length === 0 ? '0' : summands.join(' + ');
}

function referenceSummands(sum: Sum, findings: readonly Finding[], shared: number, rest: number): string[] {
  const only = findings[0];
  const alone = only !== undefined && only.references === sum.references && only.rootReferences > 0;
  if (alone) {
    const held = only.references - only.rootReferences;
    const island = only.gc === null ? 'by what it keeps alive' : 'by its island';
    return [`${only.rootReferences} to ${only.root}`, ...(held > 0 ? [`${held} held ${island}`] : [])];
  }
  const summands = findings.flatMap((finding, index) =>
    finding.references === 0 ? [] : [`${finding.references} of #${index + 1}`],
  );
  if (shared !== 0) summands.push(`${shared} that several of these keep alive`);
  if (rest !== 0) summands.push(`${rest} that were replaced`);
  return summands;
}

/** Blocks that are in no finding alone, and in the sum. */
function sharedText(blocks: number): string {
  return blocks === 0 ? '' : `; several of the findings keep ${blocks} of these alive`;
}

/** Objects, and blocks that Python code does not see. */
function blockSummands({ blockParts }: Sum): string[] {
  const isRaw = ({ what }: Part): boolean => what.startsWith('raw: ');
  const total = (parts: readonly Part[]): number => parts.reduce((sum, part) => sum + part.count, 0);
  const raw = blockParts.filter(isRaw);
  const objects = total(blockParts) - total(raw);
  const names = raw.map(({ what, count: each }) => `${each === 1 ? '' : `${each} `}${what.slice('raw: '.length)}`);
  const summands = objects === 0 ? [] : [count(objects, 'object')];
  return total(raw) === 0 ? summands : [...summands, `${total(raw)} raw (${names.join(', ')})`];
}

function partLines(parts: readonly Part[]): string[] {
  const shown = parts.slice(0, MOST_PARTS);
  const others = parts.slice(MOST_PARTS).reduce((sum, { count }) => sum + count, 0);
  const lines = shown.map(({ what, count }) => `${String(count).padStart(6)}  ${what}`);
  return parts.length > MOST_PARTS ? [...lines, `${String(others).padStart(6)}  others`] : lines;
}

// ------------------------------------------------------------------- findings

export function placeText(place: SourcePlace | null): string {
  return place === null ? '' : `${place.file}:${place.line}`;
}

function findingLines(finding: Finding, number: number): string[] {
  const { kind, references, blocks, sentence, place } = finding;
  const amount = `${count(references, 'reference')}, ${count(blocks, 'block')}`;
  return [
    `  #${number} ${kind ?? 'unknown cause'}  (${amount})${place === null ? '' : `  ${placeText(place)}`}`,
    ...indented([sentence, ...holderLines(finding), ...gcLines(finding.gc)], '     '),
  ];
}

function holderLines({ holders, gc }: Finding): string[] {
  if (holders.length === 0) return [];
  const garbage = gc !== null ? ['held by nothing: garbage that no collection will see'] : [];
  return ['Who holds it:', ...indented([...holders.map(({ depth, text }) => '  '.repeat(depth) + text), ...garbage])];
}

export function gcLines(gc: GcTable | null): string[] {
  if (gc === null || gc.rows.length === 0) return [];
  const all = foldedRows(gc.rows);
  const rows = all.slice(0, MOST_ROWS);
  return [
    `Last collection of ${gc.collector} (${gc.during}):`,
    ...indented([...gcRowLines(rows), ...moreRows(all.slice(MOST_ROWS))]),
  ];
}

function moreRows(rows: readonly GcRow[]): string[] {
  if (rows.length === 0) return [];
  const kept = rows.some(({ rest }) => rest > 0);
  return [`and ${rows.length} more${kept ? '' : ', all of them found from inside'}`];
}

/** Rows of the table of the collector as columns of text. */
export function gcRowLines(rows: readonly GcRow[]): string[] {
  const width = Math.max('object'.length, ...rows.map(({ object }) => object.length));
  const line = (object: string, counts: readonly (string | number)[], owners: string): string =>
    `${object.padEnd(width)}${counts.map((count) => String(count).padStart(8)).join('')}  ${owners}`.trimEnd();
  return [
    line('object', ['refcnt', 'inside', 'rest'], 'owner of the rest'),
    ...rows.map(({ object, refcnt, inside, rest, owners }) => line(object, [refcnt, inside, rest], ownersText(owners))),
  ];
}

function ownersText(owners: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const owner of owners) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  return [...counts].map(([owner, count]) => (count === 1 ? owner : `${owner} x${count}`)).join(', ');
}

// ---------------------------------------------------------------------- fixes

const VERDICTS: Readonly<Record<Fix['verdict'], string>> = {
  fixes: 'fixes',
  workaround: 'workaround',
  'no-help': 'no help',
  harmful: 'HARMFUL',
};

export function fixLines(fixes: readonly Fix[] | null): string[] {
  if (fixes === null) return [];
  if (fixes.length === 0) return ['', '  No change that the model knows of was worth trying.'];
  const shown = fixes.slice(0, MOST_FIXES);
  const lines = shown.map(
    ({ id, verdict, sumBefore, sumAfter, title, faults }) =>
      `${String(id).padStart(3)}  ${VERDICTS[verdict].padEnd(10)}  ${`${sumBefore} -> ${sumAfter}`.padEnd(16)}  ${title}${faults.length > 0 ? `: ${faults[0]}` : ''}`,
  );
  const more = fixes.length > shown.length ? [`     and ${fixes.length - shown.length} more`] : [];
  return ['', '  What would fix it (each was tried):', ...indented([...lines, ...more])];
}
