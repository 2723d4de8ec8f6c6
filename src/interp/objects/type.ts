import { NULL, type Ref } from '../../gc/ref.js';
import { correctSlots, type TypeSlots } from '../../gc/type-slots.js';
import type { TypeDescription } from '../extension/description.js';
import type { Runtime } from '../runtime.js';
import { PythonError } from '../test-outcome.js';
import { type Layout, TYPE_FIELDS, type TypeField, type TypeInfo, typeSlot } from '../type-info.js';
import { dictClear, dictGetItem } from './dict.js';
import { ownType } from './own-type.js';
import { addSubclass, removeSubclass } from './subclasses.js';
import { newTuple, sequenceItems } from './tuple.js';

/** What type_traverse visits; tp_subclasses, the names, ht_slots and ht_cached_keys are owned and not visited. */
const VISITED = new Set<TypeField>(['tp_base', 'tp_dict', 'tp_bases', 'tp_mro', 'tp_cache', 'ht_module']);

/** Slots of heap type objects. CPython 3.11 Objects/typeobject.c: type_traverse() */
export function typeObjectSlots(runtime: Runtime): TypeSlots {
  return {
    ...correctSlots('type', TYPE_FIELDS, false),
    visits: TYPE_FIELDS.map((field) => VISITED.has(field)),
    clear: (self) => typeClear(runtime, self),
    onDealloc: (self) => typeDealloc(runtime, self),
  };
}

/** Breaks the cycles through dict, module and MRO only. CPython 3.11 Objects/typeobject.c: type_clear() */
function typeClear(runtime: Runtime, type: Ref): void {
  const heap = runtime.heap;
  const dict = heap.edge(type, typeSlot('tp_dict'));
  if (dict !== NULL) dictClear(runtime, dict);
  if (!runtime.rule('inline-values')) heap.replaceEdge(type, typeSlot('ht_cached_keys'), NULL);
  heap.replaceEdge(type, typeSlot('ht_module'), NULL);
  heap.replaceEdge(type, typeSlot('tp_mro'), NULL);
}

/** CPython 3.11 Objects/typeobject.c: type_dealloc() */
function typeDealloc(runtime: Runtime, type: Ref): void {
  for (const base of basesOf(runtime, type)) removeSubclass(runtime, base, type);
  runtime.heap.releaseType(runtime.info(type).instances);
}

/** Borrowed value of a field of the type struct. */
export function typeField(runtime: Runtime, type: Ref, field: TypeField): Ref {
  return runtime.heap.edge(type, typeSlot(field));
}

/** Steals `value`; releases what was there. */
export function setTypeField(runtime: Runtime, type: Ref, field: TypeField, value: Ref): void {
  runtime.heap.replaceEdge(type, typeSlot(field), value);
}

/** tp_bases, borrowed; a static type has its tp_base only. */
export function basesOf(runtime: Runtime, type: Ref): Ref[] {
  const bases = typeField(runtime, type, 'tp_bases');
  if (bases !== NULL) return sequenceItems(runtime, bases);
  const base = typeField(runtime, type, 'tp_base');
  return base === NULL ? [] : [base];
}

/** tp_mro, borrowed. NOT-CPYTHON: that of a static type is computed, not kept: nothing else ever reads its count. */
export function mroOf(runtime: Runtime, type: Ref): Ref[] {
  const mro = typeField(runtime, type, 'tp_mro');
  if (mro !== NULL) return sequenceItems(runtime, mro);
  const base = typeField(runtime, type, 'tp_base');
  return base === NULL ? [type] : [type, ...mroOf(runtime, base)];
}

export function isSubtype(runtime: Runtime, type: Ref, base: Ref): boolean {
  return type === base || mroOf(runtime, type).includes(base);
}

/** C3 merge of the bases' orders. CPython 3.11 Objects/typeobject.c: mro_implementation() */
function computeMro(runtime: Runtime, type: Ref): Ref[] {
  const bases = basesOf(runtime, type);
  const pending = [...bases.map((base) => mroOf(runtime, base)), [...bases]];
  const order: Ref[] = [type];
  while (pending.some((list) => list.length > 0)) {
    const next = pending.find(
      (list) => list.length > 0 && !pending.some((other) => other.indexOf(list[0] as Ref, 1) > 0),
    );
    if (!next) throw new PythonError('TypeError', 'Cannot create a consistent method resolution order (MRO)');
    const head = next[0] as Ref;
    order.push(head);
    for (const list of pending) if (list[0] === head) list.shift();
  }
  return order;
}

