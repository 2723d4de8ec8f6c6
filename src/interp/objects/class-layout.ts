import { NULL, type Ref } from '../../gc/ref.js';
import type { TypeSlots } from '../../gc/type-slots.js';
import { keepingError, writeUnraisable } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { PythonError } from '../test-outcome.js';
import type { Layout } from '../type-info.js';
import { DICT_SLOT } from './instance-dict.js';
import { isSubtype, type NewHeapType, typeField, typeLookup } from './type.js';

/** What a class adds to the struct of its best base. */
export interface ClassShape {
  readonly bases: readonly Ref[];
  /** tp_base. */
  readonly base: Ref;
  readonly addDict: boolean;
  readonly addWeakrefs: boolean;
  /** Names of `__slots__`, sorted, without `__dict__` and `__weakref__`; null: the class declares none. */
  readonly slots: readonly string[] | null;
  /** The class or one of its bases defines `__del__`. */
  readonly hasDel: boolean;
}

/** The nearest type that adds to the C struct. CPython 3.11 Objects/typeobject.c: solid_base(), extra_ivars() */
function solidBase(runtime: Runtime, type: Ref): Ref {
  let solid = type;
  for (;;) {
    const { base, layout } = runtime.info(solid);
    if (base === NULL) return solid;
    const inherited = runtime.info(base).layout;
    if (layout.family !== inherited.family || fieldCount(layout) !== fieldCount(inherited)) return solid;
    solid = base;
  }
}

function fieldCount(layout: Layout): number {
  return layout.slots.fixed.filter((field) => field !== DICT_SLOT).length;
}

/** CPython 3.11 Objects/typeobject.c: best_base() */
export function bestBase(runtime: Runtime, bases: readonly Ref[]): Ref {
  let best = bases[0] as Ref;
  let winner = solidBase(runtime, best);
  for (const candidate of bases) {
    if (!runtime.info(candidate).basetype) {
      throw new PythonError('TypeError', `type '${runtime.info(candidate).name}' is not an acceptable base type`);
    }
    const solid = solidBase(runtime, candidate);
    if (isSubtype(runtime, winner, solid)) continue;
    if (!isSubtype(runtime, solid, winner)) {
      throw new PythonError('TypeError', 'multiple bases have instance lay-out conflict');
    }
    winner = solid;
    best = candidate;
  }
  return best;
}

/** CPython 3.11 Objects/typeobject.c: type_new_slots() */
export function classShape(
  runtime: Runtime,
  bases: readonly Ref[],
  declared: readonly string[] | null,
  definesDel: boolean,
): ClassShape {
  const base = bestBase(runtime, bases);
  const { layout } = runtime.info(base);
  const mayAddWeakrefs = !layout.hasWeakrefs && !isVarSized(layout);
  const others = bases.filter((each) => each !== base).map((each) => runtime.info(each).layout);
  const wants = (name: string, inOthers: boolean): boolean => declared === null || declared.includes(name) || inOthers;
  return {
    bases,
    base,
    addDict:
      !layout.hasDict &&
      wants(
        '__dict__',
        others.some((other) => other.hasDict),
      ),
    addWeakrefs:
      mayAddWeakrefs &&
      wants(
        '__weakref__',
        others.some((other) => other.hasWeakrefs),
      ),
    slots: declared?.filter((name) => name !== '__dict__' && name !== '__weakref__').sort() ?? null,
    hasDel: definesDel || bases.some((each) => typeLookup(runtime, each, '__del__') !== NULL),
  };
}

/** tp_itemsize != 0: no room for a list of weak references, and the dict is found behind the items. */
function isVarSized(layout: Layout): boolean {
  return layout.family === 'tuple' || layout.family === 'int' || layout.family === 'bytes';
}

