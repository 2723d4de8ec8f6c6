import { NULL, type Ref } from '../../../src/gc/ref.js';
import { newBoundMethod } from '../../../src/interp/objects/bound-method.js';
import { newCell } from '../../../src/interp/objects/cell.js';
import { newCode } from '../../../src/interp/objects/code.js';
import { newAnnotations } from '../../../src/interp/objects/function.js';
import { newGenerator } from '../../../src/interp/objects/generator.js';
import { newInt } from '../../../src/interp/objects/long.js';
import { newBuiltin } from '../../../src/interp/objects/method.js';
import { newProperty } from '../../../src/interp/objects/property.js';
import { wrapperMethodNew } from '../../../src/interp/objects/static-method.js';
import { isTuple, newTuple } from '../../../src/interp/objects/tuple.js';
import { type Bench, constant, define, dictOf, once } from '../bench.js';
import type { Recipes } from './recipe.js';

/** The module's callback `cb`. */
export function callback(bench: Bench): Ref {
  return once(bench, 'cb', () => define(bench, 'cb'));
}

/** New function with parts (stolen) that the statement makes for it. */
function defineWith(bench: Bench, parts: Readonly<Record<string, Ref>>): Ref {
  const func = define(bench, 'f', parts);
  for (const part of Object.values(parts)) bench.runtime.heap.decref(part);
  return func;
}

/** New reference; a tuple of constants is a constant of the code itself, a dict is made each time. */
function folded(bench: Bench, name: string, make: () => Ref): Ref {
  const made = make();
  if (!isTuple(bench.runtime, made)) return made;
  bench.runtime.heap.decref(made);
  return bench.runtime.heap.newRef(once(bench, name, make));
}

export const functions: Recipes = {
  cell:
    ({ runtime }) =>
    () =>
      newCell(runtime, runtime.singletons.none),
  'PyCFunction (self=NULL module=NULL)':
    ({ runtime }) =>
    () =>
      newBuiltin(runtime, 'meth_a', NULL, NULL, null),
  'bound method': (bench) => () => newBoundMethod(bench.runtime, callback(bench), bench.kept.get('module')),
  'generator (suspended at start)': (bench) => () =>
    newGenerator(
      bench.runtime,
      once(bench, 'gen', () => define(bench, 'gen')),
    ),
  'function def f(): pass (nested)': (bench) => () => define(bench, 'f'),
  'function with 1 default + 1 kwdefault': (bench) => {
    const { runtime } = bench;
    const defaults = (): Ref => folded(bench, '(1,)', () => newTuple(runtime, [newInt(runtime, 1)]));
    const two = once(bench, '2', () => newInt(runtime, 2));
    constant(bench, 'b');
    return () => defineWith(bench, { defaults: defaults(), kwdefaults: dictOf(bench, { b: two }) });
  },
  'function with annotations': (bench) => {
    const entries = [[constant(bench, 'a'), constant(bench, 'x')]] as const;
    const make = (): Ref => newAnnotations(bench.runtime, entries);
    return () => defineWith(bench, { annotations: folded(bench, "('a', 'x')", make) });
  },
  'function with 1 closure cell': (bench) => () => {
    const cell = newCell(bench.runtime, bench.runtime.singletons.none);
    return defineWith(bench, { closure: newTuple(bench.runtime, [cell]) });
  },
  'code object compile("pass")': (bench) => () =>
    newCode(bench.runtime, { name: constant(bench, '<module>'), filename: constant(bench, '<string>') }),
  'property(None)':
    ({ runtime }) =>
    () =>
      newProperty(runtime, { fget: runtime.singletons.none }),
  'staticmethod(cb)': (bench) => () => wrapperMethodNew(bench.runtime, 'staticmethod', callback(bench)),
  'classmethod(cb)': (bench) => () => wrapperMethodNew(bench.runtime, 'classmethod', callback(bench)),
};
