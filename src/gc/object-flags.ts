/** Bits of the `flags` column. */
export const LIVE = 1;
/** In a list of a collector. */
export const TRACKED = 2;
/** _PyGC_FINALIZED: tp_finalize has run. */
export const FINALIZED = 4;
/** The object has weak references: an entry in the weakref table. */
export const HAS_WEAKREFS = 8;
/** Its type has a `traverse` escape besides the edges. */
export const EXTRA_VISIT = 16;
/** No memory block of its own: static types, singletons, shared small ints. */
export const STATIC = 32;
/** A weak reference object, dead or not: an entry in the weakref table. */
export const IS_WEAKREF = 64;
/** There is an entry for it among the strays. */
export const HAS_STRAYS = 128;
/** It does not come with exactly one memory block: deallocation has to look how many. */
export const ODD_BLOCKS = 256;

/** It can be tracked. */
export const IS_GC = 512;
/** Its type has no code to run at deallocation, releases every slot and keeps no block. */
export const PLAIN = 1024;
/** It has a block of edges. */
export const HAS_EDGES = 2048;
/** Where somebody watches for it (`onOrphan`): it is linked into a list of an interpreter that has ended. */
export const ORPHAN = 4096;

/*
 * The `gcRefs` column during a collection, as _gc_prev of PyGC_Head: gc_refs above two flag bits.
 * 0: not in the generation being collected. Negative: the slot is free.
 */
/** PREV_MASK_COLLECTING */
export const COLLECTING = 1;
/** NEXT_MASK_UNREACHABLE: tentatively unreachable. */
export const UNREACHABLE = 2;
/** One reference in the units of the column. */
export const ONE_REF = 4;
export const REFS_SHIFT = 2;
export const FREE_SLOT = -1;
