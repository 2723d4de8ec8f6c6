import { describe, expect, it } from 'vitest';
import { createRuntimeCore } from '../../../src/interp/bootstrap.js';
import { beginHarness311 } from '../../../src/interp/harness/3.11.js';
import { beginHarness313 } from '../../../src/interp/harness/3.13.js';
import type { Reading } from '../../../src/interp/harness/harness.js';
import { newList } from '../../../src/interp/objects/list.js';
import { openFd } from '../../../src/interp/process.js';
import type { Runtime } from '../../../src/interp/runtime.js';
import { RULES, type World } from '../../../src/interp/world.js';

const world: World = {
  rules: Object.fromEntries(RULES.map((rule) => [rule, false])) as World['rules'],
  steps: [],
  extensions: {},
};

/** Keeps `count` empty lists for ever: one reference and one block each. */
function leak(runtime: Runtime, count: number): void {
  const keeper = runtime.holder('static', 'keeper');
  for (let n = 0; n < count; n++) keeper.set(`${n}`, newList(runtime, []));
}

function hunt(
  begin: typeof beginHarness311,
  repetitions: number,
  test: (runtime: Runtime, index: number) => void,
): Reading[] {
  const runtime = createRuntimeCore(world);
  const harness = begin(runtime, repetitions);
  const readings: Reading[] = [];
  for (let index = 0; index < repetitions; index++) {
    test(runtime, index);
    readings.push(harness.reading(index));
  }
  harness.end();
  return readings;
}

/** What was measured on a real debug build: each delta that the pool did not hold costs two references and a block. */
function lawOfThePool(first: Reading, leaked: number, repetitions: number): Reading[] {
  const pool = new Set(Array.from({ length: 2000 }, (_, index) => index - 1000));
  const newIn = ({ references, blocks }: Reading): number => {
    const fresh = new Set([references, blocks].filter((delta) => !pool.has(delta)));
    for (const delta of fresh) pool.add(delta);
    return fresh.size;
  };
  const readings = [first];
  for (let index = 1; index < repetitions; index++) {
    const fresh = newIn(readings.at(-1) as Reading);
    const start = index === 1 ? 2 : 0;
    readings.push({ references: leaked + start + 2 * fresh, blocks: leaked + start + fresh, handles: 0 });
  }
  return readings;
}

const columns = (readings: readonly Reading[], from: number) => ({
  references: readings.slice(from).map((reading) => reading.references),
  blocks: readings.slice(from).map((reading) => reading.blocks),
});

describe('the harness of 3.11', () => {
  it('reads the absolute numbers first, then six references and four blocks of its own', () => {
    const readings = hunt(beginHarness311, 5, (runtime) => leak(runtime, 1));
    expect(readings[0]?.references).toBeGreaterThan(1000);
    expect(columns(readings, 1)).toEqual({ references: [1 + 6, 1, 1, 1], blocks: [1 + 4, 1, 1, 1] });
  });

  it.each([1, 900, 990, 999, 1000, 1001, 3900])('obeys the law of the pool for a leak of %i', (count) => {
    const readings = hunt(beginHarness311, 8, (runtime) => leak(runtime, count));
    expect(columns(readings, 1)).toEqual(columns(lawOfThePool(readings[0] as Reading, count, 8), 1));
  });

  it('pays two references and a block for each delta that its pool of ints does not hold', () => {
    // References and blocks are the same new int of the pool in the runs without the extra cost.
    const readings = hunt(beginHarness311, 6, (runtime) => {
      leak(runtime, 500);
      const kept = runtime.holder('static', 'kept');
      const list = newList(runtime, []);
      for (let n = 0; n < 2000; n++) runtime.heap.incref(list);
      kept.set('list', list);
    });
    const { references } = columns(readings, 3);
    expect(references).toEqual([2501 + 2, 2501, 2501 + 2]);
  });

  it('counts file descriptors and other handles', () => {
    const readings = hunt(beginHarness311, 4, (runtime) => {
      openFd(runtime.process);
      runtime.process.handles.set('event', (runtime.process.handles.get('event') ?? 0) + 2);
    });
    expect(readings.map((reading) => reading.handles)).toEqual([6, 3, 3, 3]);
  });

  it('leaves nothing behind', () => {
    const runtime = createRuntimeCore(world);
    const before = [runtime.heap.refTotal, runtime.heap.allocatedBlocks];
    const harness = beginHarness311(runtime, 3);
    for (let index = 0; index < 3; index++) harness.reading(index);
    harness.end();
    expect([runtime.heap.refTotal, runtime.heap.allocatedBlocks]).toEqual(before);
  });
});

describe('the harness of 3.13', () => {
  it('shows ten references and five blocks of its own in the second repetition', () => {
    const readings = hunt(beginHarness313, 5, (runtime) => leak(runtime, 1));
    expect(columns(readings, 1)).toEqual({ references: [1 + 10, 1, 1, 1], blocks: [1 + 5, 1, 1, 1] });
  });

  it('keeps the last result, so that the first skipped case shows once: as eight blocks', () => {
    const runtime = createRuntimeCore(world);
    const harness = beginHarness313(runtime, 6);
    const readings = [0, 0, 1, 1, 1, 1].map((skipped, index) => {
      harness.ran(skipped);
      return harness.reading(index);
    });
    expect(columns(readings, 2).blocks).toEqual([8, 0, 0, 0]);
  });

  it('adds one for each delta beyond the immortal ints: a leak of 300 prints as 301', () => {
    const readings = hunt(beginHarness313, 6, (runtime) => {
      const list = newList(runtime, []);
      for (let n = 1; n < 300; n++) runtime.heap.incref(list);
      runtime.holder('static', 'kept').set('list', list);
    });
    expect(columns(readings, 3)).toEqual({ references: [301, 301, 301], blocks: [1, 1, 1] });
  });
});
