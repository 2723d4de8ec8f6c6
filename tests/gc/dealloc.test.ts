import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audit } from '../../src/gc/audit.js';
import { collect } from '../../src/gc/collect.js';
import { NULL, type Ref } from '../../src/gc/ref.js';
import { correctSlots, plainSlots } from '../../src/gc/type-slots.js';
import { Graph, graph } from './graph.js';

/** A type whose instances own a reference to `owner`, as those of a heap type do to their type object. */
const heapType = (drawn: Graph, name: string) =>
  drawn.type(name, { ...correctSlots(name, ['hidden', 'ob_type'], true), visits: [false, true] });

describe('deallocation', () => {
  it('goes depth first, and frees an object after what only it owned', () => {
    const drawn = graph('a -> b, b -> c, a -> d, root -> a');
    drawn.root.clear('a');
    expect(drawn.freed).toEqual(['c', 'b', 'd', 'a']);
  });

  it('releases the items from the last to the first where the type does', () => {
    const drawn = graph('a -> b, a -> c, a => h, root -> a', (g) => ({ a: g.type('list', { itemsBackwards: true }) }));
    drawn.root.clear('a');
    expect(drawn.freed).toEqual(['h', 'c', 'b', 'a']);
  });

  it('does not overflow on a chain of a million objects', () => {
    const drawn = new Graph();
    const { heap } = drawn;
    heap.hooks.onFree = () => {};
    const node = drawn.type('node');
    let head: Ref = NULL;
    for (let length = 0; length < 1_000_000; length++) {
      const next = heap.alloc(node);
      heap.setEdge(next, 0, head);
      head = next;
    }
    heap.decref(head);
    expect(heap).toMatchObject({ liveObjects: 0, refTotal: 0, allocatedBlocks: 0 });
  }, 60_000);

  it('does not overflow where code of the types makes the chain', () => {
    const drawn = new Graph();
    const { heap } = drawn;
    const next = new Map<Ref, Ref>();
    const node = drawn.type('node', {
      onDealloc: (self) => heap.xdecref(next.get(self) ?? NULL),
    });
    let head: Ref = NULL;
    for (let length = 0; length < 100_000; length++) {
      const ref = heap.alloc(node);
      next.set(ref, head);
      head = ref;
    }
    heap.hooks.onFree = () => {};
    heap.decref(head);
    expect(heap.liveObjects).toBe(0);
  });

  it('releases the type last, when the instance is gone', () => {
    const drawn = new Graph();
    const { heap } = drawn;
    const instance = drawn.add('instance', heapType(drawn, 'T'));
    heap.setEdge(instance, 1, heap.newRef(drawn.add('type')));
    drawn.add('child');
    drawn.link('instance', 'child');
    drawn.settle('type', 'child', 'instance');
    expect(drawn.freed).toEqual(['child', 'instance', 'type']);
    expect(heap.liveObjects).toBe(0);
  });

  it('leaves a reference that tp_dealloc forgets with nobody', () => {
    const drawn = graph('a => b, root -> a', (g) => ({ a: g.type('forgetful', { releases: [false] }) }));
    drawn.root.clear('a');
    expect(drawn.heap.refcnt[drawn.ref('b')]).toBe(1);
    expect(audit(drawn.heap)).toMatchObject({
      ok: true,
      strays: [{ target: drawn.ref('b'), reason: 'not-released-in-dealloc', owner: 'forgetful.hidden' }],
    });
  });

  it('keeps the type of an instance whose tp_dealloc forgets to release it', () => {
    const drawn = new Graph();
    const { heap } = drawn;
    const slots = correctSlots('T', ['ob_type'], false);
    const instance = drawn.add('instance', heap.registerType({ ...slots, releases: [false] }));
    heap.setEdge(instance, 0, heap.newRef(drawn.add('type')));
    drawn.settle('instance', 'type');
    expect(drawn.has('type')).toBe(true);
    expect(audit(heap).strays.map(({ owner }) => owner)).toEqual(['T.ob_type']);
  });
});

