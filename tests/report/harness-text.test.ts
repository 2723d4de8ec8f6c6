import { describe, expect, it } from 'vitest';
import { harnessText } from '../../src/report/harness-text.js';
import type { Deltas, Leak } from '../../src/runner/result.js';
import { verdictOf } from '../../src/runner/verdict.js';

function leaksOf(deltas: Deltas): Leak[] {
  return [...verdictOf(deltas, 1).leaks];
}

describe('what is said of a large leak', () => {
  it("tells regrtest's own integers from the test's", () => {
    const [references, blocks] = leaksOf({
      references: [9000, 3988, 3986, 3988],
      blocks: [900, 940, 939, 940],
      handles: [0, 0, 0, 0],
      harness: { references: [40, 2, 0, 2], blocks: [4, 1, 0, 1] },
    });
    expect(references?.harness).toEqual([2, 0, 2]);
    expect(references && harnessText(references)).toBe("2 of the 3988 are regrtest's own integers");
    expect(blocks && harnessText(blocks)).toBe("1 of the 940 are regrtest's own integers");
  });

  it('is nothing where none is among the deltas', () => {
    const none = { references: [6, 0, 0, 0], blocks: [4, 0, 0, 0] };
    const deltas = { references: [9, 3, 3, 3], blocks: [0, 0, 0, 0], handles: [0, 1, 1, 1] };
    for (const leak of leaksOf({ ...deltas, harness: none })) expect(harnessText(leak)).toBeNull();
    for (const leak of leaksOf(deltas)) expect(harnessText(leak)).toBeNull();
  });
});
