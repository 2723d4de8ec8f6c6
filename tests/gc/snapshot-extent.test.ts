import { describe, expect, it } from 'vitest';
import { collect } from '../../src/gc/collect.js';
import type { CollectionPhase } from '../../src/gc/collection-phase.js';
import {
  type CollectionRecord,
  NOT_COLLECTED,
  recordSubtracted,
  recordUnreachable,
} from '../../src/gc/snapshot-collection.js';
import { takeMeasuredSnapshot } from '../../src/gc/snapshot-extent.js';
import { correctSlots } from '../../src/gc/type-slots.js';
import { graph } from './graph.js';

describe('a measured snapshot', () => {
  it('knows an object again while it lives, and never takes another one for it', () => {
    const drawn = graph('a -> b, root -> a');
    const before = takeMeasuredSnapshot(drawn.heap);
    expect([...takeMeasuredSnapshot(drawn.heap).identity]).toEqual([...before.identity]);
    drawn.root.clear('a');
    drawn.add('x');
    drawn.add('y');
    const after = takeMeasuredSnapshot(drawn.heap);
    expect(after.objects.count).toBe(2);
    for (const identity of after.identity) expect(before.identity).not.toContain(identity);
  });

  it('adds up to the counters of the process', () => {
    const drawn = graph('a -> b, a -> c, c -> a, root -> a');
    drawn.heap.addRawBlocks(3, 'buffer');
    const { objects, blocks, refTotal, uncounted, allocatedBlocks, rawBlocks } = takeMeasuredSnapshot(drawn.heap);
    const sum = (numbers: Iterable<number>): number => [...numbers].reduce((left, right) => left + right, 0);
    expect(sum(objects.refcnt) + sum(uncounted)).toBe(refTotal);
    expect(sum(blocks) + sum(rawBlocks.values())).toBe(allocatedBlocks);
  });

  it('tells weak references, which own nothing', () => {
    const drawn = graph('a, root -> a');
    const weakref = drawn.add('w', drawn.type('weakref', correctSlots('weakref', ['wr_callback'], true)));
    drawn.weakrefs.register(weakref, drawn.ref('a'));
    const { weak, objects } = takeMeasuredSnapshot(drawn.heap);
    expect(weak.map(({ of, target }) => [objects.label[of], objects.label[target]])).toEqual([['w', 'a']]);
    expect(objects.refcnt[0]).toBe(1);
  });

  it('lists references that were taken from an owner', () => {
    const drawn = graph('a -> b, root -> a');
    drawn.heap.addStray(drawn.ref('b'), -1, 'over-decref', 'b of f in m', { file: 'm.ts', line: 3 });
    expect(takeMeasuredSnapshot(drawn.heap).taken).toEqual([
      { target: 1, owner: 'b of f in m', place: { file: 'm.ts', line: 3 } },
    ]);
  });
});

describe('the record of a collection', () => {
  const recordCollection = (arrows: string, types?: Parameters<typeof graph>[1]) => {
    const drawn = graph(arrows, types);
    const phases: CollectionPhase[] = [];
    let record: CollectionRecord | undefined;
    drawn.heap.hooks.onPhase = (phase, state, young, unreachable) => {
      phases.push(phase);
      const context = { interpreter: 0, during: 'run' };
      if (phase === 'subtract_refs') record = recordSubtracted(drawn.heap, state, young, context);
      if (phase === 'move_unreachable' && record) recordUnreachable(drawn.heap, record, unreachable);
    };
    collect(drawn.heap, drawn.state, 2);
    return { drawn, phases, record: record as CollectionRecord };
  };

  it('shows what subtract_refs left of each count, and what was found to be garbage', () => {
    const { record } = recordCollection('a -> b, b -> a, c -> d, d -> c, root -> c');
    expect(record.snapshot.objects.label).toEqual(['a', 'b', 'c', 'd']);
    expect([...record.gcRefs]).toEqual([0, 0, 1, 0]);
    expect([...record.unreachable]).toEqual([1, 1, 0, 0]);
  });

  it('leaves out what the collector does not see', () => {
    const { record } = recordCollection('a -> b, root -> a', (g) => ({ b: g.type('plain', { haveGc: false }) }));
    expect([...record.gcRefs]).toEqual([1, NOT_COLLECTED]);
  });

  it('comes in the order of the phases', () => {
    expect(recordCollection('a -> b, b -> a').phases).toEqual([
      'start',
      'update_refs',
      'subtract_refs',
      'move_unreachable',
      'move_legacy_finalizers',
      'handle_weakrefs',
      'finalize_garbage',
      'handle_resurrected_objects',
      'delete_garbage',
    ]);
  });
});