describe('a finalizer', () => {
  it('runs while the object is tracked, with one reference that sys.gettotalrefcount() does not see', () => {
    const seen: unknown[] = [];
    const drawn: Graph = graph('a, root -> a', (g) => ({
      a: g.type('finalized', {
        finalize: (self) => seen.push([g.heap.isTracked(self), g.heap.refcnt[self], g.heap.refTotal, audit(g.heap).ok]),
      }),
    }));
    drawn.root.clear('a');
    expect(seen).toEqual([[true, 1, 0, true]]);
    expect(drawn.has('a')).toBe(false);
  });

  it('may resurrect, once; the object stays tracked', () => {
    const drawn = graph('a, root -> a', (g) => ({
      a: g.type('revives', { finalize: (self) => g.root.set('revived', g.heap.newRef(self)) }),
    }));
    drawn.root.clear('a');
    expect(drawn.has('a')).toBe(true);
    expect(drawn.heap.isTracked(drawn.ref('a'))).toBe(true);
    expect(audit(drawn.heap).ok).toBe(true);
    drawn.root.clear('revived');
    expect(drawn.has('a')).toBe(false);
  });

  it('runs at every death of an object without GC support, which cannot remember', () => {
    let runs = 0;
    const drawn = graph('a, root -> a', (g) => ({
      a: g.heap.registerType({
        ...plainSlots('plain', []),
        finalize: (self) => {
          if (runs++ === 0) g.root.set('revived', g.heap.newRef(self));
        },
      }),
    }));
    drawn.root.clear('a');
    drawn.root.clear('revived');
    expect(runs).toBe(2);
    expect(drawn.has('a')).toBe(false);
  });

  it('that gives up the reference it was lent is found out', () => {
    const drawn = graph('a, root -> a', (g) => ({
      a: g.type('greedy', { finalize: (self) => g.heap.decref(self) }),
    }));
    expect(() => drawn.root.clear('a')).toThrow(/tp_finalize|freed|Py_DECREF/);
  });

  it('sees the siblings of a dying object alive until their own turn', () => {
    const alive: boolean[] = [];
    const drawn = graph('a -> b, a -> c, root -> a', (g) => ({
      b: g.type('looks', {
        finalize: () => {
          g.heap.incref(g.ref('c'));
          g.heap.decref(g.ref('c'));
          alive.push(g.has('c'));
        },
      }),
    }));
    drawn.root.clear('a');
    expect(alive).toEqual([true]);
    expect(drawn.freed).toEqual(['b', 'c', 'a']);
  });

  it('may collect: a dying object is not in the lists', () => {
    const drawn = graph('a -> b, root -> a', (g) => ({
      b: g.type('collects', { finalize: () => void collect(g.heap, g.state, 2, { validate: true }) }),
    }));
    drawn.root.clear('a');
    expect(drawn.freed).toEqual(['b', 'a']);
  });
});

describe('tp_del', () => {
  it('runs at every death and may resurrect', () => {
    let runs = 0;
    const drawn = graph('a, root -> a', (g) => ({
      a: g.type('legacy', {
        legacyDel: (self) => {
          if (runs++ < 2) g.root.set('revived', g.heap.newRef(self));
        },
      }),
    }));
    drawn.root.clear('a');
    drawn.root.clear('revived');
    expect(drawn.has('a')).toBe(true);
    drawn.root.clear('revived');
    expect(runs).toBe(3);
    expect(drawn.has('a')).toBe(false);
    expect(audit(drawn.heap).ok).toBe(true);
  });
});

