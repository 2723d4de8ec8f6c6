import { describe, expect, it } from 'vitest';
import { audit } from '../../src/gc/audit.js';
import { collect } from '../../src/gc/collect.js';
import { moveUnreachable, subtractRefs, updateRefs } from '../../src/gc/deduce-unreachable.js';
import { ONE_REF, REFS_SHIFT } from '../../src/gc/object-flags.js';
import { getObjects } from '../../src/gc/owners.js';
import { correctSlots, plainSlots } from '../../src/gc/type-slots.js';
import { validateList } from '../../src/gc/validate-list.js';
import { type Graph, graph } from './graph.js';

const collectAll = (drawn: Graph) => collect(drawn.heap, drawn.state, 2, { validate: true });
const fault = (kind: string, message: RegExp) =>
  expect.objectContaining({ kind, message: expect.stringMatching(message) });

/** What subtract_refs leaves of each object's count. */
function gcRefs(drawn: Graph): Record<string, number> {
  const { head } = drawn.state.generations[0];
  updateRefs(drawn.heap, head);
  subtractRefs(drawn.heap, head);
  return Object.fromEntries(
    [...drawn.objects].map(([name, ref]) => [name, (drawn.heap.gcRefs[ref] as number) >> REFS_SHIFT]),
  );
}

const namesIn = (drawn: Graph, list: Parameters<typeof updateRefs>[1]): string[] => {
  const names: string[] = [];
  for (let ref = drawn.heap.gcNext[list] as typeof list; ref !== list; ref = drawn.heap.gcNext[ref] as typeof list) {
    names.push(drawn.nameOf(ref));
  }
  return names;
};

describe('subtract_refs', () => {
  it('leaves the references from outside, those not visited among them', () => {
    expect(gcRefs(graph('root -> a, a -> b, b -> a, c => a, c -> c, b -> c'))).toEqual({ a: 2, b: 0, c: 0 });
  });

  it('does not touch an older generation', () => {
    const drawn = graph('root -> old');
    collect(drawn.heap, drawn.state, 0);
    drawn.add('young');
    drawn.link('young', 'old');
    expect(gcRefs(drawn)).toEqual({ old: 0, young: 1 });
  });

  it('finds out a tp_traverse that visits more than the object owns', () => {
    const drawn = graph('root -> a, root -> b', (g) => ({
      a: g.type('greedy', {
        traverse: (_self, visit) => {
          visit(g.ref('b'));
          visit(g.ref('b'));
        },
      }),
    }));
    const message = /tp_traverse of a visits b: refcount is too small/;
    expect(() => collectAll(drawn)).toThrow(fault('refcount-too-small', message));
    expect(drawn.state.collecting).toBe(false);
  });

  it('finds out references that were counted once and are owned twice, and names the slot', () => {
    const drawn = graph('root -> a, a -> b, a -> b');
    drawn.heap.refcnt[drawn.ref('b')] = 1;
    expect(() => collectAll(drawn)).toThrow(fault('refcount-too-small', /tp_traverse of a\.\[1\] visits b/));
  });

  it('finds out a visit of freed memory', () => {
    const drawn = graph('root -> a, b');
    drawn.add('gone', drawn.heap.registerType(plainSlots('plain', [])));
    const gone = drawn.ref('gone');
    drawn.settle('gone');
    drawn.heap.pushEdge(drawn.ref('a'), gone);
    expect(() => collectAll(drawn)).toThrow(
      fault('use-after-free', /tp_traverse of a\.\[0\] visits a freed plain object/),
    );
  });
});

describe('update_refs', () => {
  it('finds out a tp_dealloc that leaves the dying object tracked', () => {
    const drawn = graph('root -> a', (g) => ({
      a: g.type('careless', { deallocUntracks: false, onDealloc: () => void collectAll(g) }),
    }));
    const message = /PyObject_GC_UnTrack/;
    expect(() => drawn.root.clear('a')).toThrow(fault('refcount-too-small', message));
  });
});

