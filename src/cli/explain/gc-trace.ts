import type { GcTrace } from '../../explain/trace/result.js';
import { traceGc } from '../../explain/trace/trace.js';
import { gcTraceText } from '../../report/explain/gc-trace-text.js';
import type { TestResult } from '../../runner/result.js';
import type { ExplainContext } from './explain-results.js';
import { lookAtEach } from './look-at-each.js';

/** Rows of a table of the collector; with --full. */
const MOST_ROWS = 12;
const MOST_ROWS_FULL = 500;

/** Writes the collections of each leaking test, or of each test where none leaks. */
export async function gcTracesOf(
  number: number | null,
  results: readonly TestResult[],
  context: ExplainContext,
): Promise<ReadonlyMap<string, GcTrace>> {
  const { full } = context.options;
  const option = number === null ? '--trace-gc' : `--trace-gc=${number}`;
  const mostRows = full ? MOST_ROWS_FULL : MOST_ROWS;
  return await lookAtEach(option, results, context, {
    look: (request, result) => traceGc(request, result, { number, mostRows }),
    text: (name, trace) => gcTraceText(name, trace, full),
  });
}
