import { EdgeArena } from './edge-arena.js';
import { RuntimeFault } from './fault.js';
import { Holder } from './holder.js';
import {
  FINALIZED,
  HAS_EDGES,
  HAS_STRAYS,
  HAS_WEAKREFS,
  IS_GC,
  ODD_BLOCKS,
  PLAIN,
  STATIC,
  TRACKED,
} from './object-flags.js';
import { NULL, type Ref, type TypeId } from './ref.js';
import { IMMORTAL_REFCNT, StrayColumns } from './stray-columns.js';
import {
  TRAIT_DEALLOC_CODE,
  TRAIT_FORGETS,
  TRAIT_FREE_LIST,
  TRAIT_HAVE_GC,
  TRAIT_ITEMS_BACKWARDS,
  type TypeSlots,
} from './type-slots.js';

/** CPython 3.11 Include/cpython/object.h: PyTrash_UNWIND_LEVEL, for deallocations nested through code of types. */
const UNWIND_LEVEL = 50;

/** PLAIN alone of these: nothing but its memory has to be given back. */
const LEAF_BITS = PLAIN | HAS_EDGES | HAS_WEAKREFS | HAS_STRAYS | STATIC;

/** The objects of a process: reference counts, deallocation, memory blocks, and what else owns references. */
export class Heap extends StrayColumns {
  /** _Py_RefTotal: the number of strong references, whatever the target. */
  refTotal = 0;
  /** sys.getallocatedblocks(): blocks of the object allocators; raw malloc is not counted. */
  allocatedBlocks = 0;
  /** What _Py_RefTotal counts beyond the live objects' own counts: memory freed without a DECREF, the interned dict. */
  uncountedReferences = 0;

  /** What an object means to the layer above (text of a str, key index of a dict); the heap only drops it. */
  readonly payload: unknown[] = [];
  readonly holders = new Set<Holder>();
  /** Blocks that belong to no object (PyMem_Malloc), by what they are for. */
  readonly rawBlocks = new Map<string, number>();
  /** Blocks that free lists keep for the next allocation. */
  keptBlocks = 0;
  /** Whose tp_clear delete_garbage() runs: it owns a reference to that object meanwhile. */
  running: Ref = NULL;
  /** References that other C functions of the runtime hold for the length of a call. */
  readonly temporaries = new Holder(this, 'runtime', 'running', -1);

  /** Id of the interpreter that allocations are charged to. */
  currentMaker = 0;

  /** Stack of objects being deallocated, each followed by the number of slots it has released. */
  #dying = new Int32Array(256);
  #dyingTop = 0;
  #nesting = 0;
  readonly #deleteLater: Ref[] = [];

  // ----------------------------------------------------------- allocation

  /**
   * New object with one reference, owned by the caller; its fixed slots are NULL; untracked.
   * CPython 3.11 Objects/object.c: PyObject_Init() and Modules/gcmodule.c: gc_alloc()
   */
  alloc(type: TypeId): Ref {
    const slots = this.types[type];
    if (!slots) throw new RuntimeFault('use-after-free', 'allocation of an instance of a deallocated type');
    const traits = this.typeTraits[type] as number;
    const fresh = (traits & TRAIT_FREE_LIST) === 0 || !slots.reusesBlock?.();
    if (fresh && traits & TRAIT_HAVE_GC) this.countAllocation();
    const ref = this.takeSlot();
    if ((this.flags[ref] as number) & HAS_STRAYS) this.strays.delete(ref);
    this.refcnt[ref] = 1;
    this.type[ref] = type;
    this.blocks[ref] = 1;
    this.maker[ref] = this.currentMaker;
    this.place[ref] = this.currentPlace;
    this.refTotal++;
    if (fresh) this.allocatedBlocks++;
    else this.keptBlocks--;
    this.liveObjects++;
    this.flags[ref] = this.newFlags[type] as number;
    this.#allocFixedSlots(ref, this.fixedCount[type] as number);
    return ref;
  }