/** The fields of the base first, then `__slots__`, then `__dict__`. CPython 3.11 Objects/typeobject.c: type_new_alloc() */
export function classLayout(runtime: Runtime, shape: ClassShape, name: string): Layout {
  const inherited = runtime.info(shape.base).layout;
  const from = alwaysTracked(inherited.slots);
  const own = [...(shape.slots ?? []), ...(shape.addDict ? [DICT_SLOT] : [])];
  const hasValues = shape.addDict && inherited.family === 'object' && runtime.rule('inline-values');
  const slots: TypeSlots = {
    ...from,
    name,
    haveGc: from.haveGc || own.length > 0 || shape.addWeakrefs,
    visitsItems: from.visitsItems || hasValues,
    clears: from.clears ?? from.fixed.map(() => false),
    clearsItems: from.clearsItems || hasValues,
    ...(own.length > 0 ? withFields(runtime, from, own) : {}),
    ...(shape.hasDel ? { finalize: (self: Ref) => callDel(runtime, self) } : {}),
  };
  return {
    ...inherited,
    slots,
    hasDict: inherited.hasDict || shape.addDict,
    hasWeakrefs: inherited.hasWeakrefs || shape.addWeakrefs,
  };
}

/** Only instances of exactly tuple and dict stop being tracked. */
function alwaysTracked(slots: TypeSlots): TypeSlots {
  if (slots.untrack === undefined) return slots;
  const { untrack: _, ...others } = slots;
  return others;
}

function withFields(runtime: Runtime, from: TypeSlots, own: readonly string[]): Partial<TypeSlots> {
  const all = own.map(() => true);
  return {
    fixed: [...from.fixed, ...own],
    visits: [...from.visits, ...all],
    clears: [...(from.clears ?? from.fixed.map(() => false)), ...all],
    releases: [...from.releases, ...all],
    ...clearOf(runtime, from, own),
  };
}

/** Own fields, then tp_clear of the base. CPython 3.11 Objects/typeobject.c: subtype_clear() */
function clearOf(runtime: Runtime, from: TypeSlots, own: readonly string[]): Pick<TypeSlots, 'clear'> {
  const { clear } = from;
  if (!clear) return {};
  const first = from.fixed.length;
  const clearSubtype = (self: Ref): void => {
    for (const index of own.keys()) runtime.heap.replaceEdge(self, first + index, NULL);
    clear(self);
  };
  return { clear: clearSubtype };
}

/** CPython 3.11 Objects/typeobject.c: slot_tp_finalize() */
function callDel(runtime: Runtime, self: Ref): void {
  const method = typeLookup(runtime, runtime.typeOf(self), '__del__');
  if (method === NULL) return;
  keepingError(runtime, () => {
    const result = runtime.machine.callObject(method, [self]);
    if (result === NULL) writeUnraisable(runtime, method);
    else runtime.heap.decref(result);
  });
}

/**
 * Instances own their type; who visits it depends on the nearest base that is no Python class.
 * CPython 3.11 Objects/typeobject.c: subtype_traverse()
 */
export function classOwnsType(runtime: Runtime, shape: ClassShape, layout: Layout): NewHeapType['instanceType'] {
  if (!layout.slots.haveGc) return 'owned';
  if (!runtime.rule('subtype-traverse-trusts-base')) return 'owned-and-visited';
  let base = shape.base;
  while (runtime.info(base).storage === 'heap' && runtime.info(base).description === null)
    base = runtime.info(base).base;
  if (runtime.info(base).storage === 'static') return 'owned-and-visited';
  const slots = runtime.heap.types[runtime.info(base).instances] as TypeSlots;
  if (!slots.haveGc) return 'owned-and-visited';
  return slots.visits[slots.fixed.indexOf('ob_type')] ? 'owned-and-visited' : 'owned';
}

/**
 * Whether a class keeps keys for its instances: with inline values one whose instances have a managed dict, before
 * that every class with a dictoffset. CPython 3.11 Objects/typeobject.c: type_new_impl()
 */
export function hasCachedKeys(runtime: Runtime, base: Ref, addDict: boolean, layout: Layout): boolean {
  if (!runtime.rule('inline-values')) return layout.hasDict;
  const baseIsHeap = runtime.info(base).storage === 'heap';
  return (addDict && !isVarSized(layout)) || (baseIsHeap && typeField(runtime, base, 'ht_cached_keys') !== NULL);
}
