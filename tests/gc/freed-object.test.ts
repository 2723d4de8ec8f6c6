import { describe, expect, it } from 'vitest';
import { RuntimeFault } from '../../src/gc/fault.js';
import { graph } from './graph.js';

const ALLOCATED = { file: 'test_x.ts', line: 3 };
const FREED = { file: 'file:///home/me/test%20x.ts?run=2', line: 7 };

describe('a freed object', () => {
  it('is named by its type, and by the places that allocated and freed it', () => {
    const drawn = graph('root -> b');
    const { heap } = drawn;
    heap.currentPlace = heap.placeNumber(ALLOCATED);
    const stale = heap.alloc(drawn.type('lock'));
    heap.currentPlace = heap.placeNumber(FREED);
    heap.decref(stale);
    const history = 'a freed lock object (allocated at test_x.ts:3, freed at /home/me/test x.ts:7)';
    expect(heap.describe(stale)).toBe(history);
    expect(() => heap.incref(stale)).toThrow(new RuntimeFault('use-after-free', `Py_INCREF on ${history}`));
    expect(heap.firstFault?.message).toBe(`Py_INCREF on ${history}`);
  });

  it('is named by its type alone where no places are traced', () => {
    const drawn = graph('a, root -> a');
    const stale = drawn.ref('a');
    drawn.root.clear('a');
    expect(drawn.heap.describe(stale)).toBe('a freed node object');
  });

  it('is forgotten with its type', () => {
    const drawn = graph('a, root -> a');
    const stale = drawn.ref('a');
    drawn.root.clear('a');
    drawn.heap.releaseType(drawn.type('node'));
    expect(drawn.heap.describe(stale)).toBe('a freed object of a deallocated type');
  });

  it('leaves nothing behind in the object that uses its slot again', () => {
    const drawn = graph('root -> b');
    const { heap } = drawn;
    const stale = heap.alloc(drawn.type('node'));
    heap.currentPlace = heap.placeNumber(FREED);
    heap.decref(stale);
    heap.currentPlace = 0;
    expect(heap.alloc(drawn.type('empty', { fixed: [], visits: [], clears: [], releases: [] }))).toBe(stale);
    expect(heap.placeOf(stale)).toBe(null);
    expect(heap.edgeStart[stale]).toBe(0);
    expect(heap.gcPrev[stale]).toBe(0);
  });
});

describe('the heap', () => {
  const fault = (kind: string) => expect.objectContaining({ kind });

  it('holds as many objects as its limit says and then refuses, naming the option', () => {
    const { heap, ...drawn } = graph('root -> b');
    const node = drawn.root.get('b');
    heap.objectLimit = heap.top + 2;
    const type = heap.type[node] as never;
    for (let n = 0; n < 3; n++) heap.alloc(type);
    expect(() => heap.alloc(type)).toThrow(fault('heap-limit'));
    expect(heap.firstFault?.message).toMatch(/^the simulated heap holds \d+ objects, its limit \(--heap-limit\)$/);
  });

  it('refuses a container of more items than it has room for', () => {
    const drawn = graph('a, root -> a');
    expect(() => drawn.heap.reserveEdges(drawn.ref('a'), 1e10)).toThrow(fault('heap-limit'));
  });

  it('refuses more lost references to one object than it may hold objects', () => {
    const drawn = graph('a, root -> a');
    drawn.heap.objectLimit = 10;
    const lose = (): void => drawn.heap.addStray(drawn.ref('a'), 1, 'lost-local', 'test', null);
    for (let n = 0; n < 10; n++) lose();
    expect(lose).toThrow(fault('heap-limit'));
  });
});
