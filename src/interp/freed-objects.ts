import type { FreedObject } from '../gc/freed-object.js';
import type { Heap } from '../gc/heap.js';
import type { Ref } from '../gc/ref.js';

/** As many are remembered; of a longer run, the later ones are not. */
const LIMIT = 1_000_000;

/** What was freed, beyond the reuse of its slot: kept where places are traced. */
export class FreedObjects {
  readonly #objects = new Map<string, FreedObject>();

  constructor(heap: Heap) {
    heap.hooks.onFree = (ref) => {
      if (this.#objects.size < LIMIT) this.#objects.set(keyOf(ref, heap.reuse[ref] as number), lastWords(heap, ref));
    };
  }

  /** Of the object that had the slot when it had been reused that often. */
  get(ref: Ref, reuse: number): FreedObject | null {
    return this.#objects.get(keyOf(ref, reuse)) ?? null;
  }
}

const keyOf = (ref: Ref, reuse: number): string => `${ref}/${reuse}`;

function lastWords(heap: Heap, ref: Ref): FreedObject {
  return {
    typeName: heap.types[heap.type[ref] as number]?.name ?? null,
    allocated: heap.placeOf(ref),
    freed: heap.places[heap.currentPlace] ?? null,
  };
}
