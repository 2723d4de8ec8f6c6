import { RuntimeFault } from '../../gc/fault.js';
import { NULL, type Ref } from '../../gc/ref.js';
import type { TypeSlots } from '../../gc/type-slots.js';
import { type CompiledType, compileType } from '../extension/compile.js';
import type { MethodDescription, TypeDescription } from '../extension/description.js';
import type { MethodBinder } from '../machine.js';
import type { Runtime } from '../runtime.js';
import type { Layout } from '../type-info.js';
import { bestBase, hasCachedKeys } from './class-layout.js';
import { addDescriptor, type DescrKind } from './descr.js';
import { dictSetItemString, dictSetNew, dictSetNewString, newDict } from './dict.js';
import { newKeysForClass } from './dict-keys.js';
import { newBuiltin } from './method.js';
import { isUnhashable, slotWrapperNames } from './slot-wrappers.js';
import { newWrapperMethod } from './static-method.js';
import { newStr } from './str.js';
import { allocHeapType, type NewHeapType, setTypeField, typeField, typeReady } from './type.js';

export interface SpecOptions {
  /** ht_module, borrowed; NULL for PyType_FromSpec. */
  readonly module: Ref;
  /** Borrowed bases; empty: object. */
  readonly bases: readonly Ref[];
  readonly extension?: string;
  readonly bind?: MethodBinder;
  /** Slots that run as code. */
  readonly code?: Partial<TypeSlots>;
}

/**
 * New reference to a heap type made from its description.
 * CPython 3.11 Objects/typeobject.c: PyType_FromModuleAndSpec()
 */
