import { NULL, type Ref } from './ref.js';

/** Where a reference is held outside the heap. */
export type HolderKind = 'static' | 'interpreter' | 'frame' | 'interned' | 'struct' | 'harness' | 'runtime';

/** As much of the heap as a holder needs. */
interface HolderRegistry {
  readonly holders: Set<Holder>;
  decref(ref: Ref): void;
}

/** A C struct, C statics of a module, a frame: named fields, each of which owns one reference or is NULL. */
export class Holder {
  readonly kind: HolderKind;
  readonly name: string;
  /** Id of the interpreter it belongs to; -1: of the process. */
  readonly interpreter: number;
  readonly fields = new Map<string, Ref>();
  readonly #heap: HolderRegistry;

  constructor(heap: HolderRegistry, kind: HolderKind, name: string, interpreter: number) {
    this.#heap = heap;
    this.kind = kind;
    this.name = name;
    this.interpreter = interpreter;
    heap.holders.add(this);
  }

  /** Borrowed reference, or NULL. */
  get(field: string): Ref {
    return this.fields.get(field) ?? NULL;
  }

  /** Steals `value`. The old value is released after the store (Py_XSETREF). */
  set(field: string, value: Ref): void {
    const old = this.fields.get(field) ?? NULL;
    if (value === NULL) this.fields.delete(field);
    else this.fields.set(field, value);
    if (old !== NULL) this.#heap.decref(old);
  }

  /** Raw store, as a C assignment: what stood there is for the caller to account for. */
  put(field: string, value: Ref): void {
    if (value === NULL) this.fields.delete(field);
    else this.fields.set(field, value);
  }

  /** Moves the reference out to the caller; the field is NULL afterwards. */
  take(field: string): Ref {
    const value = this.get(field);
    this.fields.delete(field);
    return value;
  }

  /** Py_CLEAR of one field. */
  clear(field: string): void {
    this.set(field, NULL);
  }

  /** Py_CLEAR of every field, in order of first store; the struct then ceases to exist. */
  release(): void {
    for (const field of [...this.fields.keys()]) this.clear(field);
    this.#heap.holders.delete(this);
  }
}
