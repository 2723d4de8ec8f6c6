import { describe, expect, it } from 'vitest';
import { shuffled } from '../../src/runner/random.js';

const twelve = Array.from({ length: 12 }, (_, n) => n);

describe('shuffled', () => {
  it.each([
    ['0', [1, 9, 8, 5, 10, 2, 3, 7, 4, 0, 11, 6]],
    ['42', [7, 5, 2, 8, 9, 6, 11, 3, 4, 0, 1, 10]],
    ['12345678901234567890', [2, 0, 9, 3, 6, 1, 4, 10, 5, 7, 11, 8]],
    ['-7', [7, 11, 3, 10, 8, 4, 9, 1, 0, 6, 2, 5]],
    ['9999999', [4, 7, 2, 8, 11, 1, 0, 10, 3, 5, 9, 6]],
  ])('gives the order that random.seed(%s); random.shuffle() gives', (seed, order) => {
    expect(shuffled(twelve, BigInt(seed))).toEqual(order);
  });

  it('leaves what it is given as it is', () => {
    shuffled(twelve, 1n);
    expect(twelve).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });
});
