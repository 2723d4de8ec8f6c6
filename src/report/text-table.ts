/** Rows under a head, as text cells; drawn with lines on a terminal, bare in a pipe. */
export interface TextTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Every line ends with a newline. */
export type DrawTable = (table: TextTable, indent: string) => string;

/** Columns side by side, padded with blanks. */
export const drawPlain: DrawTable = ({ head, rows }, indent) => {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return [head, ...rows]
    .map((row) => `${indent}${line(row)}`.trimEnd())
    .join('\n')
    .concat('\n');
};

/** Loads what draws lines only where a terminal shows them. */
export async function loadBoxes(): Promise<DrawTable> {
  const { default: Table } = await import('cli-table3');
  return ({ head, rows }, indent) => {
    const table = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
    table.push(...rows.map((row) => [...row]));
    return `${table.toString().replace(/^/gm, indent)}\n`;
  };
}
