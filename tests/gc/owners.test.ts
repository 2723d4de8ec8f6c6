import { describe, expect, it } from 'vitest';
import { audit } from '../../src/gc/audit.js';
import { getObjects, getReferents, getReferrers, ownersOf } from '../../src/gc/owners.js';
import { correctSlots, plainSlots } from '../../src/gc/type-slots.js';
import { graph } from './graph.js';

const place = { file: 'test_x.ts', line: 3 };

describe('the owners of an object', () => {
  it('are slots of objects with what tp_traverse sees, holders and nobody', () => {
    const drawn = graph('a -> t, b => t, root -> a, root -> b, root -> t');
    const t = drawn.ref('t');
    drawn.heap.incref(t);
    drawn.heap.addStray(t, 1, 'lost-local', 'res in f', place);
    expect(ownersOf(drawn.heap, t)).toEqual([
      { kind: 'object', of: drawn.ref('a'), slot: 1, visited: true },
      { kind: 'object', of: drawn.ref('b'), slot: 0, visited: false },
      { kind: 'static', name: 'root', field: 't' },
      { kind: 'nobody', reason: 'lost-local', owner: 'res in f', place },
    ]);
    expect(drawn.heap.refcnt[t]).toBe(4);
  });

  it('have names for their slots', () => {
    const drawn = graph('a -> t, a => h, root -> a', (g) => ({
      a: g.type('named', { itemName: (_self, index) => `['key ${index}']` }),
    }));
    expect([0, 1].map((slot) => drawn.heap.slotName(drawn.ref('a'), slot))).toEqual(['hidden', "['key 0']"]);
  });
});

describe('the gc module', () => {
  const names = (drawn: ReturnType<typeof graph>, refs: readonly number[]) =>
    refs.map((ref) => [...drawn.objects].find(([, object]) => object === ref)?.[0]);

  it('shows referents that are visited, one that is owned twice twice', () => {
    const drawn = graph('a -> b, a -> c, a -> b, a => d, root -> a');
    expect(names(drawn, getReferents(drawn.heap, drawn.ref('a')))).toEqual(['b', 'c', 'b']);
  });

  it('shows no referents of an object without GC support', () => {
    const drawn = graph('a, b, root -> a, root -> b', (g) => ({
      a: g.heap.registerType(plainSlots('plain', ['field'])),
    }));
    drawn.heap.setEdge(drawn.ref('a'), 0, drawn.heap.newRef(drawn.ref('b')));
    expect(getReferents(drawn.heap, drawn.ref('a'))).toEqual([]);
    expect(ownersOf(drawn.heap, drawn.ref('b'))).toContainEqual({
      kind: 'object',
      of: drawn.ref('a'),
      slot: 0,
      visited: false,
    });
  });

  it('cannot see what a type without GC support would visit', () => {
    const drawn = graph('b, root -> b');
    const a = drawn.add('a', drawn.heap.registerType({ ...correctSlots('no GC', ['field'], false), haveGc: false }));
    drawn.heap.setEdge(a, 0, drawn.heap.newRef(drawn.ref('b')));
    expect(ownersOf(drawn.heap, drawn.ref('b'))).toContainEqual({ kind: 'object', of: a, slot: 0, visited: false });
  });

  it('is blind for referrers that do not visit, and for those that are not tracked', () => {
    const drawn = graph('a -> t, b => t, c -> t, root -> a, root -> b, root -> c');
    drawn.heap.gcUntrack(drawn.ref('c'));
    expect(names(drawn, getReferrers(drawn.heap, drawn.state, drawn.ref('t')))).toEqual(['a']);
  });

  it('lists the tracked objects, of all generations or of one', () => {
    const drawn = graph('a -> b, root -> a');
    expect(names(drawn, getObjects(drawn.heap, drawn.state))).toEqual(['a', 'b']);
    expect(getObjects(drawn.heap, drawn.state, 2)).toEqual([]);
  });

  it('shows what an escape visits beside its slots', () => {
    const drawn = graph('a, b, root -> a, root -> b', (g) => ({
      a: g.type('escape', { traverse: (_self, visit) => visit(g.ref('b')) }),
    }));
    expect(names(drawn, getReferents(drawn.heap, drawn.ref('a')))).toEqual(['b']);
  });
});

