import type { LeakPattern } from './result.js';

/** The shortest row that the deltas repeat, seen at least twice in full; 1 where all are equal. */
function periodOf(deltas: readonly number[]): number | undefined {
  for (let period = 1; period * 2 <= deltas.length; period++) {
    if (deltas.every((delta, index) => index < period || delta === deltas[index - period])) return period;
  }
  return deltas.length === 1 ? 1 : undefined;
}

/** How a leak goes on, from the deltas of the measured repetitions, which are not all 0. */
export function leakPattern(deltas: readonly number[]): LeakPattern {
  const period = periodOf(deltas);
  if (period === 1) return { kind: 'steady' };
  if (deltas.filter((delta) => delta !== 0).length === 1) return { kind: 'once' };
  if (period === undefined) return { kind: 'uneven' };
  return { kind: 'periodic', period, sum: deltas.slice(0, period).reduce((sum, delta) => sum + delta, 0) };
}
