import type { GridCell, HistoryGrid, HistoryList } from '../../bisect/history/result.js';
import { jsonText, SCHEMA_VERSION } from '../json.js';

export function historyListJson({ changes, defaultState, states, shippedInstead }: HistoryList): string {
  const shipped = shippedInstead !== null;
  return jsonText({ schemaVersion: SCHEMA_VERSION, shipped, defaultState, states, changes });
}

/** Cells by test; a test that the change of a row does not touch has none. */
export function gridJson({ tests, rows, leftOut, runs }: HistoryGrid): string {
  return jsonText({
    schemaVersion: SCHEMA_VERSION,
    tests,
    rows: rows.map(({ cells, ...row }) => ({
      ...row,
      cells: Object.fromEntries(cells.flatMap((cell, index) => (cell ? [[tests[index] ?? '', cellJson(cell)]] : []))),
    })),
    leftOut,
    runs,
  });
}

function cellJson({ answer: { verdict, leaks, why }, effect }: GridCell): object {
  return { verdict, effect, sum: leaks[0]?.sum ?? 0, leaks, ...(why === null ? {} : { why }) };
}