/** Borrowed attribute of a type along its MRO, or NULL. CPython 3.11 Objects/typeobject.c: _PyType_Lookup() */
export function typeLookup(runtime: Runtime, type: Ref, name: string): Ref {
  const { heap } = runtime;
  const mro = typeField(runtime, type, 'tp_mro');
  if (mro === NULL) return lookupAlongBases(runtime, type, name);
  const count = heap.edgeCount[mro] as number;
  for (let index = 0; index < count; index++) {
    const value = ownAttribute(runtime, heap.edge(mro, index), name);
    if (value !== NULL) return value;
  }
  return NULL;
}

function lookupAlongBases(runtime: Runtime, type: Ref, name: string): Ref {
  for (let each = type; each !== NULL; each = typeField(runtime, each, 'tp_base')) {
    const value = ownAttribute(runtime, each, name);
    if (value !== NULL) return value;
  }
  return NULL;
}

function ownAttribute(runtime: Runtime, type: Ref, name: string): Ref {
  const dict = typeField(runtime, type, 'tp_dict');
  return dict === NULL ? NULL : dictGetItem(runtime, dict, name);
}

export interface NewHeapType {
  /** tp_name. */
  readonly name: string;
  /** Borrowed. */
  readonly bases: readonly Ref[];
  /** tp_base: the one of the bases whose struct the instances extend. */
  readonly base: Ref;
  readonly metatype: Ref;
  readonly layout: Layout;
  /** Whether instances own a reference to the type, and whether their tp_traverse visits it. */
  readonly instanceType: 'not-owned' | 'owned' | 'owned-and-visited';
  /** False: tp_dealloc forgets the DECREF of the type. */
  readonly releasesType: boolean;
  readonly description?: TypeDescription;
  readonly extension?: string;
  readonly basetype?: boolean;
}

/**
 * A heap type object with tp_base and tp_bases set and tracked; its dict, names and MRO are for the caller.
 * CPython 3.11 Objects/typeobject.c: type_new_alloc()
 */
export function allocHeapType(runtime: Runtime, wanted: NewHeapType): Ref {
  const heap = runtime.heap;
  const type = heap.alloc(runtime.info(wanted.metatype).instances);
  ownType(runtime, type, wanted.metatype);
  const { base } = wanted;
  const info: TypeInfo = {
    ref: type,
    name: wanted.name,
    storage: 'heap',
    base,
    instances: heap.registerType(instanceSlots(wanted)),
    layout: wanted.layout,
    metatype: wanted.metatype,
    description: wanted.description ?? null,
    extension: wanted.extension ?? null,
    basetype: wanted.basetype ?? true,
  };
  heap.payload[type] = info;
  runtime.typeObjects[info.instances] = type;
  heap.setEdge(type, typeSlot('tp_base'), heap.newRef(base));
  heap.setEdge(
    type,
    typeSlot('tp_bases'),
    newTuple(
      runtime,
      wanted.bases.map((each) => heap.newRef(each)),
    ),
  );
  heap.gcTrack(type);
  return type;
}

/** Adds `ob_type` behind the fields of the layout, where instances own it. */
function instanceSlots(wanted: NewHeapType): TypeSlots {
  const slots = { ...wanted.layout.slots, name: wanted.name };
  if (wanted.instanceType === 'not-owned') return slots;
  return {
    ...slots,
    fixed: [...slots.fixed, 'ob_type'],
    visits: [...slots.visits, wanted.instanceType === 'owned-and-visited'],
    clears: slots.clears && [...slots.clears, false],
    releases: [...slots.releases, wanted.releasesType],
  };
}

/** MRO and entry into the bases' tp_subclasses. CPython 3.11 Objects/typeobject.c: PyType_Ready() */
export function typeReady(runtime: Runtime, type: Ref): void {
  const heap = runtime.heap;
  const mro = computeMro(runtime, type).map((each) => heap.newRef(each));
  setTypeField(runtime, type, 'tp_mro', newTuple(runtime, mro));
  for (const base of basesOf(runtime, type)) addSubclass(runtime, base, type);
}
