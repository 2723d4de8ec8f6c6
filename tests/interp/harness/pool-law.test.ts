import { describe, expect, it } from 'vitest';
import type { Ref } from '../../../src/gc/ref.js';
import { beginHarness311 } from '../../../src/interp/harness/3.11.js';
import type { Reading } from '../../../src/interp/harness/harness.js';
import { newList } from '../../../src/interp/objects/list.js';
import { openFd } from '../../../src/interp/process.js';
import type { Runtime } from '../../../src/interp/runtime.js';
import { objectRuntime } from '../../support/objects.js';

/** What a test leaves behind at each repetition. */
interface Leak {
  readonly references: number;
  readonly blocks: number;
  readonly handles: number;
}

const LEAKS = [
  ...[1, 2, 57, 256, 257, 995, 996, 997, 998, 999, 1000, 1001, 1002, 1999, 2000],
  ...[3986, 6299, 12945, 23636, 30000],
];
const BLOCKS = [0, 1, 256, 939, 997, 998, 999, 1000, 1001, 2018, 3802, 10000];
const RUNS = [
  [3, 3],
  [1, 1],
  [0, 3],
  [2, 2],
  [3, 9],
] as const;

function leak(runtime: Runtime, kept: Ref, { references, blocks, handles }: Leak): void {
  for (let n = 0; n < references; n++) runtime.heap.incref(kept);
  runtime.heap.addRawBlocks(blocks, 'leak');
  for (let n = 0; n < handles; n++) openFd(runtime.process);
}

function hunt(runtime: Runtime, kept: Ref, each: Leak, repetitions: number): Reading[] {
  const harness = beginHarness311(runtime, repetitions);
  const readings = Array.from({ length: repetitions }, (_, index) => {
    leak(runtime, kept, each);
    return harness.reading(index);
  });
  harness.end();
  return readings;
}

/**
 * The law as it was measured, from the second repetition on: the pool holds -1000..999; a delta that it does not hold
 * costs two references and a block in the next repetition; the second one shows the reading's own ints besides.
 */
function expected(first: Leak, each: Leak, repetitions: number): Leak[] {
  const pool = new Set<number>();
  for (let value = -1000; value <= 999; value++) pool.add(value);
  const enter = (reading: Leak): number => {
    const size = pool.size;
    for (const delta of [reading.references, reading.blocks, reading.handles]) pool.add(delta);
    return pool.size - size;
  };
  let fresh = enter(first);
  const readings: Leak[] = [];
  for (let repetition = 2; repetition <= repetitions; repetition++) {
    const own = repetition === 2 ? 2 : 0;
    const reading = {
      references: each.references + own + 2 * fresh,
      blocks: each.blocks + own + fresh,
      handles: each.handles,
    };
    readings.push(reading);
    fresh = enter(reading);
  }
  return readings;
}

/** Without its own objects, the harness reads exactly what leaks. */
function isWithoutOwn({ references, blocks, own }: Reading, each: Leak): boolean {
  const { references: ownReferences, blocks: ownBlocks } = own ?? { references: Number.NaN, blocks: Number.NaN };
  return references - ownReferences === each.references && blocks - ownBlocks === each.blocks;
}

/** One process for all hunts of a test: a harness leaves nothing behind. */
function disagreements(leaks: readonly Leak[], repetitions: number): string[] {
  const runtime = objectRuntime();
  const kept = newList(runtime, []);
  return leaks.flatMap((each) => {
    const [first, ...rest] = hunt(runtime, kept, each, repetitions) as [Reading, ...Reading[]];
    const law = expected(first, each, repetitions);
    const read = rest.map(({ references, blocks, handles: open }) => ({ references, blocks, handles: open }));
    const agrees = JSON.stringify(read) === JSON.stringify(law) && rest.every((reading) => isWithoutOwn(reading, each));
    return agrees ? [] : [`${JSON.stringify(each)}: ${JSON.stringify(rest)} instead of ${JSON.stringify(law)}`];
  });
}

describe('the int pool of regrtest', () => {
  const grid = LEAKS.flatMap((references) => BLOCKS.map((blocks) => ({ references, blocks, handles: 0 })));

  it.each(RUNS)(
    'obeys its law at -R %i:%i, whatever leaks',
    (warmups, runs) => {
      expect(disagreements(grid, warmups + runs)).toEqual([]);
    },
    60_000,
  );

  it('counts descriptors among the deltas', () => {
    const handles = [0, 1, 3].flatMap((count) => [
      { references: 1, blocks: 0, handles: count },
      { references: 1500, blocks: 1500, handles: count },
    ]);
    expect(disagreements(handles, 6)).toEqual([]);
    expect(disagreements([{ references: 1500, blocks: 3, handles: 2 }], 100)).toEqual([]);
  });
});
