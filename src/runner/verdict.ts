import { leakPattern } from './leak-pattern.js';
import type { Deltas, Leak, LeakItem } from './result.js';

/**
 * References and memory blocks: every measured repetition must have leaked at least one.
 * Decided by (bpo-30776): no leak [3, 0, 0], [0, 1, 0], [8, -8, 1]; a leak [5, 5, 6], [10, 1, 1].
 * CPython 3.11 Lib/test/libregrtest/refleak.py: check_rc_deltas()
 */
export function checkRcDeltas(deltas: readonly number[]): boolean {
  return deltas.every((delta) => delta >= 1);
}

/** CPython 3.11 Lib/test/libregrtest/refleak.py: check_fd_deltas() */
export function checkFdDeltas(deltas: readonly number[]): boolean {
  return deltas.some((delta) => delta !== 0);
}

const ITEMS: readonly {
  item: LeakItem;
  of: 'references' | 'blocks' | 'handles';
  leaks: (deltas: readonly number[]) => boolean;
}[] = [
  { item: 'references', of: 'references', leaks: checkRcDeltas },
  { item: 'memory blocks', of: 'blocks', leaks: checkRcDeltas },
  { item: 'file descriptors', of: 'handles', leaks: checkFdDeltas },
];

export interface Verdict {
  /** What fails the test. */
  readonly leaks: readonly Leak[];
  /** What moved without failing it: 3.13 prints "(this is fine)". */
  readonly suspicious: readonly Leak[];
}

/** Judges the measured repetitions; the warm-ups are left out. Under --strict, whatever moved fails. */
export function verdictOf(deltas: Deltas, warmups: number, strict = false): Verdict {
  const leaks: Leak[] = [];
  const suspicious: Leak[] = [];
  for (const { item, of, leaks: fails } of ITEMS) {
    const measured = deltas[of].slice(warmups);
    if (measured.every((delta) => delta === 0)) continue;
    const fine = !fails(measured);
    const sum = measured.reduce((total, delta) => total + delta, 0);
    const own = of === 'handles' ? [] : (deltas.harness?.[of].slice(warmups) ?? []);
    const harness = own.some((share) => share !== 0) && { harness: own };
    // A leak of 1000 or more is no less steady for the integers that regrtest makes of it.
    const pattern = leakPattern(measured.map((delta, index) => delta - (own[index] ?? 0)));
    const leak: Leak = { item, deltas: measured, sum, pattern, fine, ...harness };
    (fine && !strict ? suspicious : leaks).push(leak);
  }
  return { leaks, suspicious };
}
