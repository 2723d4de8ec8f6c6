import { ledgerOf } from '../../explain/ledger/ledger.js';
import type { Ledger } from '../../explain/ledger/result.js';
import { createPlaceMapper } from '../../explain/source-place.js';
import { ledgerText } from '../../report/explain/ledger-text.js';
import type { TestResult } from '../../runner/result.js';
import type { ExplainContext } from './explain-results.js';
import { lookAtEach } from './look-at-each.js';

/** Writes the ledger of one object of each leaking test, or of each test where none leaks. */
export async function ledgersOf(
  object: string,
  results: readonly TestResult[],
  context: ExplainContext,
): Promise<ReadonlyMap<string, Ledger>> {
  const mapPlace = createPlaceMapper(context.cwd);
  return await lookAtEach(`--ledger ${object}`, results, context, {
    look: (request, result) => ledgerOf(request, result, object, { mapPlace }),
    text: (name, ledger) => ledgerText(name, ledger, context.options.full),
  });
}
