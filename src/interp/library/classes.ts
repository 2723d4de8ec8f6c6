import { NULL, type Ref } from '../../gc/ref.js';
import { getAttr } from '../objects/attributes.js';
import { newClass } from '../objects/class.js';
import { dictGetItem, dictSetItemString, dictSetNewString, newDict } from '../objects/dict.js';
import { newBuiltin } from '../objects/method.js';
import { newProperty } from '../objects/property.js';
import { newSet, setAdd } from '../objects/set.js';
import { newWrapperMethod } from '../objects/static-method.js';
import { intern, newStr } from '../objects/str.js';
import { newTuple } from '../objects/tuple.js';
import { newWeakref } from '../objects/weakref.js';
import type { Runtime } from '../runtime.js';
import { spread } from './code.js';
import type { ClassCounts } from './counts.js';
import { type CountedFunction, newFunctions } from './functions.js';
import { nameAt } from './names.js';
import { addValues } from './values.js';

/** Where a class stands; references are borrowed. */
export interface ClassSite {
  readonly globals: Ref;
  readonly filename: Ref;
  readonly find: (name: string) => Ref;
}

/** New reference to a class with as many methods and attributes as were counted. */
export function newCountedClass(runtime: Runtime, name: string, counts: ClassCounts, site: ClassSite): Ref {
  const { heap } = runtime;
  const namespace = newDict(runtime);
  const moduleName = dictGetItem(runtime, site.globals, '__name__');
  if (moduleName !== NULL) dictSetItemString(runtime, namespace, '__module__', moduleName);
  if (counts.doc) dictSetNewString(runtime, namespace, '__doc__', newStr(runtime, `docstring of ${name}`));
  if (counts.slots !== undefined)
    dictSetNewString(runtime, namespace, '__slots__', slotsOf(runtime, counts.slots, counts.weakrefSlot ?? 0));
  const functions = newFunctions(runtime, counts, { ...site, className: name });
  addMethods(runtime, namespace, functions, counts);
  addAttributes(runtime, namespace, counts);
  const meta = counts.metaclass === undefined ? {} : { metatype: site.find(counts.metaclass) };
  const type = newClass(runtime, { name, bases: (counts.bases ?? []).map(site.find), namespace, ...meta });
  heap.decref(namespace);
  if (counts.abstract !== undefined) makeAbstract(runtime, type, counts);
  return type;
}

function slotsOf(runtime: Runtime, slots: number | 'name', weakrefSlot: number): Ref {
  if (slots === 'name') return intern(runtime, 'slot_0');
  const names = Array.from({ length: slots }, (_, index) => intern(runtime, `slot_${index}`));
  if (weakrefSlot) names.push(intern(runtime, '__weakref__'));
  return newTuple(runtime, names);
}

/** Gives the functions away to the namespace: properties take the first ones, then class and static methods. */
function addMethods(
  runtime: Runtime,
  namespace: Ref,
  functions: readonly CountedFunction[],
  counts: ClassCounts,
): void {
  const [properties, accessors] = counts.properties ?? [0, 0];
  const rest = functions.slice(accessors);
  let next = 0;
  for (const [index, count] of spread(accessors, properties).entries()) {
    const [fget, fset, fdel] = functions.slice(next, next + count).map(({ ref }) => ref);
    next += count;
    const given = { ...(fget && { fget }), ...(fset && { fset }), ...(fdel && { fdel }) };
    dictSetNewString(runtime, namespace, `property_${index}`, newProperty(runtime, given));
  }
  const wrapped = (index: number): 'classmethod' | 'staticmethod' | null => {
    if (index < (counts.classmethods ?? 0)) return 'classmethod';
    return index < (counts.classmethods ?? 0) + (counts.staticmethods ?? 0) ? 'staticmethod' : null;
  };
  for (const [index, { name, ref }] of rest.entries()) {
    const kind = wrapped(index);
    if (kind === null) dictSetItemString(runtime, namespace, name, ref);
    else dictSetNewString(runtime, namespace, name, newWrapperMethod(runtime, kind, ref));
  }
  for (const { ref } of functions) runtime.heap.decref(ref);
}

function addAttributes(
  runtime: Runtime,
  namespace: Ref,
  { attributes = 0, genericAlias = 0, values }: ClassCounts,
): void {
  for (let n = 0; n < attributes; n++) dictSetItemString(runtime, namespace, `attribute_${n}`, runtime.singletons.none);
  if (values) addValues(runtime, namespace, values);
  if (genericAlias > 0) {
    // NOT-CPYTHON: types.GenericAlias is left out; it is a static type, as object is.
    const wrapper = newWrapperMethod(runtime, 'classmethod', runtime.coreType('object'));
    dictSetNewString(runtime, namespace, '__class_getitem__', wrapper);
  }
}

/** What ABCMeta.__new__ does after it has made the class, and what isinstance() has asked since. */
function makeAbstract(runtime: Runtime, type: Ref, counts: ClassCounts): void {
  const { heap } = runtime;
  const abc = runtime.machine.importModule('_abc');
  const init = getAttr(runtime, abc, '_abc_init');
  heap.xdecref(runtime.machine.callObject(init, [type]));
  heap.decref(init);
  heap.decref(abc);
  const names = Array.from({ length: counts.abstract ?? 0 }, (_, index) => intern(runtime, nameAt(index)));
  const dict = heap.edge(type, heap.slotsOf(type).fixed.indexOf('tp_dict'));
  dictSetNewString(runtime, dict, '__abstractmethods__', newSet(runtime, names, 'frozenset'));
  for (const name of names) heap.decref(name);
  const data = dictGetItem(runtime, dict, '_abc_impl');
  fillWeakSet(runtime, data, '_abc_registry', counts.registry ?? 0);
  fillWeakSet(runtime, data, '_abc_cache', counts.cache ?? 0);
  fillWeakSet(runtime, data, '_abc_negative_cache', counts.negativeCache ?? 0);
}

/** Weak references whose callbacks take them out of the set again. CPython 3.11 Modules/_abc.c: _add_to_weak_set() */
function fillWeakSet(runtime: Runtime, data: Ref, field: string, count: number): void {
  if (count === 0) return;
  const { heap } = runtime;
  const set = newSet(runtime);
  const targets = [...runtime.coreTypes.values()];
  for (let n = 0; n < count; n++) {
    const self = newWeakref(runtime, set);
    const destroy = newBuiltin(runtime, '_destroy', self, NULL, null);
    const weakref = newWeakref(runtime, targets[n % targets.length] as Ref, destroy);
    setAdd(runtime, set, weakref);
    for (const ref of [self, destroy, weakref]) heap.decref(ref);
  }
  heap.replaceEdge(data, heap.slotsOf(data).fixed.indexOf(field), set);
}
