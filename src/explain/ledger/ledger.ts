import type { TestResult } from '../../runner/result.js';
import { readObservation } from '../read/findings.js';
import { resolveObject } from '../read/object-name.js';
import type { SourcePlace } from '../result.js';
import type { HuntRequest } from '../try/hunt.js';
import { observe } from '../try/observe.js';
import { shownRepetition } from '../try/repetition.js';
import { recordLedgers } from './record.js';
import type { Ledger } from './result.js';

export interface LedgerOptions {
  readonly mapPlace: (place: SourcePlace) => SourcePlace;
}

/** The ledger of the object that `text` means in a test that was hunted; or why there is none. */
export async function ledgerOf(
  request: HuntRequest,
  result: TestResult,
  text: string,
  { mapPlace }: LedgerOptions,
): Promise<Ledger | { readonly problem: string }> {
  const repetition = shownRepetition(result);
  const observed = repetition === null ? null : await observe(request, repetition);
  if (repetition === null || observed === null) return { problem: 'the hunt did not come to its end' };
  const { findings } = readObservation(observed.observation);
  const resolved = resolveObject(text, observed.observation, findings);
  if ('problem' in resolved) return resolved;
  const { identity } = resolved;
  const ledgers = await recordLedgers(request, new Set([identity]), { repetition, mapPlace });
  return ledgers.get(identity) ?? { problem: 'the object is gone when it is looked at again' };
}
