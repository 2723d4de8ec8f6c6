import { describe, expect, it } from 'vitest';
import { audit } from '../../src/gc/audit.js';
import { collect } from '../../src/gc/collect.js';
import { NULL, type Ref } from '../../src/gc/ref.js';
import { correctSlots } from '../../src/gc/type-slots.js';
import type { WeakrefKind } from '../../src/gc/weakrefs.js';
import { type Graph, graph } from './graph.js';

/** A weakref that the frame holds, with the named object as its callback. */
function weakref(drawn: Graph, name: string, target: string, callback?: string, kind: WeakrefKind = 'ref'): Ref {
  const slots = correctSlots('weakref', ['wr_callback'], true);
  const onDealloc = (self: Ref): void => drawn.weakrefs.forget(self);
  const ref = drawn.add(name, drawn.type('weakref', { ...slots, onDealloc }));
  if (callback !== undefined) drawn.heap.setEdge(ref, 0, drawn.heap.newRef(drawn.ref(callback)));
  drawn.weakrefs.register(ref, drawn.ref(target), kind);
  return ref;
}

/** Records the calls as `callback(weakref)`. */
function recordCalls(drawn: Graph, then: (weakref: Ref) => void = () => {}): string[] {
  const calls: string[] = [];
  drawn.heap.hooks.invokeCallback = (callback, ref) => {
    calls.push(`${drawn.nameOf(callback)}(${drawn.nameOf(ref)})`);
    then(ref);
  };
  return calls;
}

describe('a weak reference', () => {
  it('knows its target until that dies, and owns nothing of it', () => {
    const drawn = graph('a, root -> a');
    const wr = weakref(drawn, 'wr', 'a');
    expect(drawn.weakrefs.targetOf(wr)).toBe(drawn.ref('a'));
    expect(drawn.heap.refcnt[drawn.ref('a')]).toBe(1);
    drawn.root.clear('a');
    expect(drawn.weakrefs.targetOf(wr)).toBe(NULL);
    expect(drawn.weakrefs.targets).toBe(0);
  });

  it('that dies first is forgotten by its target', () => {
    const drawn = graph('a, f, root -> a, root -> f');
    const calls = recordCalls(drawn);
    weakref(drawn, 'wr', 'a', 'f');
    drawn.settle('wr');
    expect(drawn.weakrefs.weakrefsOf(drawn.ref('a'))).toEqual([]);
    drawn.root.clear('a');
    expect(calls).toEqual([]);
  });

  it('without callback is found again as the basic one of its target, a proxy apart from it', () => {
    const drawn = graph('a, f, root -> a, root -> f');
    const { weakrefs } = drawn;
    const a = drawn.ref('a');
    expect(weakrefs.basicRef(a, 'ref')).toBe(NULL);
    const called = weakref(drawn, 'called', 'a', 'f');
    const proxy = weakref(drawn, 'proxy', 'a', undefined, 'proxy');
    const basic = weakref(drawn, 'basic', 'a');
    const later = weakref(drawn, 'later', 'a', 'f');
    expect(weakrefs.basicRef(a, 'ref')).toBe(basic);
    expect(weakrefs.basicRef(a, 'proxy')).toBe(proxy);
    expect(weakrefs.weakrefsOf(a)).toEqual([basic, proxy, later, called]);
  });
});

