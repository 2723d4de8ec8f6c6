import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audit } from '../../src/gc/audit.js';
import { collect } from '../../src/gc/collect.js';
import { getObjects } from '../../src/gc/owners.js';
import { RealHeap, randomCase, type Step } from './random-graph.js';
import { SlowHeap } from './slow-heap.js';

const GENERATIONS = [0, 1, 2];

function generationsOf(real: RealHeap): number[][] {
  const { heap, state } = real.graph;
  return GENERATIONS.map((each) => getObjects(heap, state, each).map((ref) => Number(real.graph.nameOf(ref))));
}

function perform(real: RealHeap, slow: SlowHeap, step: Step): void {
  const { graph } = real;
  if (step.step === 'collect') {
    const result = collect(graph.heap, graph.state, step.generation, { validate: true });
    expect(result).toEqual(slow.collect(step.generation));
  } else if (step.step === 'drop root') {
    graph.root.clear(`${step.from}`);
    slow.unroot(step.from);
  } else if (graph.has(`${step.from}`) && graph.has(`${step.to}`)) {
    graph.link(`${step.from}`, `${step.to}`);
    slow.link(step.from, step.to);
  }
}

/** Both must tell the same story, and the real one must be able to account for every reference. */
function compare(real: RealHeap, slow: SlowHeap): void {
  expect(real.log).toEqual(slow.log);
  expect([...real.graph.objects.keys()].map(Number).sort()).toEqual(slow.alive());
  expect(generationsOf(real).map((list) => [...list].sort())).toEqual(slow.generations.map((list) => [...list].sort()));
  expect(audit(real.graph.heap)).toMatchObject({ ok: true, counts: [], strays: [] });
  // Where the real collector left its lists in another order, it may: the slow one follows.
  slow.generations = generationsOf(real);
}

describe('on random graphs', () => {
  it('the collector frees, finalizes and calls back exactly what reachability over sets says', () => {
    fc.assert(
      fc.property(randomCase, ({ specs, steps }) => {
        const real = new RealHeap(specs);
        const slow = new SlowHeap(specs);
        for (const at of specs.keys()) {
          real.settle(at);
          slow.settle(at);
        }
        compare(real, slow);
        for (const step of [...steps, { step: 'collect', generation: 2 } as const]) {
          perform(real, slow, step);
          compare(real, slow);
        }
      }),
      { numRuns: 500 },
    );
  }, 60_000);
});
