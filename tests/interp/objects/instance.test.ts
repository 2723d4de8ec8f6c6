import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NULL, type Ref } from '../../../src/gc/ref.js';
import { delAttr, getAttr, setAttr } from '../../../src/interp/objects/attributes.js';
import { newClass } from '../../../src/interp/objects/class.js';
import { dictSize, isSplitDict, newDict } from '../../../src/interp/objects/dict.js';
import { newInstance } from '../../../src/interp/objects/instance.js';
import { existingDict, genericGetDict } from '../../../src/interp/objects/instance-dict.js';
import { newInt } from '../../../src/interp/objects/long.js';
import type { Runtime } from '../../../src/interp/runtime.js';
import { auditProblems, objectRuntime, totals } from '../../support/objects.js';
import type { BuildName } from '../../support/worlds.js';

const BUILDS: readonly BuildName[] = ['3.11.2', '71d1bd9569'];

function makeClass(runtime: Runtime, bases: readonly Ref[] = []): Ref {
  const namespace = newDict(runtime);
  const type = newClass(runtime, { name: 'C', bases, namespace });
  runtime.heap.decref(namespace);
  return type;
}

function setInt(runtime: Runtime, object: Ref, name: string, value: number): void {
  const int = newInt(runtime, value);
  expect(setAttr(runtime, object, name, int)).toBe(true);
  runtime.heap.decref(int);
}

describe('attributes of an instance', () => {
  it('live in an array of the instance until the dict is asked for, which takes the array over', () => {
    const runtime = objectRuntime('3.11.2');
    const instance = newInstance(runtime, makeClass(runtime));
    setInt(runtime, instance, 'x', 1000);
    expect(existingDict(runtime, instance)).toBe(NULL);
    const { blocks } = totals(runtime);
    const dict = genericGetDict(runtime, instance);
    expect(totals(runtime).blocks).toBe(blocks + 1);
    expect(dictSize(runtime, dict)).toBe(1);
    setInt(runtime, instance, 'y', 2000);
    expect(dictSize(runtime, dict)).toBe(2);
    expect(isSplitDict(runtime, dict)).toBe(true);
  });

  it('live in a dict with the keys of the class, in earlier years', () => {
    const runtime = objectRuntime('71d1bd9569');
    const type = makeClass(runtime);
    const [first, second] = [newInstance(runtime, type), newInstance(runtime, type)];
    for (const instance of [first, second]) for (const name of ['x', 'y']) setInt(runtime, instance, name, 1000);
    expect(isSplitDict(runtime, existingDict(runtime, first))).toBe(true);
    expect(isSplitDict(runtime, existingDict(runtime, second))).toBe(true);
  });

  it('lose the common keys when they come in another order or one is deleted, in earlier years', () => {
    const runtime = objectRuntime('71d1bd9569');
    const type = makeClass(runtime);
    const [first, second] = [newInstance(runtime, type), newInstance(runtime, type)];
    for (const name of ['x', 'y']) setInt(runtime, first, name, 1000);
    setInt(runtime, second, 'y', 1000);
    expect(isSplitDict(runtime, existingDict(runtime, second))).toBe(false);
    delAttr(runtime, first, 'x');
    expect(isSplitDict(runtime, existingDict(runtime, first))).toBe(false);
  });

  it('are more than the shared keys can hold: then the instance gets a dict of its own', () => {
    const runtime = objectRuntime('3.11.2');
    const instance = newInstance(runtime, makeClass(runtime));
    for (let index = 0; index < 40; index++) setInt(runtime, instance, `name_${index}`, index);
    expect(isSplitDict(runtime, existingDict(runtime, instance))).toBe(false);
    expect(dictSize(runtime, existingDict(runtime, instance))).toBe(40);
    expect(auditProblems(runtime, [instance, runtime.typeOf(instance)])).toEqual([]);
  });

  it('of a subclass of list are in a dict, for its items stand where values would', () => {
    const runtime = objectRuntime('3.11.2');
    const type = makeClass(runtime, [runtime.coreType('list')]);
    const instance = newInstance(runtime, type);
    setInt(runtime, instance, 'x', 1000);
    expect(existingDict(runtime, instance)).not.toBe(NULL);
    expect(auditProblems(runtime, [instance, type])).toEqual([]);
  });

  it.each(BUILDS)('behave as a Map does, and have owners, whatever is done to them (%s)', (build) => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
    const step = fc.oneof(
      fc.record({ do: fc.constant('set' as const), name, value: fc.integer({ min: 0, max: 5000 }) }),
      fc.record({ do: fc.constant('del' as const), name }),
      fc.record({ do: fc.constantFrom('dict' as const, 'other' as const), name }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const runtime = objectRuntime(build);
        const type = makeClass(runtime);
        const held = [newInstance(runtime, type), newInstance(runtime, type)] as const;
        const expected = new Map<string, number>();
        for (const each of steps) {
          if (each.do === 'set') {
            expected.set(each.name, each.value);
            setInt(runtime, held[0], each.name, each.value);
          } else if (each.do === 'del') {
            expect(delAttr(runtime, held[0], each.name)).toBe(expected.delete(each.name));
            runtime.pendingError = null;
          } else if (each.do === 'other') setInt(runtime, held[1], each.name, 7);
          else genericGetDict(runtime, held[0]);
        }
        for (const [attribute, value] of expected) {
          const found = getAttr(runtime, held[0], attribute);
          expect(runtime.heap.payload[found]).toBe(value);
          runtime.heap.decref(found);
        }
        expect(auditProblems(runtime, [type, ...held])).toEqual([]);
        for (const instance of held) runtime.heap.decref(instance);
        expect(auditProblems(runtime, [type])).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