describe('callbacks of a dying object', () => {
  it('run newest first, when all its weakrefs are cleared', () => {
    const drawn = graph('a, f, g, root -> a, root -> f, root -> g');
    const first = weakref(drawn, 'first', 'a', 'f');
    const second = weakref(drawn, 'second', 'a', 'g');
    const targets: Ref[] = [];
    const calls = recordCalls(drawn, () =>
      targets.push(drawn.weakrefs.targetOf(first), drawn.weakrefs.targetOf(second)),
    );
    drawn.root.clear('a');
    expect(calls).toEqual(['g(second)', 'f(first)']);
    expect(targets).toEqual([NULL, NULL, NULL, NULL]);
    expect(audit(drawn.heap).ok).toBe(true);
  });

  it('are owned while they run, whatever they release', () => {
    const drawn = graph('a, f, root -> a, root -> f');
    weakref(drawn, 'wr', 'a', 'f');
    const reports: boolean[] = [];
    recordCalls(drawn, () => {
      drawn.settle('wr');
      drawn.root.clear('f');
      reports.push(audit(drawn.heap).ok);
    });
    drawn.root.clear('a');
    expect(reports).toEqual([true]);
    expect(drawn.heap.liveObjects).toBe(0);
  });

  it('do not run for a weakref that dies with it', () => {
    const drawn = graph('both, a, f, root -> f, root -> both');
    drawn.add('a');
    const calls = recordCalls(drawn);
    weakref(drawn, 'wr', 'a', 'f');
    drawn.link('both', 'wr');
    drawn.link('both', 'a');
    drawn.settle('wr', 'a');
    drawn.root.clear('both');
    expect(calls).toEqual([]);
    expect(drawn.freed).toContain('wr');
  });

  it('give up what they held in the reverse order, as the tuple that holds it in C does', () => {
    const drawn = graph('a, root -> a');
    drawn.add('f');
    drawn.add('g');
    weakref(drawn, 'first', 'a', 'f');
    weakref(drawn, 'second', 'a', 'g');
    drawn.settle('f', 'g');
    recordCalls(drawn, (ref) => drawn.settle(drawn.nameOf(ref)));
    drawn.root.clear('a');
    expect(drawn.freed).toEqual(['f', 'first', 'g', 'second', 'a']);
  });

  it('pass over a weakref that died while others were cleared', () => {
    const drawn = graph('g, root -> g');
    drawn.add('t');
    drawn.add('f');
    weakref(drawn, 'owned by f', 't', 'g');
    weakref(drawn, 'dying', 't', 'f');
    weakref(drawn, 'watcher', 'dying', 'g');
    drawn.link('f', 'owned by f');
    drawn.settle('owned by f', 'f');
    const calls = recordCalls(drawn, () => drawn.settle('t'));
    drawn.settle('dying');
    expect(calls).toEqual(['g(watcher)']);
    expect(drawn.freed).toEqual(['owned by f', 'f', 't', 'dying']);
    expect(audit(drawn.heap).ok).toBe(true);
  });

  it('do not run for weakrefs that its finalizer makes', () => {
    const drawn = graph('a, f, root -> a, root -> f', (g) => ({
      a: g.type('watched', { legacyDel: () => void weakref(g, 'late', 'a', 'f') }),
    }));
    const calls = recordCalls(drawn);
    drawn.root.clear('a');
    expect(calls).toEqual([]);
    expect(drawn.weakrefs.targetOf(drawn.ref('late'))).toBe(NULL);
  });
});

describe('callbacks of a collection', () => {
  it('run for weakrefs outside of the trash only', () => {
    const drawn = graph('a -> b, b -> a, f, root -> f');
    drawn.add('x');
    drawn.add('y');
    drawn.link('x', 'y');
    drawn.link('y', 'x');
    const calls = recordCalls(drawn);
    weakref(drawn, 'outside', 'x', 'f');
    weakref(drawn, 'inside', 'y', 'f');
    drawn.link('x', 'inside');
    drawn.settle('x', 'y', 'inside');
    collect(drawn.heap, drawn.state, 2, { validate: true });
    expect(calls).toEqual(['f(outside)']);
    expect(drawn.has('inside')).toBe(false);
  });

  it('do not run for a trash weakref to something that dies of the collection', () => {
    const drawn = graph('f, root -> f');
    drawn.add('x');
    drawn.add('dies with x');
    drawn.link('x', 'x');
    drawn.linkHidden('x', 'dies with x');
    const calls = recordCalls(drawn);
    weakref(drawn, 'wr', 'dies with x', 'f');
    drawn.link('x', 'wr');
    drawn.settle('dies with x', 'wr', 'x');
    collect(drawn.heap, drawn.state, 2, { validate: true });
    expect(drawn.has('dies with x')).toBe(false);
    expect(calls).toEqual([]);
  });

  it('see no trash through any weakref', () => {
    const drawn = graph('f, root -> f');
    drawn.add('x');
    drawn.link('x', 'x');
    const basic = weakref(drawn, 'basic', 'x');
    weakref(drawn, 'wr', 'x', 'f');
    drawn.settle('x');
    const seen: Ref[] = [];
    recordCalls(drawn, () => seen.push(drawn.weakrefs.targetOf(basic)));
    collect(drawn.heap, drawn.state, 2);
    expect(seen).toEqual([NULL]);
  });

  it('may revive trash that they reach by other means, and it is spared', () => {
    const drawn = graph('f, root -> f');
    const x = drawn.add('x');
    drawn.link('x', 'x');
    weakref(drawn, 'wr', 'x', 'f');
    drawn.settle('x');
    recordCalls(drawn, () => drawn.root.set('x', drawn.heap.newRef(x)));
    expect(collect(drawn.heap, drawn.state, 2, { validate: true }).collected).toBe(0);
    expect(drawn.heap.edge(x, 1)).toBe(x);
  });

  it('count a weakref that dies of its own callback as collected', () => {
    const drawn = graph('f, root -> f');
    drawn.add('x');
    drawn.link('x', 'x');
    weakref(drawn, 'wr', 'x', 'f');
    drawn.settle('x');
    recordCalls(drawn, () => drawn.settle('wr'));
    expect(collect(drawn.heap, drawn.state, 2, { validate: true })).toEqual({ collected: 2, uncollectable: 0 });
    expect(audit(drawn.heap).ok).toBe(true);
  });
});
