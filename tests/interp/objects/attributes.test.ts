import { beforeEach, describe, expect, it } from 'vitest';
import { NULL, type Ref } from '../../../src/gc/ref.js';
import { delAttr, getAttr, setAttr } from '../../../src/interp/objects/attributes.js';
import { methodFunction, methodSelf } from '../../../src/interp/objects/bound-method.js';
import { newClass } from '../../../src/interp/objects/class.js';
import { dictSetNewString, newDict } from '../../../src/interp/objects/dict.js';
import { type FunctionBody, newFunction } from '../../../src/interp/objects/function.js';
import { newInstance } from '../../../src/interp/objects/instance.js';
import { newModule } from '../../../src/interp/objects/module.js';
import { newProperty } from '../../../src/interp/objects/property.js';
import { newWrapperMethod } from '../../../src/interp/objects/static-method.js';
import { intern, strText } from '../../../src/interp/objects/str.js';
import { newTuple } from '../../../src/interp/objects/tuple.js';
import type { Runtime } from '../../../src/interp/runtime.js';
import { auditProblems, gcCollect, objectRuntime } from '../../support/objects.js';

let runtime: Runtime;
let globals: Ref;

beforeEach(() => {
  runtime = objectRuntime();
  globals = newDict(runtime);
});

function makeClass(attributes: Readonly<Record<string, Ref>>, bases: readonly Ref[] = []): Ref {
  const namespace = newDict(runtime);
  for (const [name, value] of Object.entries(attributes)) dictSetNewString(runtime, namespace, name, value);
  const type = newClass(runtime, { name: 'C', bases, namespace });
  runtime.heap.decref(namespace);
  return type;
}

function func(name: string, body?: FunctionBody): Ref {
  return newFunction(runtime, { name, globals, ...(body && { body }) });
}

/** Message of the exception that is set, which is taken. */
function pending(): string {
  const message = runtime.pendingError?.message ?? 'no exception';
  runtime.pendingError = null;
  return message;
}

describe('an attribute', () => {
  it('that is a function of the class is bound to the instance, and to nothing on the class', () => {
    const type = makeClass({ method: func('method') });
    const instance = newInstance(runtime, type);
    const bound = getAttr(runtime, instance, 'method');
    const plain = getAttr(runtime, type, 'method');
    expect(methodSelf(runtime, bound)).toBe(instance);
    expect(methodFunction(runtime, bound)).toBe(plain);
  });

  it('that is a classmethod is bound to the class, a staticmethod is the function', () => {
    const inner = func('inner');
    const type = makeClass({
      cm: newWrapperMethod(runtime, 'classmethod', inner),
      sm: newWrapperMethod(runtime, 'staticmethod', inner),
    });
    const instance = newInstance(runtime, type);
    expect(methodSelf(runtime, getAttr(runtime, instance, 'cm'))).toBe(type);
    expect(getAttr(runtime, instance, 'sm')).toBe(inner);
  });

  it('that is a property calls the getter, even where the instance has a value of that name', () => {
    const fget = func('p', ([self]) => runtime.heap.newRef(runtime.typeOf(self as Ref)));
    const type = makeClass({ p: newProperty(runtime, { fget }) });
    const instance = newInstance(runtime, type);
    expect(getAttr(runtime, instance, 'p')).toBe(type);
    expect(setAttr(runtime, instance, 'p', type)).toBe(false);
    expect(pending()).toBe("can't set attribute");
  });

  it('of the instance goes before that of the class, and that of the class comes back', () => {
    const type = makeClass({ x: runtime.heap.newRef(runtime.singletons.none) });
    const instance = newInstance(runtime, type);
    setAttr(runtime, instance, 'x', runtime.singletons.true);
    expect(getAttr(runtime, instance, 'x')).toBe(runtime.singletons.true);
    expect(delAttr(runtime, instance, 'x')).toBe(true);
    expect(getAttr(runtime, instance, 'x')).toBe(runtime.singletons.none);
    expect(delAttr(runtime, instance, 'x')).toBe(false);
    expect(pending()).toBe("'C' object has no attribute 'x'");
  });

  it('of __slots__ is a field of the instance', () => {
    const type = makeClass({ __slots__: newTuple(runtime, [intern(runtime, 'a')]) });
    const instance = newInstance(runtime, type);
    expect(getAttr(runtime, instance, 'a')).toBe(NULL);
    expect(pending()).toBe('a');
    setAttr(runtime, instance, 'a', instance);
    expect(getAttr(runtime, instance, 'a')).toBe(instance);
    expect(setAttr(runtime, instance, 'b', instance)).toBe(false);
    expect(pending()).toBe("'C' object has no attribute 'b'");
  });

  it('of a module stands in its dict', () => {
    const module = newModule(runtime, 'm');
    setAttr(runtime, module, 'x', runtime.singletons.true);
    expect(getAttr(runtime, module, 'x')).toBe(runtime.singletons.true);
    expect(strText(runtime, getAttr(runtime, module, '__name__'))).toBe('m');
    expect(getAttr(runtime, module, 'y')).toBe(NULL);
    expect(pending()).toContain("has no attribute 'y'");
  });

  it('of a type comes from its bases, then from its metaclass', () => {
    const base = makeClass({ x: runtime.heap.newRef(runtime.singletons.true) });
    const type = makeClass({}, [base]);
    expect(getAttr(runtime, type, 'x')).toBe(runtime.singletons.true);
    expect(strText(runtime, getAttr(runtime, type, '__name__'))).toBe('C');
    expect(setAttr(runtime, runtime.coreType('dict'), 'x', type)).toBe(false);
    expect(pending()).toContain('immutable type');
  });

  it('leaves no reference behind once what was looked up is released', () => {
    const type = makeClass({ method: func('method') });
    const instance = newInstance(runtime, type);
    const count = runtime.heap.refTotal;
    for (const name of ['method', '__class__', '__dict__']) {
      runtime.heap.decref(getAttr(runtime, instance, name));
    }
    gcCollect(runtime);
    // The instance has its dict now, and the dict a reference to the keys of the class.
    expect(runtime.heap.refTotal).toBe(count + 2);
    expect(auditProblems(runtime, [type, instance, globals])).toEqual([]);
  });
});
