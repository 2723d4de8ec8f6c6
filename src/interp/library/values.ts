import type { Ref } from '../../gc/ref.js';
import { newBytes } from '../objects/bytes.js';
import { dictSetItemString, dictSetNewString, newDict } from '../objects/dict.js';
import { newFloat } from '../objects/float.js';
import { newInstance } from '../objects/instance.js';
import { newList } from '../objects/list.js';
import { newSet } from '../objects/set.js';
import { intern, newStr } from '../objects/str.js';
import { newTuple } from '../objects/tuple.js';
import type { Runtime } from '../runtime.js';
import type { ValueCounts } from './counts.js';
import { nameAt } from './names.js';

/** Binds new objects to names of the namespace (borrowed), one each. */
export function addValues(runtime: Runtime, globals: Ref, counts: ValueCounts): void {
  const names = (size: number): Ref[] => Array.from({ length: size }, (_, n) => intern(runtime, nameAt(n)));
  const add = (kind: string, sizes: readonly number[] = [], make: (size: number) => Ref): void => {
    for (const [index, size] of sizes.entries()) dictSetNewString(runtime, globals, `${kind}_${index}`, make(size));
  };
  const addEach = (kind: string, count = 0, make: () => Ref): void => add(kind, Array(count).fill(0), make);
  add('list', counts.lists, (size) => newList(runtime, names(size)));
  add('tuple', counts.tuples, (size) => newTuple(runtime, names(size)));
  add('set', counts.sets, (size) => setOf(runtime, names(size)));
  add('dict', counts.dicts, (size) => dictOf(runtime, size));
  addEach('string', counts.strings, () => newStr(runtime, 'text of its own'));
  addEach('number', counts.numbers, () => newFloat(runtime, 0));
  addEach('bytes', counts.bytes, () => newBytes(runtime, 'bytes'));
  addEach('marker', counts.markers, () => newInstance(runtime, runtime.coreType('object')));
}

function setOf(runtime: Runtime, elements: readonly Ref[]): Ref {
  const set = newSet(runtime, elements);
  for (const element of elements) runtime.heap.decref(element);
  return set;
}

function dictOf(runtime: Runtime, size: number): Ref {
  const dict = newDict(runtime);
  for (let n = 0; n < size; n++) dictSetItemString(runtime, dict, nameAt(n), runtime.singletons.none);
  return dict;
}