describe('an audit', () => {
  it('of a heap in order finds nothing', () => {
    const drawn = graph('a -> b, b -> a, b => c, root -> a');
    expect(audit(drawn.heap)).toEqual({
      ok: true,
      counts: [],
      refTotal: { recorded: 4, counted: 4 },
      allocatedBlocks: { recorded: 3, counted: 3 },
      lists: [],
      strays: [],
    });
  });

  it('names the object whose count is not that of its owners, and the owners', () => {
    const drawn = graph('a -> b, root -> a');
    drawn.heap.incref(drawn.ref('b'));
    expect(audit(drawn.heap)).toMatchObject({
      ok: false,
      counts: [
        {
          name: 'b',
          refcnt: 2,
          counted: 1,
          owners: [{ kind: 'object', of: drawn.ref('a'), slot: 1, visited: true }],
        },
      ],
    });
  });

  it('shows by how much an object was released too often', () => {
    const drawn = graph('a, root -> a');
    const a = drawn.ref('a');
    for (let count = 0; count < 1000; count++) {
      drawn.heap.incref(a);
      drawn.root.fields.set(`holder ${count}`, a);
    }
    for (let count = 0; count < 1000; count++) {
      drawn.heap.decref(a);
      drawn.heap.addStray(a, -1, 'over-decref', 'small int in f', place);
    }
    const [difference] = audit(drawn.heap).counts;
    expect(difference).toMatchObject({ refcnt: 1, counted: 1001 });
    expect(difference?.taken).toHaveLength(1000);
  });

  it('finds an owner of a freed object', () => {
    const drawn = graph('a -> b, root -> a');
    drawn.heap.decref(drawn.ref('b'));
    const [difference] = audit(drawn.heap).counts;
    expect(difference).toMatchObject({ refcnt: 0, counted: 1, owners: [{ of: drawn.ref('a') }], taken: [] });
  });

  it('does not blame what happened to the former object of a slot', () => {
    const drawn = graph('a, root -> a');
    const a = drawn.root.take('a');
    drawn.heap.addStray(a, 1, 'lost-local', 'a in f', place);
    drawn.heap.decref(a);
    drawn.add('b');
    drawn.heap.incref(drawn.ref('b'));
    expect(drawn.ref('b')).toBe(a);
    expect(audit(drawn.heap).counts).toMatchObject([{ name: 'b', taken: [] }]);
  });

  it('finds totals that do not add up', () => {
    const drawn = graph('a, root -> a');
    drawn.heap.refTotal++;
    expect(audit(drawn.heap)).toMatchObject({ ok: false, refTotal: { recorded: 2, counted: 1 } });
    drawn.heap.refTotal--;
    drawn.heap.allocatedBlocks--;
    expect(audit(drawn.heap)).toMatchObject({ ok: false, allocatedBlocks: { recorded: 0, counted: 1 } });
  });

  it('finds broken links of the lists', () => {
    const drawn = graph('a, b, root -> a, root -> b');
    drawn.heap.gcNext[drawn.ref('a')] = drawn.ref('a');
    expect(audit(drawn.heap).lists).toEqual([
      'a is tracked but not linked into a list',
      'b is tracked but not linked into a list',
    ]);
  });

  it('counts references that are in no count, as those of the interned dict', () => {
    const drawn = graph('a, root -> a');
    drawn.heap.addUncounted(2);
    expect(drawn.heap.refTotal).toBe(3);
    expect(audit(drawn.heap).ok).toBe(true);
  });
});
