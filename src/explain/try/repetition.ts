import type { Leak, TestResult } from '../../runner/result.js';

/**
 * The repetition in which what leaked grew most, regrtest's own integers left out: of several the last. Where it only
 * shrank the last one. From 0; null: nothing leaked.
 */
export function leakingRepetition({ leaks, warmups }: TestResult): number | null {
  const [first] = leaks;
  const at = first === undefined ? -1 : largest(first);
  return at < 0 ? null : warmups + at;
}

function largest({ deltas, harness = [] }: Leak): number {
  const net = deltas.map((delta, index) => delta - (harness[index] ?? 0));
  const most = Math.max(...net);
  return most > 0 ? net.lastIndexOf(most) : deltas.findLastIndex((delta) => delta !== 0);
}

/** The repetition to look at: where nothing leaked, the last one. null: there was none. */
export function shownRepetition(result: TestResult): number | null {
  const repetitions = result.deltas?.references.length ?? 0;
  return leakingRepetition(result) ?? (repetitions > 0 ? repetitions - 1 : null);
}
