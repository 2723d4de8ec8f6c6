import { describe, expect, it } from 'vitest';
import { NULL } from '../../../src/gc/ref.js';
import { newCapsule } from '../../../src/interp/objects/capsule.js';
import { newDict } from '../../../src/interp/objects/dict.js';
import { newException, newExceptionClass } from '../../../src/interp/objects/exception.js';
import { functionAnnotations, newAnnotations, newFunction } from '../../../src/interp/objects/function.js';
import { newGenerator } from '../../../src/interp/objects/generator.js';
import { iteratorNext, newSequenceIterator } from '../../../src/interp/objects/iterator.js';
import { newList } from '../../../src/interp/objects/list.js';
import { newInt } from '../../../src/interp/objects/long.js';
import { newSet, setContains, setDiscard, setElements } from '../../../src/interp/objects/set.js';
import { newSlice } from '../../../src/interp/objects/slice.js';
import { intern } from '../../../src/interp/objects/str.js';
import { newStructSequenceType } from '../../../src/interp/objects/structseq.js';
import { isTuple } from '../../../src/interp/objects/tuple.js';
import { mroOf } from '../../../src/interp/objects/type.js';
import { auditProblems, objectRuntime, totals } from '../../support/objects.js';

describe('a slice', () => {
  it('leaves its block to the next one', () => {
    const runtime = objectRuntime();
    const { blocks } = totals(runtime);
    const [first, second] = [newSlice(runtime), newSlice(runtime)];
    runtime.heap.decref(first);
    runtime.heap.decref(second);
    expect(totals(runtime).blocks).toBe(blocks + 1);
    newSlice(runtime);
    expect(totals(runtime).blocks).toBe(blocks + 1);
  });
});

describe('a capsule', () => {
  it('runs its destructor once, when it dies', () => {
    const runtime = objectRuntime();
    const destroyed: number[] = [];
    const capsule = newCapsule(runtime, null, 'name', (self) => destroyed.push(self));
    runtime.heap.newRef(capsule);
    runtime.heap.decref(capsule);
    expect(destroyed).toEqual([]);
    runtime.heap.decref(capsule);
    expect(destroyed).toEqual([capsule]);
  });
});

describe('a set', () => {
  it('holds equal elements once, in order, and forgets what is discarded', () => {
    const runtime = objectRuntime();
    const [one, other] = [newInt(runtime, 1000), newInt(runtime, 1000)];
    const set = newSet(runtime, [one, other, runtime.singletons.none]);
    expect(setElements(runtime, set)).toEqual([one, runtime.singletons.none]);
    expect(setContains(runtime, set, 1000)).toBe(true);
    expect(setDiscard(runtime, set, 1000)).toBe(true);
    expect(setDiscard(runtime, set, 1000)).toBe(false);
    expect(auditProblems(runtime, [one, other, set])).toEqual([]);
  });
});

describe('an iterator', () => {
  it('lets go of its list at the end', () => {
    const runtime = objectRuntime();
    const list = newList(runtime, [runtime.heap.newRef(runtime.singletons.none)]);
    const iterator = newSequenceIterator(runtime, list);
    expect(runtime.heap.refcnt[list]).toBe(2);
    expect(iteratorNext(runtime, iterator)).toBe(runtime.singletons.none);
    expect(iteratorNext(runtime, iterator)).toBe(NULL);
    expect(runtime.heap.refcnt[list]).toBe(1);
    expect(iteratorNext(runtime, iterator)).toBe(NULL);
  });
});

describe('annotations', () => {
  it.each([
    ['3.11.2', true],
    ['71d1bd9569', false],
  ] as const)('are a tuple or a dict at first, by year (%s), and a dict once asked for', (build, tuple) => {
    const runtime = objectRuntime(build);
    const globals = newDict(runtime);
    const name = intern(runtime, 'argument');
    const annotations = newAnnotations(runtime, [[name, runtime.singletons.none]]);
    expect(isTuple(runtime, annotations)).toBe(tuple);
    const func = newFunction(runtime, { name: 'f', globals, annotations });
    runtime.heap.decref(annotations);
    expect(runtime.familyOf(functionAnnotations(runtime, func))).toBe('dict');
    expect(auditProblems(runtime, [globals, name, func])).toEqual([]);
  });
});

describe('a generator', () => {
  it('of earlier years keeps its frame apart, whose block the code keeps for the next', () => {
    const runtime = objectRuntime('71d1bd9569');
    const globals = newDict(runtime);
    const func = newFunction(runtime, { name: 'gen', globals });
    const { blocks } = totals(runtime);
    const cost = (): number => totals(runtime).blocks - blocks;
    const first = newGenerator(runtime, func);
    expect(cost()).toBe(2);
    runtime.heap.decref(first);
    expect(cost()).toBe(1);
    newGenerator(runtime, func);
    expect(cost()).toBe(2);
    newGenerator(runtime, func);
    expect(cost()).toBe(4);
  });
});

describe('an exception', () => {
  it('spreads its arguments over the fields of its struct', () => {
    const runtime = objectRuntime();
    const { none } = runtime.singletons;
    const two = newInt(runtime, 2);
    const error = newException(runtime, runtime.coreType('FileNotFoundError'), [two, none]);
    const { fixed } = runtime.heap.slotsOf(error);
    expect(runtime.heap.edge(error, fixed.indexOf('myerrno'))).toBe(two);
    expect(runtime.heap.edge(error, fixed.indexOf('strerror'))).toBe(none);
    expect(auditProblems(runtime, [error, two])).toEqual([]);
  });

  it('class made by C code stands below its base', () => {
    const runtime = objectRuntime();
    const type = newExceptionClass(runtime, 'm.error', runtime.coreType('OSError'));
    const names = mroOf(runtime, type).map((each) => runtime.info(each).name);
    expect(names).toEqual(['error', 'OSError', 'Exception', 'BaseException', 'object']);
  });
});

describe('a struct sequence type', () => {
  it('is a tuple by its base, and each of its references has an owner', () => {
    const runtime = objectRuntime();
    const type = newStructSequenceType(runtime, { name: 'm.seq', fields: ['a', 'b'], nInSequence: 1 });
    expect(auditProblems(runtime, [type])).toEqual([]);
    expect(runtime.info(type).base).toBe(runtime.coreType('tuple'));
  });
});
