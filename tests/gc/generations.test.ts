import { describe, expect, it } from 'vitest';
import { audit } from '../../src/gc/audit.js';
import { collect, createGcState, gcFini, installCollector, pyGcCollect } from '../../src/gc/collect.js';
import { getObjects } from '../../src/gc/owners.js';
import { plainSlots } from '../../src/gc/type-slots.js';
import { Graph, graph } from './graph.js';

/** Allocates and tracks objects that the frame keeps. */
function allocate(drawn: Graph, count: number, prefix = 'n'): void {
  for (let made = 0; made < count; made++) drawn.add(`${prefix}${made}`);
}

const counts = (drawn: Graph): number[] => drawn.state.generations.map(({ count }) => count);
const sizes = (drawn: Graph): number[] => [0, 1, 2].map((each) => getObjects(drawn.heap, drawn.state, each).length);

describe('automatic collections', () => {
  const withThresholds = (...thresholds: number[]): Graph => {
    const drawn = new Graph();
    for (const [index, threshold] of thresholds.entries()) {
      const generation = drawn.state.generations[index];
      if (generation) generation.threshold = threshold;
    }
    installCollector(drawn.heap, { validate: true });
    return drawn;
  };

  it('start at the allocation that takes generation 0 over its threshold', () => {
    const drawn = withThresholds();
    allocate(drawn, 700);
    expect([counts(drawn), sizes(drawn)]).toEqual([
      [700, 0, 0],
      [700, 0, 0],
    ]);
    drawn.add('over');
    expect([counts(drawn), sizes(drawn)]).toEqual([
      [0, 1, 0],
      [1, 700, 0],
    ]);
  });

  it('count allocations less deallocations, never below 0, of GC objects only', () => {
    const drawn = withThresholds();
    allocate(drawn, 10);
    drawn.add('plain', drawn.heap.registerType(plainSlots('plain', [])));
    expect(counts(drawn)).toEqual([10, 0, 0]);
    drawn.settle('n0', 'n1', 'plain');
    expect(counts(drawn)).toEqual([8, 0, 0]);
    collect(drawn.heap, drawn.state, 0);
    drawn.settle('n2');
    expect(counts(drawn)).toEqual([0, 1, 0]);
  });

  it('collect the oldest generation that is over its threshold', () => {
    const drawn = withThresholds(2, 1, 1000);
    allocate(drawn, 9);
    // Collections at the 3rd (0), 6th (0) and 9th (1) allocation, which are each counted before.
    expect(counts(drawn)).toEqual([0, 0, 1]);
    expect(sizes(drawn)).toEqual([1, 0, 8]);
  });

  it('collect everything only once a quarter of what is old is pending', () => {
    const drawn = withThresholds(1, 0, 0);
    drawn.state.longLivedTotal = 100;
    allocate(drawn, 20, 'a');
    expect(drawn.state.longLivedTotal).toBe(100);
    allocate(drawn, 20, 'b');
    expect(drawn.state.longLivedTotal).toBeLessThan(100);
  });

  it('do not start while the collector is disabled, has threshold 0 or is collecting', () => {
    const drawn = withThresholds(5);
    drawn.state.enabled = false;
    allocate(drawn, 20, 'a');
    expect(sizes(drawn)).toEqual([20, 0, 0]);
    drawn.state.enabled = true;
    drawn.state.generations[0].threshold = 0;
    allocate(drawn, 20, 'b');
    expect(sizes(drawn)).toEqual([40, 0, 0]);
    drawn.state.generations[0].threshold = 5;
    drawn.state.collecting = true;
    allocate(drawn, 20, 'c');
    expect(sizes(drawn)).toEqual([60, 0, 0]);
  });

  it('are full ones at every Nth allocation under --gc-stress', () => {
    const drawn = withThresholds();
    drawn.heap.gcStress = 3;
    allocate(drawn, 3, 'a');
    drawn.link('a0', 'a0');
    drawn.settle('a0');
    expect(drawn.has('a0')).toBe(true);
    allocate(drawn, 3, 'b');
    expect(drawn.has('a0')).toBe(false);
  });

  it('under --gc-stress find an object that is tracked before it owns what it visits', () => {
    const drawn = withThresholds();
    const item = drawn.add('item');
    const early = drawn.add('early');
    drawn.heap.gcStress = 1;
    drawn.heap.pushEdge(early, item);
    drawn.heap.pushEdge(early, item);
    expect(() => drawn.add('later')).toThrow(/more visits than references/);
  });
});

