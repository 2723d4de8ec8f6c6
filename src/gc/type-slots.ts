import { EXTRA_VISIT, IS_GC, LIVE, PLAIN } from './object-flags.js';
import type { Ref } from './ref.js';

/**
 * Everything the heap and the collector may know of a type.
 *
 * The fixed slots of an object come first among its edges, in the order of `fixed`; items (of a list, a tuple,
 * the entries of a dict) follow. `ob_type` is a slot like any other, present only where instances own a
 * reference to their type (heap types); deallocation releases it last, after the memory. The masks run parallel
 * to `fixed`.
 */
export interface TypeSlots {
  /** tp_name. */
  readonly name: string;
  /** Py_TPFLAGS_HAVE_GC: instances may be tracked, so the collector can see them at all. */
  readonly haveGc: boolean;
  /** Names of the fixed slots, as C names the fields (`tp_dict`, `func_globals`, `state.lock_type`). */
  readonly fixed: readonly string[];
  /** tp_traverse visits this fixed slot. */
  readonly visits: readonly boolean[];
  readonly visitsItems: boolean;
  /** tp_clear clears this fixed slot; null: the type has no tp_clear, unless `clear` says what it does. */
  readonly clears: readonly boolean[] | null;
  readonly clearsItems: boolean;
  /** tp_dealloc releases this fixed slot; one that it forgets becomes a reference that nobody owns. */
  readonly releases: readonly boolean[];
  /** tp_dealloc and tp_clear release the items from the last to the first, as list and tuple do. */
  readonly itemsBackwards?: boolean;
  /** The items stand in a block of their own (ob_item), which tp_clear frees. */
  readonly itemsBlock?: boolean;
  /** tp_clear that the masks cannot say (type_clear, m_clear in data form, one that frees blocks): replaces them. */
  readonly clear?: (self: Ref) => void;
  /** tp_traverse escape: visits made in addition to the owned and visited edges (`visited-not-owned`). */
  readonly traverse?: (self: Ref, visit: (target: Ref) => void) => void;
  /** tp_finalize (PEP 442): once per object if it has GC support, may resurrect. */
  readonly finalize?: (self: Ref) => void;
  /** tp_del: the legacy finalizer that makes a cycle uncollectable. */
  readonly legacyDel?: (self: Ref) => void;
  /** What tp_dealloc does beside releasing its slots (m_free, capsule destructor, leaving tp_subclasses), run before them. */
  readonly onDealloc?: (self: Ref) => void;
  /** False: tp_dealloc forgets PyObject_GC_UnTrack(), and a collection may meet the dying object. */
  readonly deallocUntracks?: boolean;
  /** Returns true if tp_free keeps the block for the next allocation (a free list): the block stays allocated. */
  readonly keepsBlock?: (self: Ref) => boolean;
  /** Returns true if tp_alloc takes a kept block: none is allocated, and generation 0 does not count it. */
  readonly reusesBlock?: () => boolean;
  /** How item `index` is called by a reader: `[3]`, `['key']`. */
  readonly itemName?: (self: Ref, index: number) => string;
  /** The same of all items at once, where that is faster; undefined: `[index]`. */
  readonly itemNames?: (self: Ref) => readonly (string | undefined)[];
  /** Instances of exactly this type stop being tracked once they refer to nothing that could be tracked. */
  readonly untrack?: 'tuple' | 'dict';
}

export const TRAIT_HAVE_GC = 1;
export const TRAIT_UNTRACK_TUPLE = 2;
export const TRAIT_UNTRACK_DICT = 4;
export const TRAIT_LEGACY_DEL = 8;
export const TRAIT_FINALIZE = 16;
/** tp_dealloc does more than untracking and releasing. */
export const TRAIT_DEALLOC_CODE = 32;
export const TRAIT_FREE_LIST = 64;
/** tp_dealloc does not release every fixed slot. */
export const TRAIT_FORGETS = 128;
export const TRAIT_ITEMS_BACKWARDS = 256;
/** Items are visited, and by a collector that can see the instances. */
export const TRAIT_VISITS_ITEMS = 512;

/** What loops over many objects ask of a type. */
export function traitsOf(slots: TypeSlots): number {
  const { haveGc, untrack, legacyDel, finalize, onDealloc, deallocUntracks, keepsBlock, reusesBlock } = slots;
  const deallocCode = finalize || legacyDel || onDealloc || deallocUntracks === false;
  return (
    (haveGc ? TRAIT_HAVE_GC : 0) |
    (untrack === 'tuple' ? TRAIT_UNTRACK_TUPLE : 0) |
    (untrack === 'dict' ? TRAIT_UNTRACK_DICT : 0) |
    (legacyDel ? TRAIT_LEGACY_DEL : 0) |
    (finalize ? TRAIT_FINALIZE : 0) |
    (deallocCode ? TRAIT_DEALLOC_CODE : 0) |
    (keepsBlock || reusesBlock ? TRAIT_FREE_LIST : 0) |
    (slots.releases.includes(false) ? TRAIT_FORGETS : 0) |
    (slots.itemsBackwards ? TRAIT_ITEMS_BACKWARDS : 0) |
    (haveGc && slots.visitsItems ? TRAIT_VISITS_ITEMS : 0)
  );
}

/** Bits of the `flags` column that every new instance has, but for its edges. */
export function newFlagsOf(slots: TypeSlots): number {
  const traits = traitsOf(slots);
  const plain = (traits & (TRAIT_DEALLOC_CODE | TRAIT_FREE_LIST | TRAIT_FORGETS)) === 0;
  return LIVE | (slots.haveGc ? IS_GC : 0) | (slots.traverse ? EXTRA_VISIT : 0) | (plain ? PLAIN : 0);
}

/** Masks for a type whose every fixed slot is visited, cleared and released: the correct heap or static type. */
export function correctSlots(name: string, fixed: readonly string[], items: boolean): TypeSlots {
  const all = fixed.map(() => true);
  return {
    name,
    haveGc: true,
    fixed,
    visits: all,
    visitsItems: items,
    clears: all,
    clearsItems: items,
    releases: all,
  };
}

/** A type without GC support: owns its slots, releases them, is never traversed. */
export function plainSlots(name: string, fixed: readonly string[]): TypeSlots {
  const none = fixed.map(() => false);
  return {
    name,
    haveGc: false,
    fixed,
    visits: none,
    visitsItems: false,
    clears: null,
    clearsItems: false,
    releases: fixed.map(() => true),
  };
}
