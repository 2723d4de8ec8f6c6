import type { Heap } from './heap.js';
import type { Weakrefs } from './heap-hooks.js';
import { Holder } from './holder.js';
import { HAS_WEAKREFS, IS_WEAKREF } from './object-flags.js';
import { NULL, type Ref } from './ref.js';

/** `ref` and `proxy` without callback are shared and stand first in the list of their target; all others follow. */
export type WeakrefKind = 'ref' | 'proxy' | 'subtype';

/** The fixed slot of a weakref object that owns its callback. */
export const WR_CALLBACK = 'wr_callback';

/** wr_object of every weakref, and tp_weaklist of every target. Neither owns a reference. */
export class WeakrefTable implements Weakrefs {
  readonly #heap: Heap;
  readonly #weakrefs = new Map<Ref, Ref[]>();
  readonly #target = new Map<Ref, Ref>();
  readonly #kind = new Map<Ref, WeakrefKind>();

  constructor(heap: Heap) {
    this.#heap = heap;
    heap.hooks.weakrefs = this;
  }

  get targets(): number {
    return this.#weakrefs.size;
  }

  weakrefsOf(target: Ref): readonly Ref[] {
    return this.#weakrefs.get(target) ?? [];
  }

  /** Borrowed reference, or NULL once the target is dead (where Python shows None). */
  targetOf(weakref: Ref): Ref {
    return this.#target.get(weakref) ?? NULL;
  }

  /** The shared weakref without callback that a new one would duplicate, or NULL. CPython 3.11 Objects/weakrefobject.c: get_basic_refs() */
  basicRef(target: Ref, kind: 'ref' | 'proxy'): Ref {
    return this.weakrefsOf(target).find((weakref) => this.#isBasic(weakref, kind)) ?? NULL;
  }

  /** A new weakref whose callback is set already. CPython 3.11 Objects/weakrefobject.c: PyWeakref_NewRef(), insert_head(), insert_after() */
  register(weakref: Ref, target: Ref, kind: WeakrefKind = 'ref'): void {
    const heap = this.#heap;
    this.#target.set(weakref, target);
    this.#kind.set(weakref, kind);
    heap.flags[weakref] = (heap.flags[weakref] as number) | IS_WEAKREF;
    heap.flags[target] = (heap.flags[target] as number) | HAS_WEAKREFS;
    const list = this.#weakrefs.get(target);
    if (list) list.splice(this.#position(list, weakref), 0, weakref);
    else this.#weakrefs.set(target, [weakref]);
  }

  /** Behind the basic ones, so that the newest callback is called first. */
  #position(list: readonly Ref[], weakref: Ref): number {
    if (this.#isBasic(weakref, 'ref')) return 0;
    const basicRefs = this.#isBasic(list[0] as Ref, 'ref') ? 1 : 0;
    if (this.#isBasic(weakref, 'proxy')) return basicRefs;
    const next = list[basicRefs];
    return next !== undefined && this.#isBasic(next, 'proxy') ? basicRefs + 1 : basicRefs;
  }

  #isBasic(weakref: Ref, kind: 'ref' | 'proxy'): boolean {
    return this.#kind.get(weakref) === kind && this.callbackOf(weakref) === NULL;
  }

  /** tp_dealloc of the weakref object. CPython 3.11 Objects/weakrefobject.c: weakref_dealloc() */
  forget(weakref: Ref): void {
    this.clearRef(weakref);
    this.#kind.delete(weakref);
  }

  clearRef(weakref: Ref): void {
    const target = this.#target.get(weakref);
    if (target === undefined) return;
    this.#target.delete(weakref);
    const list = this.#weakrefs.get(target) as Ref[];
    list.splice(list.indexOf(weakref), 1);
    if (list.length > 0) return;
    this.#weakrefs.delete(target);
    this.#heap.flags[target] = (this.#heap.flags[target] as number) & ~HAS_WEAKREFS;
  }

  callbackOf(weakref: Ref): Ref {
    return this.#heap.edge(weakref, this.#callbackSlot(weakref));
  }

  #callbackSlot(weakref: Ref): number {
    const slot = this.#heap.slotsOf(weakref).fixed.indexOf(WR_CALLBACK);
    if (slot < 0) throw this.#heap.fault('impossible-type', weakref, `no ${WR_CALLBACK}`);
    return slot;
  }

  clearWithoutCallbacks(target: Ref): void {
    for (const weakref of [...this.weakrefsOf(target)]) this.clearRef(weakref);
  }

  /**
   * All weakrefs are cleared before the first callback runs; one that is itself being deallocated is not called.
   * CPython 3.11 Objects/weakrefobject.c: PyObject_ClearWeakRefs()
   */
  clearWeakRefs(target: Ref): void {
    const heap = this.#heap;
    const calls: { weakref: Ref; callback: Ref }[] = [];
    const frame = new Holder(heap, 'frame', 'PyObject_ClearWeakRefs', -1);
    for (const weakref of [...this.weakrefsOf(target)]) {
      if (this.targetOf(weakref) !== target) continue;
      const callback = this.callbackOf(weakref);
      this.clearRef(weakref);
      if (callback === NULL) continue;
      heap.setEdge(weakref, this.#callbackSlot(weakref), NULL);
      if ((heap.refcnt[weakref] as number) > 0) {
        frame.set(`weakref ${weakref}`, heap.newRef(weakref));
        frame.set(`callback ${weakref}`, callback);
        calls.push({ weakref, callback });
      } else heap.decref(callback);
    }
    for (const { weakref, callback } of calls) heap.hooks.invokeCallback?.(callback, weakref);
    for (const field of [...frame.fields.keys()].reverse()) frame.clear(field);
    heap.holders.delete(frame);
  }
}