  #allocFixedSlots(ref: Ref, count: number): void {
    this.edgeStart[ref] = 0;
    this.edgeCount[ref] = count;
    if (count === 0) return;
    const sizeClass = EdgeArena.classOf(count);
    this.edgeClass[ref] = sizeClass;
    this.edgeStart[ref] = this.arena.take(sizeClass);
    this.flags[ref] = (this.flags[ref] as number) | HAS_EDGES;
  }

  /** An object in static storage: counted references, no memory block. */
  allocStatic(type: TypeId): Ref {
    const ref = this.alloc(type);
    this.addBlocks(ref, -1);
    this.flags[ref] = (this.flags[ref] as number) | STATIC;
    return ref;
  }

  /**
   * An object in static storage whose count starts so high that nothing ever frees it; _Py_RefTotal does not know of it.
   * CPython 3.11 Include/internal/pycore_object.h: _PyObject_IMMORTAL_REFCNT
   */
  allocImmortal(type: TypeId): Ref {
    const ref = this.allocStatic(type);
    this.refcnt[ref] = (this.refcnt[ref] as number) + IMMORTAL_REFCNT;
    this.immortal.add(ref);
    return ref;
  }

  /** Blocks that belong to the object beside its own (list items, keys of a set); may be negative. */
  addBlocks(ref: Ref, count: number): void {
    const blocks = (this.blocks[ref] as number) + count;
    const flags = this.flags[ref] as number;
    this.blocks[ref] = blocks;
    this.flags[ref] = blocks === 1 ? flags & ~ODD_BLOCKS : flags | ODD_BLOCKS;
    this.allocatedBlocks += count;
  }

  /** PyMem_Malloc (positive) and PyMem_Free (negative) of blocks that no object owns. */
  addRawBlocks(count: number, purpose: string): void {
    this.rawBlocks.set(purpose, (this.rawBlocks.get(purpose) ?? 0) + count);
    this.allocatedBlocks += count;
  }

  /** A free list gives blocks back that `keepsBlock` kept. */
  freeKeptBlocks(count: number): void {
    this.keptBlocks -= count;
    this.allocatedBlocks -= count;
  }

  // ------------------------------------------------------ reference counts

  /** CPython 3.11 Include/object.h: Py_INCREF() */
  incref(ref: Ref): void {
    const count = this.refcnt[ref] as number;
    if (count <= 0) throw this.fault('use-after-free', ref, 'Py_INCREF');
    this.refcnt[ref] = count + 1;
    this.refTotal++;
  }

  /** CPython 3.11 Include/object.h: Py_DECREF() */
  decref(ref: Ref): void {
    const count = (this.refcnt[ref] as number) - 1;
    if (count < 0) throw this.#decrefFault(ref);
    this.refcnt[ref] = count;
    this.refTotal--;
    if (count === 0) this.#dealloc(ref);
  }

  xdecref(ref: Ref): void {
    if (ref !== NULL) this.decref(ref);
  }

  /** CPython 3.11 Include/object.h: Py_NewRef() */
  newRef(ref: Ref): Ref {
    this.incref(ref);
    return ref;
  }

  /** References in _Py_RefTotal that no object's count shows, as those of the interned dict. */
  addUncounted(count: number): void {
    this.refTotal += count;
    this.uncountedReferences += count;
  }

  #decrefFault(ref: Ref): RuntimeFault {
    return this.fault(this.isLive(ref) ? 'negative-refcount' : 'use-after-free', ref, 'Py_DECREF');
  }

  // --------------------------------------------------------- deallocation

  /**
   * Deallocates depth first, as nested tp_dealloc calls do, but from a stack of its own: a chain of any length costs
   * no recursion. Where code of a type nests deallocations, the trashcan defers them beyond a depth.
   * CPython 3.11 Objects/object.c: _Py_Dealloc(), _PyTrash_thread_deposit_object(), _PyTrash_thread_destroy_chain()
   */
  #dealloc(ref: Ref): void {
    const flags = this.flags[ref] as number;
    if (flags & (HAS_STRAYS | STATIC)) this.checkLastReference(ref);
    if ((flags & LEAF_BITS) === PLAIN) this.#freeMemory(ref);
    else if (this.#nesting >= UNWIND_LEVEL) this.#deposit(ref);
    else this.#deallocNested(ref);
  }

  #deposit(ref: Ref): void {
    this.gcUntrack(ref);
    this.#deleteLater.push(ref);
  }

  #deallocNested(ref: Ref): void {
    this.#nesting++;
    const base = this.#dyingTop;
    try {
      this.#deallocTree(ref, base);
      while (this.#nesting === 1 && this.#deleteLater.length > 0) {
        this.#deallocTree(this.#deleteLater.pop() as Ref, base);
      }
    } finally {
      this.#nesting--;
      this.#dyingTop = base;
    }
  }

  #deallocTree(root: Ref, base: number): void {
    if (this.#beginDealloc(root)) this.#pushDying(root);
    while (this.#dyingTop > base) {
      const ref = this.#dying[this.#dyingTop - 2] as Ref;
      let next = this.#releaseNext(ref);
      if (next === NULL) {
        this.#dyingTop -= 2;
        next = this.#free(ref);
      }
      if (next === NULL) continue;
      const flags = this.flags[next] as number;
      if (flags & (HAS_STRAYS | STATIC)) this.checkLastReference(next);
      if ((flags & LEAF_BITS) === PLAIN) this.#freeMemory(next);
      else if (this.#beginDealloc(next)) this.#pushDying(next);
    }
  }

  #pushDying(ref: Ref): void {
    if (this.#dyingTop === this.#dying.length) {
      const bigger = new Int32Array(2 * this.#dyingTop);
      bigger.set(this.#dying);
      this.#dying = bigger;
    }
    this.#dying[this.#dyingTop] = ref;
    this.#dying[this.#dyingTop + 1] = 0;
    this.#dyingTop += 2;
  }

  /** All of tp_dealloc that comes before the slots are released. False: a finalizer resurrected the object. */
  #beginDealloc(ref: Ref): boolean {
    const flags = this.flags[ref] as number;
    const traits = this.typeTraits[this.type[ref] as number] as number;
    if ((traits & TRAIT_DEALLOC_CODE) !== 0) return this.#runDeallocCode(ref);
    if (flags & TRACKED) this.gcUntrack(ref);
    if (flags & HAS_WEAKREFS) this.hooks.weakrefs?.clearWeakRefs(ref);
    return true;
  }

  /** In the order of CPython 3.11 Objects/typeobject.c: subtype_dealloc() */
  #runDeallocCode(ref: Ref): boolean {
    const slots = this.slotsOf(ref);
    const tracked = this.isTracked(ref);
    if (tracked && slots.deallocUntracks !== false) this.gcUntrack(ref);
    if (slots.finalize && !this.#callFinalizerFromDealloc(ref, slots, tracked)) return false;
    if ((this.flags[ref] as number) & HAS_WEAKREFS) this.hooks.weakrefs?.clearWeakRefs(ref);
    if (slots.legacyDel && !this.#callResurrecting(ref, slots.legacyDel, 'tp_del', tracked)) return false;
    if (slots.finalize || slots.legacyDel) this.#clearWeakrefsOfFinalizer(ref);
    slots.onDealloc?.(ref);
    return true;
  }

  #clearWeakrefsOfFinalizer(ref: Ref): void {
    if ((this.flags[ref] as number) & HAS_WEAKREFS) this.hooks.weakrefs?.clearWithoutCallbacks(ref);
  }

  /**
   * CPython 3.11 Objects/object.c: PyObject_CallFinalizerFromDealloc(). False: the object was resurrected.
   * Only an object with GC support remembers that its finalizer has run.
   */
  #callFinalizerFromDealloc(ref: Ref, slots: TypeSlots, tracked: boolean): boolean {
    if (slots.haveGc) {
      if ((this.flags[ref] as number) & FINALIZED) return true;
      this.flags[ref] = (this.flags[ref] as number) | FINALIZED;
    }
    return this.#callResurrecting(ref, slots.finalize as (self: Ref) => void, 'tp_finalize', tracked);
  }

  /** The object lives again for the call, with a reference that _Py_RefTotal does not count. False: it goes on living. */
  #callResurrecting(ref: Ref, code: (self: Ref) => void, slot: string, tracked: boolean): boolean {
    const field = `self of ${slot} ${ref}`;
    if (tracked && !this.isTracked(ref)) this.gcTrack(ref);
    this.refcnt[ref] = 1;
    this.uncountedReferences--;
    this.temporaries.fields.set(field, ref);
    code(ref);
    this.temporaries.fields.delete(field);
    const count = (this.refcnt[ref] as number) - 1;
    if (count < 0) throw this.fault('refcount-too-small', ref, `return from ${slot}`);
    this.refcnt[ref] = count;
    this.uncountedReferences++;
    if (count > 0) return false;
    if (tracked && this.slotsOf(ref).deallocUntracks !== false) this.gcUntrack(ref);
    return true;
  }

  /** Releases slots, from where the top of the stack says, until one of the targets dies; returns that target or NULL. */
  #releaseNext(ref: Ref): Ref {
    const at = this.#dyingTop - 1;
    const type = this.type[ref] as number;
    const traits = this.typeTraits[type] as number;
    const fixed = this.fixedCount[type] as number;
    const typeField = this.typeFieldSlot[type] as number;
    const start = this.edgeStart[ref] as number;
    const count = this.edgeCount[ref] as number;
    const cells = this.arena.cells;
    for (let released = this.#dying[at] as number; released < count; released++) {
      const backwards = (traits & TRAIT_ITEMS_BACKWARDS) !== 0 && released >= fixed;
      const slot = backwards ? count - 1 - released + fixed : released;
      const target = Math.abs(cells[start + slot] as number) as Ref;
      if (target === NULL || slot === typeField) continue;
      cells[start + slot] = 0;
      if (traits & TRAIT_FORGETS && this.#forgetsInDealloc(ref, slot, target)) continue;
      const left = (this.refcnt[target] as number) - 1;
      if (left < 0) throw this.#decrefFault(target);
      this.refcnt[target] = left;
      this.refTotal--;
      if (left === 0) {
        this.#dying[at] = released + 1;
        return target;
      }
    }
    return NULL;
  }

  /** True if tp_dealloc does not release the slot: the reference is nobody's from now on. */
  #forgetsInDealloc(ref: Ref, slot: number, target: Ref): boolean {
    const slots = this.slotsOf(ref);
    const released = slot >= slots.fixed.length || slots.releases[slot] === true;
    if (released) this.hooks.onRelease?.(ref, slot, target);
    else this.addStray(target, 1, 'not-released-in-dealloc', `${slots.name}.${slots.fixed[slot]}`, this.placeOf(ref));
    return !released;
  }

  /** tp_free, then Py_DECREF of the type; returns the type object if it dies. CPython 3.11 Modules/gcmodule.c: PyObject_GC_Del() */
  #free(ref: Ref): Ref {
    const type = this.type[ref] as number;
    const typeField = this.typeFieldSlot[type] as number;
    const typeObject = typeField < 0 ? NULL : this.edge(ref, typeField);
    const forgets = ((this.typeTraits[type] as number) & TRAIT_FORGETS) !== 0;
    const kept = typeObject === NULL || (forgets && this.#forgetsInDealloc(ref, typeField, typeObject));
    this.#freeMemory(ref);
    if (kept) return NULL;
    const left = (this.refcnt[typeObject] as number) - 1;
    if (left < 0) throw this.#decrefFault(typeObject);
    this.refcnt[typeObject] = left;
    this.refTotal--;
    return left === 0 ? typeObject : NULL;
  }

  #freeMemory(ref: Ref): void {
    const flags = this.flags[ref] as number;
    if (flags & TRACKED) this.gcUntrack(ref);
    this.hooks.onFree?.(ref);
    this.giveEdges(ref);
    this.allocatedBlocks -= flags & ODD_BLOCKS ? (this.blocks[ref] as number) : 1;
    const kept = (flags & PLAIN) === 0 && this.types[this.type[ref] as number]?.keepsBlock?.(ref);
    if (kept) {
      this.keptBlocks++;
      this.allocatedBlocks++;
    } else if (flags & IS_GC) this.countDeallocation();
    if (ref < this.payload.length) this.payload[ref] = undefined;
    this.liveObjects--;
    this.giveSlot(ref);
    if (flags & HAS_STRAYS) this.#buryStrays(ref);
  }

  /** Who released a freed object too often is remembered until its slot is used again. */
  #buryStrays(ref: Ref): void {
    const taken = this.strays.get(ref)?.filter(({ delta }) => delta === -1) ?? [];
    if (taken.length === 0) this.strays.delete(ref);
    else {
      this.strays.set(ref, taken);
      this.flags[ref] = HAS_STRAYS;
    }
  }

  /** CPython 3.11 Objects/obmalloc.c: PyObject_Free() on a live object: the memory goes, its references stay counted. */
  freeWithoutDecref(ref: Ref, by: string): void {
    const slots = this.slotsOf(ref);
    this.uncountedReferences += this.noteFreed(by, this.refcnt[ref] as number);
    for (let slot = 0; slot < (this.edgeCount[ref] as number); slot++) {
      const target = this.edge(ref, slot);
      if (target === NULL) continue;
      this.addStray(target, 1, 'freed-without-decref', `${slots.name}.${this.slotName(ref, slot)}`, this.placeOf(ref));
    }
    this.#freeMemory(ref);
  }

  // -------------------------------------------------------------- owners

  /** Py_XSETREF: steals `target`, then releases the old value. */
  replaceEdge(ref: Ref, slot: number, target: Ref): void {
    const old = this.edge(ref, slot);
    this.setEdge(ref, slot, target);
    if (old !== NULL) this.decref(old);
  }
}
