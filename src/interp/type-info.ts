import type { Heap } from '../gc/heap.js';
import type { Ref, TypeId } from '../gc/ref.js';
import type { TypeSlots } from '../gc/type-slots.js';
import type { TypeDescription } from './extension/description.js';

/** Fixed slots of a type object, in this order in every type; `ob_type` follows where the metatype is a heap type. */
export const TYPE_FIELDS = [
  'tp_base',
  'tp_dict',
  'tp_bases',
  'tp_mro',
  'tp_cache',
  'tp_subclasses',
  'ht_name',
  'ht_qualname',
  'ht_slots',
  'ht_module',
  'ht_cached_keys',
] as const;

export type TypeField = (typeof TYPE_FIELDS)[number];

const INDEX = new Map<string, number>(TYPE_FIELDS.map((field, index) => [field, index]));

export function typeSlot(field: TypeField): number {
  return INDEX.get(field) as number;
}

/** What a type object means beside its references: kept as its payload. */
export interface TypeInfo {
  readonly ref: Ref;
  /** tp_name. */
  readonly name: string;
  readonly storage: 'static' | 'heap';
  /** tp_base, borrowed (the edge owns it); 0 for object. */
  readonly base: Ref;
  /** Slots of instances. */
  readonly instances: TypeId;
  /** Layout of instances without `ob_type`, which subclasses extend. */
  readonly layout: Layout;
  readonly metatype: Ref;
  readonly description: TypeDescription | null;
  /** Name of the extension whose description it is. */
  readonly extension: string | null;
  /** Py_TPFLAGS_BASETYPE. */
  readonly basetype: boolean;
}

/** The C struct of instances, as far as it holds references. */
export interface Layout {
  /** The slots template: masks of the fields without `ob_type`. */
  readonly slots: TypeSlots;
  /** tp_dictoffset != 0: instances have a `__dict__`. */
  readonly hasDict: boolean;
  /** tp_weaklistoffset != 0. */
  readonly hasWeakrefs: boolean;
  /** Family of the C struct ('list', 'type', 'BaseException', ...): what the Python level can do with it. */
  readonly family: string;
}

export function typeInfo(heap: Heap, type: Ref): TypeInfo {
  return heap.payload[type] as TypeInfo;
}
