import { describe, expect, it } from 'vitest';
import { leakPattern } from '../../src/runner/leak-pattern.js';

describe('leakPattern', () => {
  it.each([[[1]], [[3, 3]], [[-1, -1, -1]]])('%j is steady', (deltas) => {
    expect(leakPattern(deltas)).toEqual({ kind: 'steady' });
  });

  it.each([[[0, 1, 0]], [[5, 0]], [[0, 0, 0, -1]]])('%j happened once', (deltas) => {
    expect(leakPattern(deltas)).toEqual({ kind: 'once' });
  });

  it.each([
    [[6, -6, 1, 6, -6, 1], 3, 1],
    [[6, -6, 1, 6, -6, 1, 6, -6], 3, 1],
    [[1, -1, 1, -1], 2, 0],
    [[0, 2, 0, 2, 0], 2, 2],
  ])('%j comes again every %i repetitions', (deltas, period, sum) => {
    expect(leakPattern(deltas)).toEqual({ kind: 'periodic', period, sum });
  });

  it.each([[[6, -6, 1]], [[1, 2]], [[6, -6, 1, 6, -6]], [[1, 0, 1, 0, 0]]])('%j is uneven', (deltas) => {
    expect(leakPattern(deltas)).toEqual({ kind: 'uneven' });
  });
});
