import { describe, expect, it } from 'vitest';
import { ownerAt, slotNameAt, takeSnapshot, VISITED } from '../../src/gc/snapshot.js';
import { graph } from './graph.js';

const drawExample = () => {
  const drawn = graph('a -> b, a => c, root -> a', (g) => ({
    a: g.type('named', { itemName: (_self, index) => `['key ${index}']` }),
    c: g.type('lock', { visitsItems: false }),
  }));
  drawn.heap.incref(drawn.ref('c'));
  drawn.heap.addStray(drawn.ref('c'), 1, 'lost-local', 'c in f', null);
  return drawn;
};

describe('a snapshot', () => {
  it('has an entry for every object', () => {
    const { types, objects } = takeSnapshot(drawExample().heap);
    expect(objects.count).toBe(3);
    expect(objects.label).toEqual(['a', 'b', 'c']);
    expect([...objects.refcnt]).toEqual([1, 1, 2]);
    expect([...objects.tracked]).toEqual([1, 1, 1]);
    expect([...objects.type].map((type) => types[type]?.name)).toEqual(['named', 'node', 'lock']);
    expect(types[objects.type[0] as number]).toEqual({ name: 'named', slots: ['hidden'], gc: true });
  });

  it('has an entry for every reference, with owner, slot and target', () => {
    const snapshot = takeSnapshot(drawExample().heap);
    const { references, objects } = snapshot;
    const told = Array.from({ length: references.count }, (_, index) => {
      const owner = ownerAt(snapshot, index);
      const from = owner.kind === 'object' ? objects.label[owner.of] : owner.kind;
      const arrow = references.visited[index] === VISITED ? '->' : '=>';
      return `${from}.${slotNameAt(snapshot, index)} ${arrow} ${objects.label[references.target[index] as number]}`;
    });
    expect(told).toEqual(['a.hidden => c', "a.['key 0'] -> b", 'static.a => a', 'nobody.c in f => c']);
  });

  it('stays as it was when the heap goes on', () => {
    const drawn = drawExample();
    const snapshot = takeSnapshot(drawn.heap);
    drawn.root.clear('a');
    drawn.add('new');
    expect(snapshot.objects.label).toEqual(['a', 'b', 'c']);
    expect(slotNameAt(snapshot, 1)).toBe("['key 0']");
  });

  it('keeps visits apart that no reference stands behind', () => {
    const drawn = graph('a, b, root -> a, root -> b', (g) => ({
      a: g.type('escape', { traverse: (_self, visit) => visit(g.ref('b')) }),
    }));
    expect(takeSnapshot(drawn.heap).visitedNotOwned).toEqual([{ of: 0, target: 1 }]);
  });
});
