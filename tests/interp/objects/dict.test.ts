import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ref } from '../../../src/gc/ref.js';
import {
  dictClear,
  dictCopy,
  dictDelItem,
  dictGetItem,
  dictItems,
  dictSetItem,
  dictSetItemString,
  dictSetNew,
  dictSize,
  newDict,
} from '../../../src/interp/objects/dict.js';
import { newList } from '../../../src/interp/objects/list.js';
import { newInt } from '../../../src/interp/objects/long.js';
import { newStr } from '../../../src/interp/objects/str.js';
import { newTuple } from '../../../src/interp/objects/tuple.js';
import type { Runtime } from '../../../src/interp/runtime.js';
import { auditProblems, gcCollect, objectRuntime, totals } from '../../support/objects.js';

function setStr(runtime: Runtime, dict: Ref, key: string, value: Ref): void {
  const name = newStr(runtime, key);
  dictSetNew(runtime, dict, name, value);
  runtime.heap.decref(name);
}

describe('tracking of a dict', () => {
  it('begins with the first value that could be part of a cycle', () => {
    const runtime = objectRuntime();
    const dict = newDict(runtime);
    setStr(runtime, dict, 'number', newInt(runtime, 1000));
    expect(runtime.heap.isTracked(dict)).toBe(false);
    setStr(runtime, dict, 'list', newList(runtime, []));
    expect(runtime.heap.isTracked(dict)).toBe(true);
  });

  it('ends at a collection that finds nothing in it that could be part of a cycle', () => {
    const runtime = objectRuntime();
    const dict = newDict(runtime);
    setStr(runtime, dict, 'pair', newTuple(runtime, [newInt(runtime, 1000), newInt(runtime, 2000)]));
    expect(runtime.heap.isTracked(dict)).toBe(true);
    gcCollect(runtime);
    gcCollect(runtime);
    expect(runtime.heap.isTracked(dict)).toBe(false);
  });

  it('goes on while it holds a list', () => {
    const runtime = objectRuntime();
    const dict = newDict(runtime);
    setStr(runtime, dict, 'list', newList(runtime, []));
    gcCollect(runtime);
    expect(runtime.heap.isTracked(dict)).toBe(true);
  });

  it('does not begin with a static type, which is no GC object', () => {
    const runtime = objectRuntime();
    const dict = newDict(runtime);
    dictSetItemString(runtime, dict, 'type', runtime.coreType('dict'));
    expect(runtime.heap.isTracked(dict)).toBe(false);
  });
});

describe('a dict', () => {
  it('shares its keys table while it is empty, and keeps its own once it has had one', () => {
    const runtime = objectRuntime();
    const before = totals(runtime);
    const dict = newDict(runtime);
    expect(runtime.heap.allocatedBlocks - before.blocks).toBe(1);
    dictSetItem(runtime, dict, runtime.singletons.none, runtime.singletons.none);
    dictDelItem(runtime, dict, BigInt(runtime.singletons.none));
    expect(runtime.heap.allocatedBlocks - before.blocks).toBe(2);
    dictClear(runtime, dict);
    expect(runtime.heap.allocatedBlocks - before.blocks).toBe(1);
    runtime.heap.decref(dict);
    expect(totals(runtime)).toEqual(before);
  });

  it('finds equal numbers and equal strings, and tells an int from a str', () => {
    const runtime = objectRuntime();
    const dict = newDict(runtime);
    setStr(runtime, dict, '1', newInt(runtime, 10));
    const one = newInt(runtime, 1);
    dictSetItem(runtime, dict, one, runtime.singletons.none);
    dictSetItem(runtime, dict, runtime.singletons.true, runtime.singletons.ellipsis);
    expect(dictSize(runtime, dict)).toBe(2);
    expect(dictGetItem(runtime, dict, 1)).toBe(runtime.singletons.ellipsis);
    runtime.heap.decref(one);
    expect(auditProblems(runtime, [dict])).toEqual([]);
  });

  it('behaves as a Map does, and owns what it holds, whatever is done to it', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'key', 'another key');
    const step = fc.oneof(
      fc.record({ do: fc.constant('set' as const), key, value: fc.integer({ min: 0, max: 5000 }) }),
      fc.record({ do: fc.constant('del' as const), key }),
      fc.record({ do: fc.constantFrom('clear' as const, 'copy' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const runtime = objectRuntime();
        const before = totals(runtime);
        const expected = new Map<string, number>();
        let dict = newDict(runtime);
        for (const each of steps) {
          if (each.do === 'set') {
            expected.set(each.key, each.value);
            setStr(runtime, dict, each.key, newInt(runtime, each.value));
          } else if (each.do === 'del') {
            expect(dictDelItem(runtime, dict, each.key)).toBe(expected.delete(each.key));
          } else if (each.do === 'clear') {
            expected.clear();
            dictClear(runtime, dict);
          } else {
            const copy = dictCopy(runtime, dict);
            runtime.heap.decref(dict);
            dict = copy;
          }
        }
        const entries = dictItems(runtime, dict).map(({ key: name, value }) => [name, runtime.heap.payload[value]]);
        expect(entries).toEqual([...expected]);
        expect(auditProblems(runtime, [dict])).toEqual([]);
        runtime.heap.decref(dict);
        expect(totals(runtime).blocks).toBe(before.blocks);
      }),
      { numRuns: 60 },
    );
  });
});
