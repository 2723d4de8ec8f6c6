import { describe, expect, it } from 'vitest';
import { sumOf } from '../../src/bisect/hunt-question.js';
import { holdingAt } from '../../src/interp/history/resolve.js';
import { history, shippedHunts } from './shipped.js';

const MULTI_PHASE = '4c1b6a6f4f';
const HEAP_TYPE = '53e4c91725';

describe('the _abc leak', { timeout: 60_000 }, () => {
  it('takes multi-phase initialisation and a heap type: neither leaks alone', async () => {
    const hunts = shippedHunts('test_threading');
    const state = { at: HEAP_TYPE, with: [], without: [] };
    const rest = holdingAt(history, state)
      .changes.map(({ id }) => id)
      .filter((id) => id !== MULTI_PHASE && id !== HEAP_TYPE);
    const sum = async (...ids: string[]): Promise<number> =>
      sumOf(await hunts.one({ state: { ...state, only: [...rest, ...ids] }, cases: null }));
    expect(await sum()).toBe(0);
    expect(await sum(MULTI_PHASE)).toBe(0);
    expect(await sum(HEAP_TYPE)).toBe(0);
    expect(await sum(MULTI_PHASE, HEAP_TYPE)).toBe(3 * 19);
  });

  it('does not need bpo-35810', async () => {
    const hunts = shippedHunts('test_threading');
    const answer = await hunts.one({ state: { at: HEAP_TYPE, with: [], without: ['bpo-35810'] }, cases: null });
    expect(sumOf(answer)).toBe(3 * 19);
  });
});