describe('gc.collect()', () => {
  it('merges the younger generations and moves survivors to the next older one', () => {
    const drawn = graph('root -> a');
    collect(drawn.heap, drawn.state, 0);
    drawn.add('b');
    collect(drawn.heap, drawn.state, 1);
    expect([sizes(drawn), counts(drawn)]).toEqual([
      [0, 0, 2],
      [0, 0, 1],
    ]);
  });

  it('works while the collector is disabled, PyGC_Collect() does not', () => {
    const drawn = graph('a -> a');
    drawn.state.enabled = false;
    expect(pyGcCollect(drawn.heap, drawn.state).collected).toBe(0);
    expect(collect(drawn.heap, drawn.state, 2).collected).toBe(1);
  });

  it('inside of a collection does nothing', () => {
    const inner: unknown[] = [];
    const drawn = graph('a -> a', (g) => ({
      a: g.type('collects', { finalize: () => inner.push(collect(g.heap, g.state, 2)) }),
    }));
    expect(collect(drawn.heap, drawn.state, 2)).toEqual({ collected: 1, uncollectable: 0 });
    expect(inner).toEqual([{ collected: 0, uncollectable: 0 }]);
  });

  it('sees the objects of its own state only', () => {
    const drawn = graph('a -> b');
    const other = createGcState(drawn.heap, 'other');
    drawn.heap.gcState = other;
    drawn.add('b2');
    drawn.link('b2', 'b2');
    drawn.settle('b2');
    expect(collect(drawn.heap, drawn.state, 2).collected).toBe(0);
    expect(collect(drawn.heap, other, 2).collected).toBe(1);
  });

  it('of the oldest generation empties the free lists', () => {
    const drawn = graph('root -> a');
    let emptied = 0;
    drawn.heap.hooks.clearFreelists = () => emptied++;
    collect(drawn.heap, drawn.state, 1);
    expect(emptied).toBe(0);
    collect(drawn.heap, drawn.state, 2);
    expect(emptied).toBe(1);
  });
});

describe('the end of a collector', () => {
  it('leaves survivors linked in its lists, so that they can still die', () => {
    const drawn = graph('root -> a, root -> b');
    gcFini(drawn.heap, drawn.state, { untrack: false, incref: false });
    drawn.heap.gcState = createGcState(drawn.heap, 'main');
    expect(drawn.heap.isTracked(drawn.ref('a'))).toBe(true);
    drawn.root.clear('a');
    expect(audit(drawn.heap)).toMatchObject({ ok: true, lists: [] });
  });

  it('untracks survivors from bpo-46070 on', () => {
    const drawn = graph('root -> a');
    gcFini(drawn.heap, drawn.state, { untrack: true, incref: false });
    expect(drawn.heap.isTracked(drawn.ref('a'))).toBe(false);
    expect(drawn.heap.refcnt[drawn.ref('a')]).toBe(1);
  });

  it('leaks a reference to each survivor from gh-92036 on', () => {
    const drawn = graph('root -> a');
    gcFini(drawn.heap, drawn.state, { untrack: true, incref: true });
    expect(drawn.heap.refcnt[drawn.ref('a')]).toBe(2);
    expect(audit(drawn.heap)).toMatchObject({ ok: true, strays: [{ reason: 'permanent-incref' }] });
  });
});
