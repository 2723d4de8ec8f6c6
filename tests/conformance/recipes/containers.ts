import type { Ref } from '../../../src/gc/ref.js';
import { newDict } from '../../../src/interp/objects/dict.js';
import { newInstance } from '../../../src/interp/objects/instance.js';
import { newSequenceIterator } from '../../../src/interp/objects/iterator.js';
import { listAppend, newList } from '../../../src/interp/objects/list.js';
import { newFrozenset, newSet } from '../../../src/interp/objects/set.js';
import { newNone } from '../../../src/interp/objects/singletons.js';
import { newTuple } from '../../../src/interp/objects/tuple.js';
import { type Bench, constant, dictOf, once } from '../bench.js';
import type { Recipe, Recipes } from './recipe.js';

function nones({ runtime }: Bench, count: number): Ref[] {
  return Array.from({ length: count }, () => newNone(runtime));
}

/** Names that the module's code holds. */
function names(bench: Bench, count: number): Ref[] {
  return Array.from({ length: count }, (_, index) => constant(bench, `name_${index}`));
}

const listOf =
  (count: number): Recipe =>
  (bench) =>
  () =>
    newList(bench.runtime, nones(bench, count));

const tupleOf =
  (count: number): Recipe =>
  (bench) =>
  () =>
    newTuple(bench.runtime, nones(bench, count));

const setOf =
  (count: number): Recipe =>
  (bench) =>
  () =>
    newSet(bench.runtime, names(bench, count));

const dictOfKeys =
  (count: number): Recipe =>
  (bench) => {
    names(bench, count);
    const none = bench.runtime.singletons.none;
    return () =>
      dictOf(bench, Object.fromEntries(Array.from({ length: count }, (_, index) => [`name_${index}`, none])));
  };

export const containers: Recipes = {
  'list []': listOf(0),
  'list of 1 None': listOf(1),
  'list of 10 None': listOf(10),
  'list of 1000 None': listOf(1000),
  'list of 10 new object()':
    ({ runtime }) =>
    () =>
      newList(
        runtime,
        Array.from({ length: 10 }, () => newInstance(runtime, runtime.coreType('object'))),
      ),
  'list containing itself':
    ({ runtime }) =>
    () => {
      const list = newList(runtime, []);
      listAppend(runtime, list, list);
      return list;
    },
  list_iterator: (bench) => () =>
    newSequenceIterator(
      bench.runtime,
      once(bench, 'list', () => newList(bench.runtime, [])),
    ),
  'tuple ()': tupleOf(0),
  'tuple of 1 None': tupleOf(1),
  'tuple of 10 None': tupleOf(10),
  'dict {}':
    ({ runtime }) =>
    () =>
      newDict(runtime),
  'dict 1 str key -> None': dictOfKeys(1),
  'dict 2 str keys -> None': dictOfKeys(2),
  'dict 5 str keys -> None': dictOfKeys(5),
  'dict 6 str keys -> None': dictOfKeys(6),
  'dict 12 str keys -> None': dictOfKeys(12),
  'set()': setOf(0),
  'set of 1': setOf(1),
  'set of 8 str': setOf(8),
  'frozenset()': (bench) => {
    // Some frozenset() came before: where it is a singleton, it exists.
    once(bench, 'frozenset()', () => newFrozenset(bench.runtime));
    return () => newFrozenset(bench.runtime);
  },
};