describe('a reference count', () => {
  const fault = (kind: string) => expect.objectContaining({ kind });

  it('that sinks to 0 while a robbed owner is left is a fault, which names the robber', () => {
    const drawn = graph('a, root -> a');
    const stolen = drawn.ref('a');
    drawn.heap.addStray(stolen, -1, 'over-decref', 'f in m', null);
    expect(() => drawn.heap.decref(stolen)).toThrow(fault('negative-refcount'));
    expect(() => drawn.heap.decref(stolen)).toThrow(/f in m took a reference that it did not own/);
  });

  it('of a static object must not sink to 0', () => {
    const { heap } = graph('a');
    const type = heap.registerType(plainSlots('NoneType', []));
    expect(() => heap.decref(heap.allocStatic(type))).toThrow(fault('none-deallocated'));
  });

  it('of an immortal object is not used up, and _Py_RefTotal does not know its base', () => {
    const { heap } = graph('a');
    const before = heap.refTotal;
    const ref = heap.allocImmortal(heap.registerType(plainSlots('int', [])));
    for (let n = 0; n < 1000; n++) heap.decref(ref);
    expect([heap.countedRefcnt(ref), heap.refTotal - before]).toEqual([1 - 1000, 1 - 1000]);
  });

  it('of a freed object can neither be raised nor lowered', () => {
    const drawn = graph('a, root -> a');
    const stale = drawn.ref('a');
    drawn.root.clear('a');
    expect(() => drawn.heap.incref(stale)).toThrow(fault('use-after-free'));
    expect(() => drawn.heap.decref(stale)).toThrow(fault('use-after-free'));
    expect(() => drawn.heap.slotsOf(stale)).toThrow(fault('use-after-free'));
  });

  it('of an object being deallocated cannot be lowered below 0', () => {
    const drawn = graph('a, root -> a', (g) => ({ a: g.type('twice', { onDealloc: (self) => g.heap.decref(self) }) }));
    expect(() => drawn.root.clear('a')).toThrow(fault('negative-refcount'));
  });

  it('of an instance cannot be read once its type object is deallocated', () => {
    const drawn = graph('a, root -> a');
    drawn.heap.releaseType(drawn.type('node'));
    expect(() => drawn.heap.slotsOf(drawn.ref('a'))).toThrow(fault('use-after-free'));
    expect(() => drawn.root.clear('a')).toThrow(fault('use-after-free'));
  });
});

describe('an instance that outlives its type', () => {
  it('is found out when it dies, though it leaves nothing but memory', () => {
    const drawn = graph('root');
    const type = drawn.heap.registerType(plainSlots('old type', []));
    drawn.add('a', type);
    drawn.heap.releaseType(type);
    expect(() => drawn.settle('a')).toThrow(expect.objectContaining({ kind: 'use-after-free' }));
    expect(() => drawn.heap.alloc(type)).toThrow(expect.objectContaining({ kind: 'use-after-free' }));
  });
});

describe('a slot', () => {
  it('is used again, and its reuse count tells a stale handle from its successor', () => {
    const drawn = graph('a, root -> a');
    const { heap } = drawn;
    const first = { ref: drawn.ref('a'), reuse: heap.reuse[drawn.ref('a')] };
    drawn.root.clear('a');
    const second = drawn.add('b');
    expect(second).toBe(first.ref);
    expect(heap.isLive(first.ref)).toBe(true);
    expect(heap.reuse[second]).not.toBe(first.reuse);
  });

  it('is not to be had beyond the limit of objects', () => {
    const drawn = graph('a, root -> a');
    drawn.heap.objectLimit = 5000;
    const fill = (): void => {
      for (let count = 0; count < 6000; count++) drawn.heap.alloc(drawn.type('node'));
    };
    expect(fill).toThrow(/limit/);
    expect(drawn.heap.liveObjects).toBeGreaterThan(4900);
    expect(drawn.heap.liveObjects).toBeLessThanOrEqual(5000);
  });
});

