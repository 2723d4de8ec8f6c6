import type { Holder } from '../../gc/holder.js';

/** A struct that malloc() gave: its fields of type PyObject* own what they hold, the others hold C numbers. */
export interface RawMemory {
  readonly struct: Holder;
  readonly numbers: Map<string, number>;
}

export function rawMemory(struct: Holder): RawMemory {
  return { struct, numbers: new Map() };
}
