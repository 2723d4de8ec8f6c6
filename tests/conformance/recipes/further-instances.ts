import type { Ref } from '../../../src/gc/ref.js';
import { delAttr, setAttr } from '../../../src/interp/objects/attributes.js';
import { dictSetItem } from '../../../src/interp/objects/dict.js';
import { newException } from '../../../src/interp/objects/exception.js';
import { newInstance } from '../../../src/interp/objects/instance.js';
import { genericGetDict } from '../../../src/interp/objects/instance-dict.js';
import { newInt } from '../../../src/interp/objects/long.js';
import { intern } from '../../../src/interp/objects/str.js';
import { newTuple } from '../../../src/interp/objects/tuple.js';
import { newProxy, newWeakref, newWeakrefOf } from '../../../src/interp/objects/weakref.js';
import { assign, type Bench, classStatement, constant, defineMethod, once } from '../bench.js';
import { callback } from './functions.js';
import type { Recipe, Recipes } from './recipe.js';

const none = ({ runtime }: Bench): Ref => runtime.singletons.none;

/** A class of the module; its bases by core name. */
function classOf(bench: Bench, name: string, base?: string, body?: (namespace: Ref) => void): Ref {
  return once(bench, `class ${name}`, () =>
    classStatement(bench, name, {
      ...(base === undefined ? {} : { bases: [bench.runtime.coreType(base)] }),
      ...(body && { body }),
    }),
  );
}

function set(bench: Bench, object: Ref, name: string): void {
  setAttr(bench.runtime, object, constant(bench, name), none(bench));
}

/** An instance of a class (with a base of the core), then what the function does to it. */
const instanceOf =
  (name: string, base?: string, then: (bench: Bench, instance: Ref) => void = () => {}): Recipe =>
  (bench) =>
  () => {
    const instance = newInstance(bench.runtime, classOf(bench, name, base));
    then(bench, instance);
    return instance;
  };

const withAttributes = (count: number): Recipe =>
  instanceOf('Klass', undefined, (bench, instance) => {
    for (let index = 0; index < count; index++) set(bench, instance, `attr_${index}`);
  });

const exceptionOf =
  (name: string, args: number): Recipe =>
  ({ runtime }) =>
  () =>
    newException(
      runtime,
      runtime.coreType(name),
      Array.from({ length: args }, () => runtime.singletons.none),
    );

function target(bench: Bench): Ref {
  return newInstance(bench.runtime, classOf(bench, 'X'));
}

const withTarget =
  (make: (bench: Bench, target: Ref) => Ref[]): Recipe =>
  (bench) =>
  () => {
    const object = target(bench);
    return newTuple(bench.runtime, [...make(bench, object), object]);
  };

function setField({ runtime }: Bench, object: Ref, field: string, value: Ref): void {
  const slot = runtime.heap.slotsOf(object).fixed.indexOf(field);
  runtime.heap.replaceEdge(object, slot, runtime.heap.newRef(value));
}

