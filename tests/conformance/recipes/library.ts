import { NULL, type Ref } from '../../../src/gc/ref.js';
import { getAttr, setAttr } from '../../../src/interp/objects/attributes.js';
import { dictSetItem } from '../../../src/interp/objects/dict.js';
import { newPartial, partialDescription, partialKeywords } from '../../../src/interp/objects/partial.js';
import { newSet } from '../../../src/interp/objects/set.js';
import { readyStaticType } from '../../../src/interp/objects/static-type.js';
import { newTuple } from '../../../src/interp/objects/tuple.js';
import { assign, type Bench, classStatement, constant, once } from '../bench.js';
import { callback } from './functions.js';
import { fromSpec } from './heap-types.js';
import { namedtuple } from './namedtuple.js';
import type { Recipes } from './recipe.js';

/** functools.partial, as `_functools` readies it at import. */
function partialType(bench: Bench): Ref {
  return once(bench, 'functools.partial', () => {
    const description = partialDescription(bench.runtime);
    if (description.storage === 'heap') return fromSpec(bench, description);
    return readyStaticType(bench.runtime, description, '_functools');
  });
}

/** A function of an imported module, kept by the test module. */
function imported(bench: Bench, module: string, name: string): Ref {
  const { runtime } = bench;
  const moduleRef = once(bench, `module ${module}`, () => runtime.machine.importModule(module));
  return once(bench, `${module}.${name}`, () => getAttr(runtime, moduleRef, name));
}

/** abc.ABCMeta and abc.ABC of the module abc. */
function abstractBase(bench: Bench): { metatype: Ref; abc: Ref } {
  const metatype = once(bench, 'class ABCMeta', () =>
    classStatement(bench, 'ABCMeta', { bases: [bench.runtime.coreType('type')] }),
  );
  const abc = once(bench, 'class ABC', () => {
    const type = classStatement(bench, 'ABC', {
      metatype,
      body: (namespace) => assign(bench, namespace, '__slots__', newTuple(bench.runtime, [])),
    });
    return abcInit(bench, type);
  });
  return { metatype, abc };
}

/** ABCMeta.__new__ calls it for each class. CPython Modules/_abc.c: _abc__abc_init(), compute_abstract_methods() */
function abcInit(bench: Bench, type: Ref): Ref {
  const { runtime } = bench;
  const abstracts = newSet(runtime, [], 'frozenset');
  setAttr(runtime, type, '__abstractmethods__', abstracts);
  runtime.heap.decref(abstracts);
  runtime.heap.decref(runtime.machine.callObject(imported(bench, '_abc', '_abc_init'), [type]));
  return type;
}

export const library: Recipes = {
  'NamedTuple-like class (collections.namedtuple 2 fields)': (bench) => {
    // tuple had subclasses before, the namedtuples of the library among them.
    once(bench, 'another namedtuple', () => namedtuple(bench, 'CacheInfo', ['hits', 'misses']));
    return () => namedtuple(bench, 'P', ['a', 'b']);
  },
  'abc.ABC subclass': (bench) => {
    const { metatype, abc } = abstractBase(bench);
    const subclass = (name: string): Ref => abcInit(bench, classStatement(bench, name, { bases: [abc], metatype }));
    // The library has subclasses of it.
    once(bench, 'class IOBase', () => subclass('IOBase'));
    return () => subclass('A');
  },
  'functools.partial(cb)': (bench) => () => newPartial(bench.runtime, partialType(bench), callback(bench), []),
  'functools.partial with 1 argument and keyword': (bench) => () => {
    const { none } = bench.runtime.singletons;
    const partial = newPartial(bench.runtime, partialType(bench), callback(bench), [none]);
    dictSetItem(bench.runtime, partialKeywords(bench.runtime, partial), constant(bench, 'x'), none);
    return partial;
  },
  '_thread.allocate_lock()': (bench) => () => {
    const lock = bench.runtime.machine.callObject(imported(bench, '_thread', 'allocate_lock'), []);
    if (lock === NULL) throw new Error('allocate_lock() failed');
    return lock;
  },
};