describe('memory blocks', () => {
  it('are those of live objects, of raw allocations and of free lists', () => {
    const kept = { count: 0 };
    const drawn = graph('a, root -> a');
    const { heap } = drawn;
    const slice = heap.registerType({
      ...correctSlots('slice', [], false),
      keepsBlock: () => kept.count++ === 0,
      reusesBlock: () => kept.count > 0 && kept.count-- > 0,
    });
    heap.addBlocks(drawn.ref('a'), 2);
    heap.addRawBlocks(3, 'PyMem_Malloc in test');
    expect(heap.allocatedBlocks).toBe(6);
    heap.decref(heap.alloc(slice));
    expect(heap.allocatedBlocks).toBe(7);
    const again = heap.alloc(slice);
    expect(heap.allocatedBlocks).toBe(7);
    expect(audit(heap).allocatedBlocks).toEqual({ recorded: 7, counted: 7 });
    heap.decref(again);
    heap.freeKeptBlocks(1);
    drawn.root.clear('a');
    expect(heap.allocatedBlocks).toBe(3);
    expect(audit(heap).ok).toBe(true);
  });

  it('of static objects are none', () => {
    const drawn = graph('a, root -> a');
    const before = drawn.heap.allocatedBlocks;
    drawn.root.set('static', drawn.heap.allocStatic(drawn.type('node')));
    expect(drawn.heap.allocatedBlocks).toBe(before);
  });

  it('of an object freed without DECREF go, its references stay counted', () => {
    const drawn = graph('a -> b, root -> a');
    const a = drawn.root.take('a');
    drawn.heap.freeWithoutDecref(a, 'f in m');
    expect(drawn.heap.allocatedBlocks).toBe(1);
    expect(drawn.heap.refTotal).toBe(2);
    expect(audit(drawn.heap)).toMatchObject({
      ok: true,
      strays: [{ target: drawn.ref('b'), reason: 'freed-without-decref', owner: 'node.[0]' }],
    });
    expect(collect(drawn.heap, drawn.state, 2, { validate: true }).collected).toBe(0);
  });
});

type Action = {
  readonly act: 'add' | 'hold' | 'drop' | 'link' | 'hide' | 'cut';
  readonly a: number;
  readonly b: number;
};

describe('after any sequence of operations', () => {
  const action: fc.Arbitrary<Action> = fc.record({
    act: fc.constantFrom('add', 'hold', 'drop', 'link', 'hide', 'cut'),
    a: fc.nat({ max: 7 }),
    b: fc.nat({ max: 7 }),
  });

  const perform = (drawn: Graph, { act, a, b }: Action): void => {
    const from = `${a}`;
    const to = `${b}`;
    if (act === 'add' && !drawn.has(from)) drawn.add(from);
    if (act === 'drop') drawn.frame.clear(from);
    if (!drawn.has(from) || !drawn.has(to)) return;
    if (act === 'hold') drawn.frame.set(from, drawn.heap.newRef(drawn.ref(to)));
    if (act === 'link') drawn.link(from, to);
    if (act === 'hide') drawn.linkHidden(from, to);
    if (act === 'cut') drawn.heap.replaceEdge(drawn.ref(from), 0, NULL);
  };

  it('every count is the number of owners', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const drawn = graph('root');
        for (const each of actions) {
          perform(drawn, each);
          expect(audit(drawn.heap)).toMatchObject({ ok: true, strays: [] });
        }
        drawn.frame.release();
        collect(drawn.heap, drawn.state, 2, { validate: true });
        // Only cycles through references that nobody visits are left, and each object in one is owned.
        for (const ref of drawn.objects.values()) expect(drawn.heap.refcnt[ref]).toBeGreaterThan(0);
        expect(audit(drawn.heap).ok).toBe(true);
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});

describe('who watches releases', () => {
  it('is told of each slot, item and type that deallocation gives up, of none that it keeps', () => {
    const drawn = new Graph();
    const { heap } = drawn;
    const forgetful = drawn.type('forgetful', {
      fixed: ['kept', 'hidden'],
      visits: [false, false],
      clears: null,
      releases: [false, true],
    });
    const node = drawn.type('node');
    const before = heap.alloc(forgetful);
    const [kept, hidden, item] = [heap.alloc(node), heap.alloc(node), heap.alloc(node)];
    heap.setEdge(before, 0, kept);
    heap.setEdge(before, 1, hidden);
    heap.pushEdge(before, item);
    const seen: number[][] = [];
    heap.watchReleases((...release) => void seen.push(release));
    const later = heap.alloc(drawn.type('later'));
    heap.pushEdge(later, before);
    heap.decref(later);
    expect(seen).toEqual([
      [later, 1, before],
      [before, 1, hidden],
      [before, 2, item],
    ]);
    expect(heap.strays.get(kept)).toMatchObject([{ reason: 'not-released-in-dealloc' }]);
    expect(audit(heap).counts).toEqual([]);
  });
});
