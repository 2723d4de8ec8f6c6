import type { Ref } from '../../../src/gc/ref.js';
import { getAttr, setAttr } from '../../../src/interp/objects/attributes.js';
import { newBytearray, newBytes } from '../../../src/interp/objects/bytes.js';
import { newCell } from '../../../src/interp/objects/cell.js';
import { dictClear, dictDelItem, dictSetNew, newDict } from '../../../src/interp/objects/dict.js';
import { newGenerator } from '../../../src/interp/objects/generator.js';
import { newInstance } from '../../../src/interp/objects/instance.js';
import { newSequenceIterator } from '../../../src/interp/objects/iterator.js';
import { listAppend, listClear, listPop, newList } from '../../../src/interp/objects/list.js';
import { newInt } from '../../../src/interp/objects/long.js';
import { newModule } from '../../../src/interp/objects/module.js';
import { newProperty } from '../../../src/interp/objects/property.js';
import { newFrozenset, newSet, setClear, setDiscard } from '../../../src/interp/objects/set.js';
import { newSlice } from '../../../src/interp/objects/slice.js';
import { newTuple } from '../../../src/interp/objects/tuple.js';
import { type Bench, classStatement, constant, define, defineMethod, dictOf, once } from '../bench.js';
import { callback } from './functions.js';
import { rangeTo } from './plain.js';
import type { Recipe, Recipes } from './recipe.js';

const LETTERS = ['a', 'b', 'c', 'd', 'e'];

const listThen =
  (appended: number, then: (bench: Bench, list: Ref) => void): Recipe =>
  (bench) =>
  () => {
    const { runtime } = bench;
    const list = newList(runtime, []);
    for (let index = 0; index < appended; index++) listAppend(runtime, list, runtime.singletons.none);
    then(bench, list);
    return list;
  };

const popped = ({ runtime }: Bench, list: Ref): void => runtime.heap.decref(listPop(runtime, list));

const setOfLetters =
  (count: number, then: (bench: Bench, set: Ref) => void = () => {}): Recipe =>
  (bench) =>
  () => {
    const letters = LETTERS.slice(0, count).map((letter) => constant(bench, letter));
    const set = newSet(bench.runtime, letters);
    then(bench, set);
    return set;
  };

const dictThen =
  (then: (bench: Bench, dict: Ref) => void): Recipe =>
  (bench) =>
  () => {
    const dict = dictOf(bench, { name: bench.runtime.singletons.none });
    then(bench, dict);
    return dict;
  };

export const furtherObjects: Recipes = {
  'dict cleared': dictThen(({ runtime }, dict) => dictClear(runtime, dict)),
  'dict emptied by del': dictThen(({ runtime }, dict) => dictDelItem(runtime, dict, 'name')),
  'dict of 1 list': (bench) => () => {
    const dict = newDict(bench.runtime);
    dictSetNew(bench.runtime, dict, constant(bench, 'name'), newList(bench.runtime, []));
    return dict;
  },
  'dict with 3 new int keys':
    ({ runtime }) =>
    () => {
      const dict = newDict(runtime);
      for (const value of [1001, 1002, 1003]) {
        const key = newInt(runtime, value);
        dictSetNew(runtime, dict, key, runtime.heap.newRef(runtime.singletons.none));
        runtime.heap.decref(key);
      }
      return dict;
    },
  'list appended to and popped': listThen(2, popped),
  'list appended to and popped empty': listThen(1, popped),
  'list cleared': listThen(1, ({ runtime }, list) => listClear(runtime, list)),
  'set of 4': setOfLetters(4),
  'set of 5': setOfLetters(5),
  'set of 5, cleared': setOfLetters(5, ({ runtime }, set) => setClear(runtime, set)),
  'set of 5, 5 discarded': setOfLetters(5, ({ runtime }, set) => {
    for (const letter of LETTERS) setDiscard(runtime, set, letter);
  }),
  'frozenset of 1':
    ({ runtime }) =>
    () =>
      newFrozenset(runtime, [runtime.singletons.none]),
  'function with attribute': (bench) => () => {
    const func = define(bench, 'f');
    setAttr(bench.runtime, func, constant(bench, 'x'), bench.runtime.singletons.none);
    return func;
  },
  'function with 2 closure cells': (bench) => () => {
    const { runtime } = bench;
    const closure = newTuple(runtime, [
      newCell(runtime, runtime.singletons.none),
      newCell(runtime, runtime.singletons.none),
    ]);
    const func = define(bench, 'f', { closure });
    runtime.heap.decref(closure);
    return func;
  },
  'generator with 2 arguments': (bench) => () => {
    const { none } = bench.runtime.singletons;
    const func = once(bench, 'gen', () => define(bench, 'gen'));
    return newGenerator(bench.runtime, func, [none, none]);
  },
  'module with 1 attribute': (bench) => () => {
    const module = newModule(bench.runtime, constant(bench, 'm'));
    setAttr(bench.runtime, module, constant(bench, 'x'), bench.runtime.singletons.none);
    return module;
  },
  'bytes of 1':
    ({ runtime }) =>
    () =>
      newBytes(runtime, 'x'),
  'bytearray(0)':
    ({ runtime }) =>
    () =>
      newBytearray(runtime, 0),
  'slice(1000, 2000)': (bench) => () => {
    const number = (value: number): Ref => once(bench, `number ${value}`, () => newInt(bench.runtime, value));
    return newSlice(bench.runtime, number(1000), number(2000));
  },
  'range(1000)': (bench) => () => rangeTo(bench, 1000),
  tuple_iterator: (bench) => () => {
    const { runtime } = bench;
    const tuple = once(bench, '(None,)', () => newTuple(runtime, [runtime.heap.newRef(runtime.singletons.none)]));
    return newSequenceIterator(runtime, tuple);
  },
  'bound method of an instance': (bench) => {
    const { runtime } = bench;
    const type = once(bench, 'class M', () =>
      classStatement(bench, 'M', { body: (namespace) => defineMethod(bench, namespace, 'm') }),
    );
    const instance = once(bench, 'instance', () => newInstance(runtime, type));
    return () => getAttr(runtime, instance, 'm');
  },
  'property with getter': (bench) => () => newProperty(bench.runtime, { fget: callback(bench) }),
};