export function typeFromSpec(runtime: Runtime, spec: TypeDescription, options: SpecOptions): Ref {
  const heap = runtime.heap;
  const compiled = compileType(spec, runtime.world.rules);
  const bases = options.bases.length > 0 ? options.bases : [runtime.coreType('object')];
  for (const base of bases) checkBase(runtime, spec, base);
  const base = bestBase(runtime, bases);
  const layout = specLayout(runtime, base, compiled, spec, options.code ?? {});
  const type = allocHeapType(runtime, {
    name: spec.name,
    bases,
    base,
    metatype: runtime.coreType('type'),
    layout,
    instanceType: specOwnsType(runtime, base, compiled, inheritsGc(runtime, base, compiled, spec)),
    releasesType: compiled.releasesType,
    description: spec,
    ...(options.extension === undefined ? {} : { extension: options.extension }),
    basetype: spec.flags.includes('BASETYPE'),
  });
  const name = newStr(runtime, lastPart(spec.name));
  setTypeField(runtime, type, 'ht_name', name);
  setTypeField(runtime, type, 'ht_qualname', heap.newRef(name));
  if (runtime.rule('ht-tpname')) heap.addBlocks(type, 1);
  if (options.module !== NULL) setTypeField(runtime, type, 'ht_module', heap.newRef(options.module));
  if (spec.doc !== undefined) heap.addBlocks(type, 1);
  setTypeField(runtime, type, 'tp_dict', newDict(runtime));
  fillDict(runtime, type, spec, options);
  typeReady(runtime, type);
  // A dictoffset of its own is set later: CPython 3.9 Objects/typeobject.c: PyType_FromModuleAndSpec()
  if (hasCachedKeys(runtime, base, false, runtime.info(base).layout)) {
    setTypeField(runtime, type, 'ht_cached_keys', newKeysForClass(runtime));
  }
  setModuleName(runtime, type, spec);
  return type;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function checkBase(runtime: Runtime, spec: TypeDescription, base: Ref): void {
  const info = runtime.info(base);
  if (!info.basetype) {
    throw new RuntimeFault('impossible-type', `type ${spec.name}: type '${info.name}' is not an acceptable base type`);
  }
}

/** CPython 3.11 Objects/typeobject.c: inherit_special(): GC support comes from the base where the type has none at all. */
function inheritsGc(runtime: Runtime, base: Ref, compiled: CompiledType, spec: TypeDescription): boolean {
  const from = runtime.info(base).layout.slots;
  return from.haveGc && !compiled.slots.haveGc && !spec.slots.tp_traverse && !spec.slots.tp_clear;
}

/** Fields of the base first. */
function specLayout(
  runtime: Runtime,
  base: Ref,
  compiled: CompiledType,
  spec: TypeDescription,
  code: Partial<TypeSlots>,
): Layout {
  const inherited = runtime.info(base).layout;
  const { untrack: _, clear, ...from } = inherited.slots;
  const own = compiled.slots;
  const inherits = inheritsGc(runtime, base, compiled, spec);
  const baseClears = from.clears ?? from.fixed.map(() => false);
  const ownClears = inherits ? from.clears && own.fixed.map(() => false) : own.clears;
  return {
    ...inherited,
    slots: {
      ...from,
      name: spec.name,
      haveGc: own.haveGc || inherits,
      fixed: [...from.fixed, ...own.fixed],
      visits: [...from.visits, ...own.visits],
      clears: ownClears && [...baseClears, ...ownClears],
      clearsItems: ownClears !== null && from.clearsItems,
      releases: [...from.releases, ...own.releases],
      ...(inherits && clear ? { clear } : {}),
      ...code,
    },
    hasDict: inherited.hasDict || spec.fields.includes('__dict__'),
  };
}

/** An inherited tp_traverse visits the type of the instance if it is that of a heap type which does so. */
function specOwnsType(
  runtime: Runtime,
  base: Ref,
  compiled: CompiledType,
  inherits: boolean,
): NewHeapType['instanceType'] {
  if (!inherits || compiled.instanceType === 'not-owned') return compiled.instanceType;
  const slots = runtime.heap.types[runtime.info(base).instances];
  const visits = slots?.visits[slots.fixed.indexOf('ob_type')] ?? false;
  return visits ? 'owned-and-visited' : 'owned';
}

const KIND_OF_METHOD: Readonly<Record<'method' | 'classmethod', DescrKind>> = {
  method: 'method_descriptor',
  classmethod: 'classmethod_descriptor',
};

/** CPython 3.11 Objects/typeobject.c: type_ready_fill_dict() */
function fillDict(runtime: Runtime, type: Ref, spec: TypeDescription, options: SpecOptions): void {
  const heap = runtime.heap;
  const dict = typeField(runtime, type, 'tp_dict');
  for (const slot of slotWrapperNames(spec)) addDescriptor(runtime, dict, 'wrapper_descriptor', type, slot);
  if (spec.slots.tp_new) {
    const builtin = newBuiltin(runtime, '__new__', type, NULL, null);
    dictSetNewString(runtime, dict, '__new__', builtin);
  }
  for (const [name, method] of Object.entries(spec.methods)) addMethod(runtime, type, dict, name, method, options.bind);
  for (const name of spec.members ?? []) addDescriptor(runtime, dict, 'member_descriptor', type, name);
  for (const name of spec.getset ?? []) addDescriptor(runtime, dict, 'getset_descriptor', type, name);
  const doc = spec.doc === undefined ? heap.newRef(runtime.singletons.none) : newStr(runtime, spec.doc);
  dictSetNewString(runtime, dict, '__doc__', doc);
  if (isUnhashable(spec)) dictSetItemString(runtime, dict, '__hash__', runtime.singletons.none);
}

function addMethod(
  runtime: Runtime,
  type: Ref,
  dict: Ref,
  name: string,
  method: MethodDescription,
  bind: MethodBinder | undefined,
): void {
  const kind = method.kind ?? 'method';
  if (kind === 'staticmethod') {
    addStaticMethod(runtime, type, dict, name, bind?.(name, method) ?? null);
    return;
  }
  const descriptor = addDescriptor(runtime, dict, KIND_OF_METHOD[kind], type, name);
  if (descriptor === NULL) return;
  runtime.heap.payload[descriptor] = { name, body: bind?.(name, method) ?? null };
}

/**
 * A builtin bound to the type, inside a staticmethod object, under a name of its own: no descriptor, nothing interned.
 * CPython 3.11 Objects/typeobject.c: type_add_method()
 */
function addStaticMethod(runtime: Runtime, type: Ref, dict: Ref, name: string, body: ReturnType<MethodBinder>): void {
  const heap = runtime.heap;
  const builtin = newBuiltin(runtime, name, type, NULL, body);
  const wrapper = newWrapperMethod(runtime, 'staticmethod', builtin);
  heap.decref(builtin);
  const key = newStr(runtime, name);
  dictSetNew(runtime, dict, key, wrapper);
  heap.decref(key);
}

/** `__module__` is what stands before the last dot of tp_name. */
function setModuleName(runtime: Runtime, type: Ref, spec: TypeDescription): void {
  const dot = spec.name.lastIndexOf('.');
  if (dot < 0) return;
  const key = newStr(runtime, spec.name.slice(0, dot));
  const dict = typeField(runtime, type, 'tp_dict');
  dictSetItemString(runtime, dict, '__module__', key);
  runtime.heap.decref(key);
}
