import type { Holder } from '../../gc/holder.js';

/** Fields of a C struct, or C variables, that are no PyObject*: they own nothing. */
export interface CFields {
  readonly numbers: Map<string, number>;
  readonly pointers: Map<string, RawMemory>;
}

/** A struct that malloc() gave. */
export interface RawMemory extends CFields {
  /** Its fields of type PyObject*, which own what they hold. */
  readonly struct: Holder;
}

export function newCFields(): CFields {
  return { numbers: new Map(), pointers: new Map() };
}

export function newRawMemory(struct: Holder): RawMemory {
  return { ...newCFields(), struct };
}
