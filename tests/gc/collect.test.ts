import { describe, expect, it } from 'vitest';
import { collect } from '../../src/gc/collect.js';
import { type Graph, graph } from './graph.js';

const collectAll = (drawn: Graph) => collect(drawn.heap, drawn.state, 2, { validate: true });

describe('a collection', () => {
  it('frees a cycle that nothing outside reaches', () => {
    const drawn = graph('a -> b, b -> a');
    expect(collectAll(drawn)).toEqual({ collected: 2, uncollectable: 0 });
    expect(drawn.heap).toMatchObject({ refTotal: 0, allocatedBlocks: 0, liveObjects: 0 });
  });

  it('keeps what the outside reaches, however far', () => {
    const drawn = graph('root -> a, a -> b, b -> c, c -> a, d -> d');
    expect(collectAll(drawn)).toEqual({ collected: 1, uncollectable: 0 });
    expect([...drawn.objects.keys()]).toEqual(['a', 'b', 'c']);
  });

  it('takes a reference that tp_traverse does not visit for one from outside', () => {
    const drawn = graph('a -> b, b => a');
    expect(collectAll(drawn).collected).toBe(0);
    expect(drawn.has('a')).toBe(true);
  });

  it('brings back what it moved too early', () => {
    const drawn = graph('a -> b, b -> c, c -> a, d -> c, root -> d');
    expect(collectAll(drawn).collected).toBe(0);
  });
});