export const furtherInstances: Recipes = {
  'instance with 2 attributes': withAttributes(2),
  'instance with 5 attributes': withAttributes(5),
  'instance with 6 attributes': withAttributes(6),
  'instance with 29 attributes': withAttributes(29),
  'instance with 30 attributes': withAttributes(30),
  'instance with 31 attributes': withAttributes(31),
  'instance with 40 attributes': withAttributes(40),
  'instance, attribute set and deleted': instanceOf('X', undefined, (bench, instance) => {
    set(bench, instance, 'y');
    delAttr(bench.runtime, instance, 'y');
  }),
  'instance, __dict__ of 2 attributes': instanceOf('X', undefined, (bench, instance) => {
    set(bench, instance, 'y');
    set(bench, instance, 'z');
    genericGetDict(bench.runtime, instance);
  }),
  'instance, __dict__ asked for first': instanceOf('X', undefined, (bench, instance) => {
    genericGetDict(bench.runtime, instance);
    set(bench, instance, 'y');
  }),
  'instance of list subclass': instanceOf('L', 'list'),
  'instance of list subclass with attribute': instanceOf('L', 'list', (bench, instance) => set(bench, instance, 'y')),
  'instance of dict subclass, 1 key': instanceOf('D', 'dict', (bench, instance) =>
    dictSetItem(bench.runtime, instance, constant(bench, 'y'), none(bench)),
  ),
  'instance of dict subclass with attribute': instanceOf('D', 'dict', (bench, instance) => set(bench, instance, 'y')),
  'instance of tuple subclass of 2': instanceOf('T', 'tuple', ({ runtime }, instance) => {
    for (let index = 0; index < 2; index++) {
      runtime.heap.pushEdge(instance, runtime.heap.newRef(runtime.singletons.none));
    }
  }),
  'instance of set subclass': instanceOf('Se', 'set'),
  'instance of int subclass 5': instanceOf('I', 'int'),
  'instance of exception subclass': (bench) => () => newException(bench.runtime, classOf(bench, 'E', 'Exception'), []),
  'instance of exception subclass with attribute': (bench) => () => {
    const exception = newException(bench.runtime, classOf(bench, 'E', 'Exception'), []);
    set(bench, exception, 'y');
    return exception;
  },
  'instance with 2 __slots__ set': (bench) => () => {
    const type = classOf(bench, 'S', undefined, (namespace) => {
      const names = ['a', 'b'].map((name) => intern(bench.runtime, name));
      assign(bench, namespace, '__slots__', newTuple(bench.runtime, names));
    });
    const instance = newInstance(bench.runtime, type);
    for (const name of ['a', 'b']) set(bench, instance, name);
    return instance;
  },
  'instance with __del__': (bench) => () =>
    newInstance(
      bench.runtime,
      classOf(bench, 'Fin', undefined, (namespace) => defineMethod(bench, namespace, '__del__')),
    ),
  'KeyError(None)': exceptionOf('KeyError', 1),
  'OSError()': exceptionOf('OSError', 0),
  'OSError(2, None)':
    ({ runtime }) =>
    () => {
      const two = newInt(runtime, 2);
      const exception = newException(runtime, runtime.coreType('OSError'), [two, runtime.singletons.none]);
      runtime.heap.decref(two);
      return exception;
    },
  'StopIteration(None)': exceptionOf('StopIteration', 1),
  'ImportError(None)': exceptionOf('ImportError', 1),
  'ImportError(None, name=None)': (bench) => () => {
    const exception = exceptionOf('ImportError', 1)(bench)(0);
    setField(bench, exception, 'name', none(bench));
    return exception;
  },
  'AttributeError(None)': exceptionOf('AttributeError', 1),
  'exception with cause and context': (bench) => () => {
    const { runtime } = bench;
    const other = once(bench, 'KeyError()', () => newException(runtime, runtime.coreType('KeyError'), []));
    const exception = newException(runtime, runtime.coreType('ValueError'), []);
    for (const field of ['cause', 'context']) setField(bench, exception, field, other);
    return exception;
  },
  'weakref proxy to new target': withTarget(({ runtime }, object) => [newProxy(runtime, object)]),
  'weakref and proxy to new target': withTarget(({ runtime }, object) => [
    newWeakref(runtime, object),
    newProxy(runtime, object),
  ]),
  '2 weakrefs with callback to new target': withTarget((bench, object) => [
    newWeakref(bench.runtime, object, callback(bench)),
    newWeakref(bench.runtime, object, callback(bench)),
  ]),
  'weakref to a dead target': (bench) => () => {
    const object = target(bench);
    const weakref = newWeakref(bench.runtime, object);
    bench.runtime.heap.decref(object);
    return weakref;
  },
  'instance of weakref subclass and new target': withTarget((bench, object) => [
    newWeakrefOf(bench.runtime, classOf(bench, 'WR', 'weakref.ReferenceType'), object),
  ]),
};
