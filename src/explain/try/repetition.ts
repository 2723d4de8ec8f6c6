import type { Leak, TestResult } from '../../runner/result.js';

/** The last repetition in which what leaked grew, or where it only shrank the last one; from 0. null: nothing leaked. */
export function leakingRepetition({ leaks, warmups }: TestResult): number | null {
  const last = ({ deltas }: Leak): number => {
    const grew = deltas.findLastIndex((delta) => delta > 0);
    return grew < 0 ? deltas.findLastIndex((delta) => delta !== 0) : grew;
  };
  const at = Math.max(-1, ...leaks.slice(0, 1).map(last));
  return at < 0 ? null : warmups + at;
}

/** The repetition to look at: where nothing leaked, the last one. null: there was none. */
export function shownRepetition(result: TestResult): number | null {
  const repetitions = result.deltas?.references.length ?? 0;
  return leakingRepetition(result) ?? (repetitions > 0 ? repetitions - 1 : null);
}
