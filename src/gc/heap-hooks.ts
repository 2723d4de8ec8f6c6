import type { GcState } from './gc-state.js';
import type { Ref } from './ref.js';

/** What the collector, the weakref table and the layer above hand in, so that the heap needs to know none of them. */
export interface HeapHooks {
  /** A GC object is about to be allocated and generation 0 is over its threshold, or --gc-stress is due. */
  collectGenerations?: (stress: boolean) => void;
  /** PyObject_ClearWeakRefs: the object dies; callbacks of live weakrefs run. */
  clearWeakrefs?: (target: Ref) => void;
  /** The same after a finalizer: weakrefs that it made are cleared, their callbacks never run. */
  clearWeakrefsQuietly?: (target: Ref) => void;
  /** Appends a new reference to gc.garbage of the state. */
  appendGarbage?: (state: GcState, ref: Ref) => void;
  /** End of a collection of the oldest generation: free lists give back their blocks. */
  clearFreelists?: () => void;
  /** Called once for every slot that becomes free, after its edges are released; must not touch counts. */
  onFree?: (ref: Ref) => void;
  /** Names an object for a message. */
  describe?: (ref: Ref) => string;
}
