import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Successors, strongComponents } from '../../../src/explain/read/components.js';
import { dominatorsOf } from '../../../src/explain/read/dominators.js';

const graphs = fc.array(fc.array(fc.nat(9), { maxLength: 4 }), { minLength: 10, maxLength: 10 });

function successorsIn(edges: readonly (readonly number[])[]): Successors {
  return {
    count: (node) => (edges[node] ?? []).length,
    at: (node, position) => edges[node]?.[position] ?? 0,
  };
}

/** Obviously right: all nodes that a walk from `start` meets, without passing through `avoid`. */
function reached(edges: readonly (readonly number[])[], start: number, avoid = -1): Set<number> {
  const seen = new Set<number>(start === avoid ? [] : [start]);
  for (const node of seen) for (const next of edges[node] ?? []) if (next !== avoid) seen.add(next);
  return seen;
}

describe('strong components', () => {
  it('hold two nodes together exactly where each reaches the other', () => {
    fc.assert(
      fc.property(graphs, (edges) => {
        const { of } = strongComponents(edges.length, successorsIn(edges));
        for (const [left] of edges.entries()) {
          for (const [right] of edges.entries()) {
            const both = reached(edges, left).has(right) && reached(edges, right).has(left);
            expect(of[left] === of[right]).toBe(both);
          }
        }
      }),
    );
  });

  it('are numbered so that what leads on has a higher number', () => {
    fc.assert(
      fc.property(graphs, (edges) => {
        const { of } = strongComponents(edges.length, successorsIn(edges));
        for (const [node, nexts] of edges.entries()) {
          for (const next of nexts) expect(of[node]).toBeGreaterThanOrEqual(of[next] as number);
        }
      }),
    );
  });

  it('of a chain of a million nodes are found without recursion', () => {
    const length = 1_000_000;
    const chain = { count: (node: number) => (node + 1 < length ? 1 : 0), at: (node: number) => node + 1 };
    expect(strongComponents(length, chain).count).toBe(length);
  });
});

describe('dominators', () => {
  it('are the nodes without which there is no way from the root', () => {
    fc.assert(
      fc.property(graphs, (edges) => {
        const idom = dominatorsOf(edges.length, 0, successorsIn(edges));
        const all = reached(edges, 0);
        for (const [node] of edges.entries()) {
          const strict = [...all].filter((other) => other !== node && !reached(edges, 0, other).has(node));
          const chain: number[] = [];
          for (let up = idom[node] as number; up >= 0; up = idom[up] as number) chain.push(up);
          expect(new Set(chain)).toEqual(new Set(all.has(node) && node !== 0 ? strict : []));
        }
      }),
    );
  });
});
