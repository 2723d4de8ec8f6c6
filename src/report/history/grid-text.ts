import type { GridCell, GridRow, HistoryGrid } from '../../bisect/history/result.js';
import { shortAnswer } from '../bisect/bisect-common.js';
import { count } from '../count.js';
import type { Paint, Shade } from '../paint.js';
import { printable } from '../printable.js';

interface GridStyle {
  readonly paint: Paint;
  /** Characters in a line of the terminal; null: as wide as it gets. */
  readonly width: number | null;
}

/** A cell before it is padded. */
interface Drawn {
  readonly text: string;
  readonly shade: Shade | null;
}

const LEGEND = `
Cells: references/blocks of the first measured run, or what else is counted; * differs from the state just before the
change, and for half-fixes (+, -) from the state that they are tried on; | still leaks. Proposed changes stand aside.`;

/** Tests x changes as a waterfall: the time goes down, each test is a column. */
export function gridText(grid: HistoryGrid, style: GridStyle): string {
  const { tests, rows, leftOut, runs } = grid;
  const shown = tests.flatMap((_, index) => (rows.some(({ cells }) => cells[index]) ? [index] : []));
  const drawn = drawCells(grid);
  const tables = fitting(grid, drawn, shown, style.width).map((group) => table(grid, drawn, group, style.paint));
  const idle = tests.filter((_, index) => !shown.includes(index));
  const facts = [
    `${count(tests.length, 'test')} x ${count(rows.length, 'state')}: ${count(runs, 'hunt')}`,
    ...(leftOut > 0
      ? [`${count(leftOut, 'change')} that name${leftOut === 1 ? 's' : ''} none of them left out (--all)`]
      : []),
    ...(idle.length > 0 ? [`no change for ${idle.map(printable).join(', ')}`] : []),
  ];
  return `${tables.join('\n')}${tables.length > 0 ? `${LEGEND}\n` : ''}${facts.join('; ')}.\n${remarks(grid)}`;
}

/** Why cells are `?`, each reason once. */
function remarks({ tests, rows }: HistoryGrid): string {
  const reasons = rows.flatMap((row) =>
    row.cells.flatMap((cell, index) =>
      cell?.answer.verdict === 'unresolved'
        ? [`? ${printable(tests[index] ?? '')} at ${printable(stateName(row))}: ${printable(cell.answer.why ?? '')}\n`]
        : [],
    ),
  );
  return reasons.join('');
}

function stateName({ at, with: added, without }: GridRow): string {
  return [at, ...added.map((id) => `+${id}`), ...without.map((id) => `-${id}`)].join(' ');
}

/** A leak goes on down the column until a change of the merged line ends it. */
function drawCells({ tests, rows }: HistoryGrid): Drawn[][] {
  const leaking = tests.map(() => false);
  return rows.map((row) =>
    row.cells.map((cell, column) => {
      const drawn = drawCell(cell, leaking[column] === true && (row.kind === 'merged' || row.kind === 'proposed'));
      if (cell !== null && (row.kind === 'merged' || row.kind === 'before'))
        leaking[column] = cell.answer.verdict === 'leaks';
      return drawn;
    }),
  );
}

function drawCell(cell: GridCell | null, leaking: boolean): Drawn {
  if (cell === null) return { text: leaking ? '|' : '', shade: leaking ? 'leaking' : null };
  const { answer, effect } = cell;
  const mark = effect === 'none' || effect === 'unknown' ? '' : ' *';
  if (answer.verdict === 'unresolved') return { text: '?', shade: 'unknown' };
  const plain = answer.verdict === 'leaks' ? 'leaking' : 'clean';
  const shade = effect === 'none' || effect === 'unknown' ? plain : effect;
  return { text: `${numbers(cell)}${mark}`, shade };
}

/** References/blocks; what is no reference or block, or comes alone, says what it is. */
function numbers({ answer }: GridCell): string {
  const [first, second, ...more] = answer.leaks;
  if (first?.item !== 'references' || more.length > 0) return shortAnswer(answer);
  if (second === undefined) return String(first.deltas[0] ?? 0);
  if (second.item !== 'memory blocks') return shortAnswer(answer);
  return `${first.deltas[0] ?? 0}/${second.deltas[0] ?? 0}`;
}

/** The state in the first column: its date, and what is done to it. */
function label({ kind, at, change }: GridRow): string {
  const date =
    kind === 'tried' || kind === 'without' || kind === 'before' ? ' '.repeat(change.date.length) : change.date;
  const name = {
    before: `before ${change.id}`,
    merged: change.id,
    proposed: `(${at})`,
    tried: `  + ${change.id}`,
    without: `  - ${change.id}`,
  }[kind];
  return printable(`${date}  ${name}`);
}

const GAP = 2;

/** `test_abc` is `abc` at the head of a column. */
const heading = (test: string): string => printable(test.replace(/^test_(?=.)/, ''));

function widthOf({ tests }: HistoryGrid, drawn: readonly (readonly Drawn[])[], column: number): number {
  return Math.max(heading(tests[column] ?? '').length, ...drawn.map((row) => row[column]?.text.length ?? 0));
}

/** As many columns in a table as fit into a line. */
function fitting(grid: HistoryGrid, drawn: Drawn[][], shown: readonly number[], width: number | null): number[][] {
  const first = Math.max(...grid.rows.map((row) => label(row).length), 0);
  const groups: number[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const column of shown) {
    const needed = GAP + widthOf(grid, drawn, column);
    if (groups.length === 0 || (width !== null && used + needed > width)) {
      groups.push([]);
      used = first;
    }
    groups.at(-1)?.push(column);
    used += needed;
  }
  return groups;
}

function table(grid: HistoryGrid, drawn: Drawn[][], group: readonly number[], paint: Paint): string {
  const kept = grid.rows.flatMap((row, index) => (group.some((column) => row.cells[column]) ? [{ row, index }] : []));
  const first = Math.max(...kept.map(({ row }) => label(row).length));
  const line = (head: string, cells: readonly Drawn[]): string => {
    const padded = cells.map(({ text, shade }, place) => {
      const blanks = ' '.repeat(widthOf(grid, drawn, group[place] ?? 0) - text.length);
      return ' '.repeat(GAP) + (shade === null ? text : paint(shade, text)) + blanks;
    });
    return `${head.padEnd(first)}${padded.join('')}`.trimEnd();
  };
  const heads = group.map((column) => ({ text: heading(grid.tests[column] ?? ''), shade: null }));
  const lines = kept.map(({ row, index }) =>
    line(
      label(row),
      group.map((column) => drawn[index]?.[column] ?? { text: '', shade: null }),
    ),
  );
  return `${[line('', heads), ...lines].join('\n')}\n`;
}