describe('move_unreachable', () => {
  it('keeps the order of what it moves and appends what it brings back', () => {
    const drawn = graph('a -> b, b -> a, c -> d, d -> c, e -> c, root -> e');
    const young = drawn.state.generations[0].head;
    const unreachable = drawn.heap.allocListHead();
    updateRefs(drawn.heap, young);
    subtractRefs(drawn.heap, young);
    moveUnreachable(drawn.heap, young, unreachable);
    expect(namesIn(drawn, young)).toEqual(['e', 'c', 'd']);
    expect(namesIn(drawn, unreachable)).toEqual(['a', 'b']);
    expect(drawn.heap.gcRefs[drawn.ref('a')]).toBeLessThan(ONE_REF);
  });
});

describe('untracking', () => {
  const tuple = (g: Graph) =>
    g.type('tuple', { ...correctSlots('tuple', [], true), clears: null, clearsItems: false, untrack: 'tuple' });
  const dict = (g: Graph) => g.type('dict', { ...correctSlots('dict', [], true), untrack: 'dict' });
  const atom = (g: Graph) => g.heap.registerType(plainSlots('int', []));
  const tracked = (drawn: Graph): string[] => getObjects(drawn.heap, drawn.state).map((ref) => drawn.nameOf(ref));

  it('takes out tuples of atoms in any collection, and tuples of those in the next', () => {
    const drawn = graph('outer -> inner, inner -> x, root -> outer', (g) => ({
      outer: tuple(g),
      inner: tuple(g),
      x: atom(g),
    }));
    collect(drawn.heap, drawn.state, 0, { validate: true });
    expect(tracked(drawn)).toEqual(['outer']);
    collect(drawn.heap, drawn.state, 1, { validate: true });
    expect(tracked(drawn)).toEqual([]);
  });

  it('leaves a tuple that is not filled yet', () => {
    const drawn = graph('t -> x, root -> t', (g) => ({ t: tuple(g), x: atom(g) }));
    const t = drawn.ref('t');
    drawn.heap.reserveEdges(t, 2);
    drawn.heap.edgeCount[t] = 2;
    collectAll(drawn);
    expect(tracked(drawn)).toEqual(['t']);
  });

  it('takes out dicts of atoms in full collections only, also around deleted entries', () => {
    const drawn = graph('d -> x, d -> x, root -> d', (g) => ({ d: dict(g), x: atom(g) }));
    drawn.heap.replaceEdge(drawn.ref('d'), 0, 0 as typeof drawn.state.garbage);
    collect(drawn.heap, drawn.state, 1);
    expect(tracked(drawn)).toEqual(['d']);
    collectAll(drawn);
    expect(tracked(drawn)).toEqual([]);
  });

  it('leaves a container of something that may be tracked later', () => {
    const drawn = graph('d -> e, t -> e, root -> d, root -> t', (g) => ({ d: dict(g), t: tuple(g), e: dict(g) }));
    collectAll(drawn);
    expect(tracked(drawn).sort()).toEqual(['d', 't']);
  });
});

describe('legacy finalizers', () => {
  it('make their cycle uncollectable and what it reaches, and go to gc.garbage alone', () => {
    const garbage: string[] = [];
    const drawn = graph('a -> b, b -> a, b -> c, d -> d', (g) => ({ a: g.type('legacy', { legacyDel: () => {} }) }));
    drawn.heap.hooks.appendGarbage = (state, ref) => garbage.push(`${state.name}: ${drawn.nameOf(ref)}`);
    expect(collectAll(drawn)).toEqual({ collected: 1, uncollectable: 3 });
    expect(garbage).toEqual(['main: a']);
    expect(getObjects(drawn.heap, drawn.state, 2)).toHaveLength(3);
  });
});

