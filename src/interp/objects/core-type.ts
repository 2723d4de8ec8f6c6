import type { Ref, TypeId } from '../../gc/ref.js';
import { plainSlots, type TypeSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { type Layout, TYPE_FIELDS, type TypeInfo, typeSlot } from '../type-info.js';

export interface CoreTypeOptions {
  /** tp_base by tp_name; default object. */
  readonly base?: string;
  /** tp_dictoffset, tp_weaklistoffset. */
  readonly hasDict?: boolean;
  readonly hasWeakrefs?: boolean;
  /** The C struct it extends; default: its own. */
  readonly family?: string;
  /** Py_TPFLAGS_BASETYPE; default true. */
  readonly basetype?: boolean;
}

/** Type id of static type objects: type_is_gc() says no for them. */
function staticTypeId(runtime: Runtime) {
  return runtime.heap.registerType(plainSlots('type', TYPE_FIELDS));
}

/** Makes `object` and `type`; every other core type comes after. */
export function defineRoots(runtime: Runtime, typeSlots: TypeSlots): void {
  const heap = runtime.heap;
  const staticId = staticTypeId(runtime);
  const objectRef = heap.allocStatic(staticId);
  const typeRef = heap.allocStatic(staticId);
  runtime.staticTypeId = staticId;
  runtime.typeObjects[staticId] = typeRef;
  enter(runtime, objectRef, plainSlots('object', []), 0 as Ref, {});
  enter(runtime, typeRef, typeSlots, objectRef, { hasDict: true, hasWeakrefs: true });
}

/** A static type of the core: no blocks, its base and nothing else; owned by the holder `core types`. */
export function defineCoreType(runtime: Runtime, slots: TypeSlots, options: CoreTypeOptions = {}): Ref {
  const ref = runtime.heap.allocStatic(runtime.staticTypeId);
  enter(runtime, ref, slots, runtime.coreType(options.base ?? 'object'), options);
  return ref;
}

/** Static storage; how its count starts depends on the year. */
export function allocSingleton(runtime: Runtime, type: TypeId): Ref {
  return runtime.rule('static-objects-immortal') ? runtime.heap.allocImmortal(type) : runtime.heap.allocStatic(type);
}

function enter(runtime: Runtime, ref: Ref, slots: TypeSlots, base: Ref, options: CoreTypeOptions): void {
  const heap = runtime.heap;
  const layout: Layout = {
    slots,
    hasDict: options.hasDict ?? false,
    hasWeakrefs: options.hasWeakrefs ?? false,
    family: options.family ?? slots.name,
  };
  const info: TypeInfo = {
    ref,
    name: slots.name,
    storage: 'static',
    base,
    instances: heap.registerType(slots),
    layout,
    metatype: runtime.coreTypes.get('type') ?? ref,
    description: null,
    extension: null,
    basetype: options.basetype ?? true,
  };
  heap.payload[ref] = info;
  runtime.typeObjects[info.instances] = ref;
  if (base !== 0) heap.setEdge(ref, typeSlot('tp_base'), heap.newRef(base));
  runtime.coreTypes.set(slots.name, ref);
  runtime.singletonHolder.set(`type ${slots.name}`, ref);
}
