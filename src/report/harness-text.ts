import type { Leak } from '../runner/result.js';

/** Such as `2 of the 30 are regrtest's own integers`; null: none is. Of several deltas the one with the largest share. */
export function harnessText({ deltas, harness = [] }: Leak): string | null {
  const share = Math.max(...harness, 0);
  return share === 0 ? null : `${share} of the ${deltas[harness.indexOf(share)]} are regrtest's own integers`;
}
