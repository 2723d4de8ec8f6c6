import type { Ref } from '../../../src/gc/ref.js';
import { setAttr } from '../../../src/interp/objects/attributes.js';
import { newException } from '../../../src/interp/objects/exception.js';
import { newInstance } from '../../../src/interp/objects/instance.js';
import { genericGetDict } from '../../../src/interp/objects/instance-dict.js';
import { newTuple } from '../../../src/interp/objects/tuple.js';
import { newWeakref } from '../../../src/interp/objects/weakref.js';
import { assign, type Bench, classStatement, constant, once } from '../bench.js';
import { callback } from './functions.js';
import type { Recipes } from './recipe.js';

/** The module's class X. */
function classX(bench: Bench): Ref {
  return once(bench, 'class X', () => classStatement(bench, 'X'));
}

function classWithSlots(bench: Bench): Ref {
  return once(bench, 'class S', () => {
    const { runtime } = bench;
    const slots = newTuple(runtime, [runtime.heap.newRef(constant(bench, 'a'))]);
    return classStatement(bench, 'S', { body: (namespace) => assign(bench, namespace, '__slots__', slots) });
  });
}

/** X() with x = None. */
function instanceWithAttribute(bench: Bench): Ref {
  const instance = newInstance(bench.runtime, classX(bench));
  setAttr(bench.runtime, instance, constant(bench, 'x'), bench.runtime.singletons.none);
  return instance;
}

/** (weakref.ref(x, callback), x) for a new x. */
function weakrefAndTarget(bench: Bench, callbackRef?: Ref): Ref {
  const { runtime } = bench;
  const target = newInstance(runtime, classX(bench));
  return newTuple(runtime, [newWeakref(runtime, target, callbackRef), target]);
}

export const instances: Recipes = {
  'instance of Python class (no attrs)': (bench) => () => newInstance(bench.runtime, classX(bench)),
  'instance of Python class with __slots__ (a unset)': (bench) => () =>
    newInstance(bench.runtime, classWithSlots(bench)),
  'instance of Python class, 1 attr x=None': (bench) => () => instanceWithAttribute(bench),
  'instance 1 attr + materialised __dict__': (bench) => () => {
    const instance = instanceWithAttribute(bench);
    genericGetDict(bench.runtime, instance);
    return instance;
  },
  'weakref to X (no callback)': (bench) => {
    const target = once(bench, 'x', () => newInstance(bench.runtime, classX(bench)));
    once(bench, 'weakref to x', () => newWeakref(bench.runtime, target));
    return () => newWeakref(bench.runtime, target);
  },
  'weakref + new target': (bench) => () => weakrefAndTarget(bench),
  'weakref + new target + callback': (bench) => () => weakrefAndTarget(bench, callback(bench)),
  'exception ValueError()':
    ({ runtime }) =>
    () =>
      newException(runtime, runtime.coreType('ValueError'), []),
  'exception ValueError(None)':
    ({ runtime }) =>
    () =>
      newException(runtime, runtime.coreType('ValueError'), [runtime.singletons.none]),
};
