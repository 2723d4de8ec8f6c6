import type { GcRow } from '../../explain/result.js';

/** Rows that would read alike as one: '9 method_descriptor'. */
export function foldedRows(rows: readonly GcRow[]): GcRow[] {
  const counts = new Map<string, { readonly row: GcRow; count: number }>();
  for (const row of rows) {
    const key = JSON.stringify(row);
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { row, count: 1 });
  }
  return [...counts.values()].map(({ row, count }) =>
    count === 1 ? row : { ...row, object: `${count} ${row.object}` },
  );
}
