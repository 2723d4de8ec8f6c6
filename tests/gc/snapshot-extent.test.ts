import { describe, expect, it } from 'vitest';
import { collect } from '../../src/gc/collect.js';
import type { CollectionPhase } from '../../src/gc/collection-phase.js';
import {
  type CollectionRecorder,
  NOT_COLLECTED,
  OBJECT_STATES,
  recordCollection,
} from '../../src/gc/snapshot-collection.js';
import { takeMeasuredSnapshot } from '../../src/gc/snapshot-extent.js';
import { correctSlots } from '../../src/gc/type-slots.js';
import { type Graph, graph } from './graph.js';

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
  const recorded = (arrows: string, types?: Parameters<typeof graph>[1], prepare?: (drawn: Graph) => void) => {
    const drawn = graph(arrows, types);
    prepare?.(drawn);
    const phases: CollectionPhase[] = [];
    let recorder: CollectionRecorder | undefined;
    drawn.heap.hooks.onPhase = (phase, state, young, unreachable) => {
      phases.push(phase);
      const context = { interpreter: 0, during: 'run' };
      if (phase === 'subtract_refs') recorder = recordCollection(drawn.heap, state, young, context);
      else recorder?.ended(phase, unreachable);
    };
    collect(drawn.heap, drawn.state, 2);
    const { record } = recorder as CollectionRecorder;
    /** States of an object, phase by phase, each once. */
    const story = (name: string): string[] => {
      const states = record.phases.map(
        ({ states: codes }) => OBJECT_STATES[codes[record.snapshot.objects.label.indexOf(name)] as number] ?? '',
      );
      return states.filter((state, index) => state !== states[index - 1]);
    };
    return { drawn, phases, record, story };
  };

  it('shows what subtract_refs left of each count, and what was found to be garbage', () => {
    const { record } = recorded('a -> b, b -> a, c -> d, d -> c, root -> c');
    expect(record.snapshot.objects.label).toEqual(['a', 'b', 'c', 'd']);
    expect([...record.gcRefs]).toEqual([0, 0, 1, 0]);
    expect([...record.unreachable]).toEqual([1, 1, 0, 0]);
  });

  it('leaves out what the collector does not see', () => {
    const { record, story } = recorded('a -> b, root -> a', (g) => ({ b: g.type('plain', { haveGc: false }) }));
    expect([...record.gcRefs]).toEqual([1, NOT_COLLECTED]);
    expect(story('b')).toEqual(['outside']);
  });

  it('comes in the order of the phases', () => {
    const { phases, record } = recorded('a -> b, b -> a');
    expect(phases).toEqual([
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
    expect(record.phases.map(({ phase }) => phase)).toEqual(phases.slice(1));
  });

  it('tells garbage that is freed from what its cycle goes on living with', () => {
    const clearless = (g: Graph) => ({ c: g.type('clearless', { clears: null, clearsItems: false }) });
    const { story } = recorded('a -> b, b -> a, c -> c, root -> d', clearless);
    expect(story('a')).toEqual(['collecting', 'unreachable', 'freed']);
    expect(story('c')).toEqual(['collecting', 'unreachable', 'kept']);
    expect(story('d')).toEqual(['collecting', 'reachable']);
  });

  it('follows what a legacy finalizer keeps, and what it reaches', () => {
    const legacy = (g: Graph) => ({ a: g.type('legacy', { legacyDel: () => {} }) });
    const { story } = recorded('a -> b, b -> a, b -> c', legacy);
    for (const name of ['a', 'b', 'c']) expect(story(name)).toEqual(['collecting', 'unreachable', 'uncollectable']);
  });

  it('follows finalizers, and what they bring back', () => {
    const types = (g: Graph) => ({
      a: g.type('resurrecting', { finalize: () => g.hold('a') }),
      c: g.type('finalized', { finalize: () => {} }),
    });
    const { story } = recorded('a -> b, b -> a, c -> c', types);
    expect(story('a')).toEqual(['collecting', 'unreachable', 'finalized', 'resurrected']);
    expect(story('b')).toEqual(['collecting', 'unreachable', 'resurrected']);
    expect(story('c')).toEqual(['collecting', 'unreachable', 'finalized', 'unreachable', 'freed']);
  });
});
