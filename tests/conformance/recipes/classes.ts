import type { Ref } from '../../../src/gc/ref.js';
import { NULL } from '../../../src/gc/ref.js';
import { newClass } from '../../../src/interp/objects/class.js';
import { newDict } from '../../../src/interp/objects/dict.js';
import { newExceptionClass } from '../../../src/interp/objects/exception.js';
import { newInt } from '../../../src/interp/objects/long.js';
import { newProperty } from '../../../src/interp/objects/property.js';
import { newTuple } from '../../../src/interp/objects/tuple.js';
import { assign, type Bench, classStatement, constant, define, defineMethod, once } from '../bench.js';
import type { Recipe, Recipes } from './recipe.js';

const withMethods =
  (...methods: readonly string[]): Recipe =>
  (bench) =>
  () =>
    classStatement(bench, 'A', {
      body: (namespace) => {
        for (const method of methods) defineMethod(bench, namespace, method);
      },
    });

const withBase =
  (base: (bench: Bench) => Ref, keepSubclass: boolean): Recipe =>
  (bench) => {
    const bases = [base(bench)];
    if (keepSubclass) once(bench, 'first subclass', () => classStatement(bench, 'First', { bases }));
    return () => classStatement(bench, 'A', { bases });
  };

function pythonBase(bench: Bench): Ref {
  return once(bench, 'class Base', () => classStatement(bench, 'Base'));
}

export const classes: Recipes = {
  'class A: pass': withMethods(),
  'class A with 1 method': withMethods('m1'),
  'class A with 2 methods': withMethods('m1', 'm2'),
  'class A with __init__': withMethods('__init__'),
  'class A with __init__ setting self.x': withMethods('__init__'),
  'class A with __slots__=()': (bench) => () =>
    classStatement(bench, 'A', {
      body: (namespace) => assign(bench, namespace, '__slots__', newTuple(bench.runtime, [])),
    }),
  'class A with x = 1': (bench) => () =>
    classStatement(bench, 'A', {
      body: (namespace) => assign(bench, namespace, 'x', newInt(bench.runtime, 1)),
    }),
  'class A with docstring': (bench) => () =>
    classStatement(bench, 'A', {
      body: (namespace) =>
        assign(bench, namespace, '__doc__', bench.runtime.heap.newRef(constant(bench, 'A docstring.'))),
    }),
  'class A(Base) python base': withBase(pythonBase, false),
  'class with Base tp_subclasses already used': withBase(pythonBase, true),
  'class A(metaclass=Meta)': (bench) => {
    const metatype = once(bench, 'class Meta', () =>
      classStatement(bench, 'Meta', { bases: [bench.runtime.coreType('type')] }),
    );
    return () => classStatement(bench, 'A', { metatype });
  },
  "type('A',(),{})": (bench) => () => {
    const namespace = newDict(bench.runtime);
    const type = newClass(bench.runtime, {
      name: constant(bench, 'A'),
      bases: [],
      namespace,
      globals: bench.globals,
    });
    bench.runtime.heap.decref(namespace);
    return type;
  },
  'Enum-less: class with property': (bench) => () =>
    classStatement(bench, 'A', {
      body: (namespace) => {
        const fget = define(bench, 'p');
        assign(bench, namespace, 'p', newProperty(bench.runtime, { fget }));
        bench.runtime.heap.decref(fget);
      },
    }),
  'PyErr_NewException base=NULL':
    ({ runtime }) =>
    () =>
      newExceptionClass(runtime, 'elem.error', NULL),
  'PyErr_NewException base=OSError':
    ({ runtime }) =>
    () =>
      newExceptionClass(runtime, 'elem.error', runtime.coreType('OSError')),
};
