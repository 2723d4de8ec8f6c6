import type { CollectionPhase } from './collection-phase.js';
import type { GcState } from './gc-state.js';
import type { Ref } from './ref.js';

/** The weak references of a process, as deallocation and the collector see them. */
export interface Weakrefs {
  /** How many live targets have weak references. */
  readonly targets: number;
  /** In the order of the target's list: head first. */
  weakrefsOf(target: Ref): readonly Ref[];
  /** Borrowed wr_callback, or NULL. */
  callbackOf(weakref: Ref): Ref;
  /** _PyWeakref_ClearRef(): the weakref forgets its target and keeps its callback. */
  clearRef(weakref: Ref): void;
  /** PyObject_ClearWeakRefs(): the target dies; callbacks of live weakrefs run. */
  clearWeakRefs(target: Ref): void;
  /** Clears what a finalizer made; callbacks never run. */
  clearWithoutCallbacks(target: Ref): void;
}

/** What the collector, the weakref table and the layer above hand in, so that the heap needs to know none of them. */
export interface HeapHooks {
  /** A GC object is about to be allocated and generation 0 is over its threshold, or --gc-stress is due. */
  collectGenerations?: (stress: boolean) => void;
  weakrefs?: Weakrefs;
  /** Calls a weakref's callback; the result is released and an exception is unraisable. */
  invokeCallback?: (callback: Ref, weakref: Ref) => void;
  /** Appends a new reference to gc.garbage of the state. */
  appendGarbage?: (state: GcState, ref: Ref) => void;
  /** End of a collection of the oldest generation: free lists give back their blocks. */
  clearFreelists?: () => void;
  /** Watches a collection: called before its first phase and at the end of each, with the lists as they then are. */
  onPhase?: (phase: CollectionPhase, state: GcState, young: Ref, unreachable: Ref) => void;
  /** Called once for every slot that becomes free, after its edges are released; must not touch counts. */
  onFree?: (ref: Ref) => void;
  /**
   * Called for each reference to `target` that tp_dealloc of `ref` releases, by types with TRAIT_FORGETS; see
   * watchReleases().
   */
  onRelease?: (ref: Ref, slot: number, target: Ref) => void;
  /**
   * Where it is set, what stays behind in the lists of an ended interpreter is marked, and to take it out of them is a
   * fault: this is called before.
   */
  onOrphan?: (ref: Ref) => void;
  /** References in _Py_RefTotal that ob_refcnt does not show: those of the interned dict. */
  uncountedReferences?: (ref: Ref) => number;
  /** Names an object for a message. */
  describe?: (ref: Ref) => string;
}
