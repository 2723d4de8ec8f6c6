import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Holder } from '../../src/gc/holder.js';
import { StateWalk, type TextNumbers } from '../../src/gc/state-walk.js';
import { Graph, graph } from './graph.js';

function stateOf({ heap }: Graph, texts: TextNumbers): readonly number[] {
  const walk = new StateWalk(heap, texts, ({ kind }) => kind === 'harness');
  walk.follow(() => {});
  return [...walk.finish()];
}

/** Objects that are made in this order; then the references. */
function drawn(
  order: readonly number[],
  links: readonly (readonly [number, number])[],
  roots: readonly number[],
): Graph {
  const made = new Graph();
  for (const n of order) made.add(`n${n}`);
  for (const [from, to] of links) made.link(`n${from}`, `n${to}`);
  for (const [place, n] of roots.entries()) made.root.put(`field ${place}`, made.heap.newRef(made.ref(`n${n}`)));
  for (const n of order) made.settle(`n${n}`);
  return made;
}

/** What can be told of the objects without their places, written out the slow way: paths from ordered roots. */
function slowForm(links: readonly (readonly [number, number])[], roots: readonly number[]): string {
  const numbers = new Map<number, number>();
  const queue: number[] = [];
  const meet = (n: number): number => {
    if (!numbers.has(n)) numbers.set(n, queue.push(n));
    return numbers.get(n) as number;
  };
  const lines = [roots.map(meet).join()];
  for (let at = 0; at < queue.length; at++) {
    lines.push(links.flatMap(([from, to]) => (from === queue[at] ? [meet(to)] : [])).join());
  }
  return lines.join(';');
}

const SIZE = 6;
const node = fc.nat(SIZE - 1);
const links = fc.array(fc.tuple(node, node), { maxLength: 12 });
const all = Array.from({ length: SIZE }, (_, n) => n);
const order = fc.shuffledSubarray(all, { minLength: SIZE });

describe('the state of a heap as words', () => {
  it('is the same for two heaps if and only if the one is the other with its objects elsewhere', () => {
    const roots = [0, 1];
    // A path through all objects, so that no object is freed.
    const spine = all.slice(1).map((n): [number, number] => [n - 1, n]);
    fc.assert(
      fc.property(order, order, links, links, (orderA, orderB, moreA, moreB) => {
        const texts: TextNumbers = new Map();
        const [linksA, linksB] = [
          [...spine, ...moreA],
          [...spine, ...moreB],
        ];
        const [a, b] = [drawn(orderA, linksA, roots), drawn(orderB, linksB, roots)];
        const same = stateOf(a, texts).join() === stateOf(b, texts).join();
        expect(same).toBe(slowForm(linksA, roots) === slowForm(linksB, roots));
        expect(stateOf(drawn(orderB, linksA, roots), texts)).toEqual(stateOf(a, texts));
      }),
    );
  });

  it('tells a reference that is visited from one that is not', () => {
    const texts: TextNumbers = new Map();
    expect(stateOf(graph('root -> a, a -> b'), texts)).not.toEqual(stateOf(graph('root -> a, a => b'), texts));
  });

  it('shows how much there is that nothing leads to', () => {
    const texts: TextNumbers = new Map();
    const kept = graph('root -> a');
    const before = stateOf(kept, texts);
    kept.add('lost');
    kept.frame.fields.clear();
    expect(stateOf(kept, texts)).not.toEqual(before);
  });

  it('names a reference that nobody owns', () => {
    const texts: TextNumbers = new Map();
    const robbed = graph('root -> a');
    const before = stateOf(robbed, texts);
    robbed.heap.incref(robbed.ref('a'));
    robbed.heap.addStray(robbed.ref('a'), 1, 'lost-local', 'x of f in m', null);
    expect(stateOf(robbed, texts)).not.toEqual(before);
  });

  it('leaves out what only certain holders keep alive', () => {
    const texts: TextNumbers = new Map();
    const hunted = graph('root -> a');
    const before = stateOf(hunted, texts);
    const harness = new Holder(hunted.heap, 'harness', 'dash_R', -1);
    hunted.add('delta');
    harness.put('delta', hunted.frame.take('delta'));
    expect(stateOf(hunted, texts)).toEqual(before);
    hunted.link('a', 'delta');
    expect(stateOf(hunted, texts)).not.toEqual(before);
  });

  it('writes down the lists and counters of a collector, and the garbage that only they know', () => {
    const texts: TextNumbers = new Map();
    const collected = (text: string): readonly number[] => {
      const made = graph(text);
      made.state.generations[0].count = 0;
      const walk = new StateWalk(made.heap, texts, () => false);
      walk.collector(made.state);
      walk.follow(() => {});
      return [...walk.finish()];
    };
    expect(collected('root -> a, b -> c, c -> b')).toEqual(collected('root -> a, b -> c, c -> b'));
    expect(collected('root -> a, b -> c, c -> b')).not.toEqual(collected('root -> a, b -> b, b -> c, c -> b'));
  });

  it('knows how many allocations are left until --gc-stress collects', () => {
    const texts: TextNumbers = new Map();
    const stressed = graph('root -> a');
    stressed.heap.gcStress = 3;
    const step = (): string => {
      stressed.add('spare');
      stressed.settle('spare');
      stressed.state.generations[0].count = 0;
      return stateOf(stressed, texts).join();
    };
    const states = Array.from({ length: 6 }, step);
    expect(new Set(states).size).toBe(3);
    expect(states.slice(3)).toEqual(states.slice(0, 3));
  });

  it('is found for a chain of 200000 objects', () => {
    const chain = new Graph();
    const type = chain.type('node');
    let next = chain.heap.alloc(type);
    for (let n = 1; n < 200_000; n++) {
      const ref = chain.heap.alloc(type);
      chain.heap.pushEdge(ref, next);
      next = ref;
    }
    chain.root.put('head', next);
    expect(stateOf(chain, new Map()).length).toBeGreaterThan(200_000);
  });
});