describe('finalize_garbage', () => {
  it('calls each finalizer once, in list order, and spares what they revive', () => {
    const calls: string[] = [];
    const drawn = graph('a -> b, b -> a, c -> c', (g) => {
      const finalize = (self: typeof g.state.garbage): void => {
        calls.push(g.nameOf(self));
        if (g.nameOf(self) === 'a') g.hold('a');
      };
      const type = g.type('finalized', { finalize });
      return { a: type, b: type, c: type };
    });
    expect(collectAll(drawn)).toEqual({ collected: 1, uncollectable: 0 });
    expect(calls).toEqual(['a', 'b', 'c']);
    drawn.root.clear('a');
    expect(collectAll(drawn)).toEqual({ collected: 2, uncollectable: 0 });
    expect(calls).toEqual(['a', 'b', 'c']);
    expect(audit(drawn.heap).ok).toBe(true);
  });
});

describe('an object that a finalizer untracks and revives', () => {
  it('takes no part in collections any more', () => {
    const drawn = graph('a -> b, b -> a', (g) => ({
      a: g.type('untracks', {
        finalize: () => {
          g.heap.gcUntrack(g.ref('b'));
          g.hold('b');
        },
      }),
    }));
    collectAll(drawn);
    drawn.add('young');
    drawn.link('young', 'b');
    expect(() => collect(drawn.heap, drawn.state, 0, { validate: true })).not.toThrow();
    expect(drawn.has('b')).toBe(true);
  });
});

describe('delete_garbage', () => {
  it('leaves a cycle that no tp_clear breaks, and counts it as collected', () => {
    const drawn = graph('a -> b, b -> a', (g) => {
      const type = g.type('unclearable', { clears: null, clearsItems: false });
      return { a: type, b: type };
    });
    expect(collectAll(drawn)).toEqual({ collected: 2, uncollectable: 0 });
    expect(drawn.objects.size).toBe(2);
    expect(getObjects(drawn.heap, drawn.state, 2)).toHaveLength(2);
  });

  it('calls the tp_clear of a type that the masks do not tell', () => {
    const drawn = graph('a -> a', (g) => ({
      a: g.type('cleared', {
        clears: null,
        clear: (self) => {
          expect(audit(g.heap).ok).toBe(true);
          g.heap.replaceEdge(self, 1, 0 as typeof self);
        },
      }),
    }));
    expect(collectAll(drawn).collected).toBe(1);
    expect(drawn.has('a')).toBe(false);
  });

  it('frees the block of the items with them, also of a container that survives', () => {
    const drawn = graph('a -> a, t -> t, t -> a', (g) => ({
      a: g.type('list', { itemsBlock: true }),
      t: g.type('unclearable', { clears: null, clearsItems: false }),
    }));
    drawn.heap.addBlocks(drawn.ref('a'), 1);
    expect(drawn.heap.allocatedBlocks).toBe(3);
    collectAll(drawn);
    expect(drawn.has('a')).toBe(true);
    expect(drawn.heap.allocatedBlocks).toBe(2);
    expect(audit(drawn.heap).ok).toBe(true);
  });

  it('releases the items from the last to the first where the type does', () => {
    const drawn = graph('a -> b, a -> c, a -> a', (g) => ({
      a: g.type('list', { itemsBackwards: true }),
      b: g.heap.registerType(plainSlots('b', [])),
      c: g.heap.registerType(plainSlots('c', [])),
    }));
    collectAll(drawn);
    expect(drawn.freed).toEqual(['c', 'b', 'a']);
  });
});

describe('validate_list', () => {
  type Column = 'gcNext' | 'gcPrev' | 'gcRefs' | 'flags';

  it.each<[string, Column, (b: number) => number]>([
    ['is linked to nothing', 'gcNext', () => 0],
    ['is not linked back to its predecessor', 'gcPrev', () => 0],
    ['is not linked back to its predecessor', 'gcNext', (b) => b],
    ['is marked 1 where 0 is due', 'gcRefs', () => 1],
    ['is in it but not tracked', 'flags', () => 1],
  ])('finds a member that %s', (problem, column, spoiled) => {
    const drawn = graph('root -> a, root -> b, root -> c');
    const { head } = drawn.state.generations[0];
    const b = drawn.ref('b');
    expect(() => validateList(drawn.heap, head, 0)).not.toThrow();
    drawn.heap[column][b] = spoiled(b);
    expect(() => validateList(drawn.heap, head, 0)).toThrow(`b ${problem}`);
  });
});
