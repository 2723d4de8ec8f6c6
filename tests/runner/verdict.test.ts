import { describe, expect, it } from 'vitest';
import { checkFdDeltas, checkRcDeltas, verdictOf } from '../../src/runner/verdict.js';

describe('references and memory blocks', () => {
  it.each([[[3, 0, 0]], [[0, 1, 0]], [[8, -8, 1]], [[-1, -1, -1]]])('%j is no leak (bpo-30776)', (deltas) => {
    expect(checkRcDeltas(deltas)).toBe(false);
  });

  it.each([[[5, 5, 6]], [[10, 1, 1]], [[1]]])('%j is a leak (bpo-30776)', (deltas) => {
    expect(checkRcDeltas(deltas)).toBe(true);
  });
});

describe('file descriptors', () => {
  it.each([[[0, 1, 0]], [[-1, 0, 0]]])('%j fails', (deltas) => {
    expect(checkFdDeltas(deltas)).toBe(true);
  });

  it('are fine when none moved', () => {
    expect(checkFdDeltas([0, 0, 0])).toBe(false);
  });
});

describe('verdictOf', () => {
  it('leaves out the warm-ups and names the items in the order of regrtest', () => {
    const deltas = { references: [99, 7, 2, 2], blocks: [9, 9, 1, 1], handles: [3, 0, 0, 1] };
    expect(verdictOf(deltas, 2)).toMatchObject({
      leaks: [
        { item: 'references', deltas: [2, 2], sum: 4 },
        { item: 'memory blocks', deltas: [1, 1], sum: 2 },
        { item: 'file descriptors', deltas: [0, 1], sum: 1 },
      ],
      suspicious: [],
    });
  });

  it('calls suspicious what moved without failing', () => {
    const deltas = { references: [0, 0, 1, 0], blocks: [0, 0, 0, 0], handles: [0, 0, 0, 0] };
    expect(verdictOf(deltas, 1)).toMatchObject({
      leaks: [],
      suspicious: [{ item: 'references', deltas: [0, 1, 0], sum: 1, fine: true }],
    });
  });

  it('lets nothing that moved pass when it is strict', () => {
    const deltas = { references: [0, 6, -6, 1], blocks: [0, 2, 2, 2], handles: [0, 0, 0, 0] };
    expect(verdictOf(deltas, 1, true)).toMatchObject({
      leaks: [
        { item: 'references', fine: true, pattern: { kind: 'uneven' } },
        { item: 'memory blocks', fine: false, pattern: { kind: 'steady' } },
      ],
      suspicious: [],
    });
  });

  it('sees a steady leak through the integers that regrtest makes of it', () => {
    const deltas = {
      references: [3988, 3986, 3988],
      blocks: [2, 1, 2],
      handles: [0, 0, 0],
      harness: { references: [2, 0, 2], blocks: [1, 0, 1] },
    };
    expect(verdictOf(deltas, 0).leaks).toMatchObject([
      { item: 'references', deltas: [3988, 3986, 3988], pattern: { kind: 'steady' } },
      { item: 'memory blocks', deltas: [2, 1, 2], pattern: { kind: 'steady' } },
    ]);
  });
});
