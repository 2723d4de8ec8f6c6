import { GcColumns } from './gc-columns.js';
import { HAS_STRAYS, STATIC } from './object-flags.js';
import type { Ref } from './ref.js';
import type { Place, Stray, StrayReason } from './stray.js';

/** CPython 3.11 Include/internal/pycore_object.h: _PyObject_IMMORTAL_REFCNT */
export const IMMORTAL_REFCNT = 999_999_999;

/** What reference counts say beyond their owners: references that nobody owns, owners that were robbed, immortality. */
export class StrayColumns extends GcColumns {
  readonly strays = new Map<Ref, Stray[]>();
  /** References in _Py_RefTotal to objects whose memory went without a DECREF, by who gave it back. */
  readonly freedReferences = new Map<string, number>();
  /** Objects whose count starts at IMMORTAL_REFCNT. */
  protected readonly immortal = new Set<Ref>();

  /** ob_refcnt without the part that no reference stands for. */
  countedRefcnt(ref: Ref): number {
    const count = this.refcnt[ref] as number;
    return count > IMMORTAL_REFCNT / 2 && this.immortal.has(ref) ? count - IMMORTAL_REFCNT : count;
  }

  /** Notes a reference that has no owner (delta 1) or an owner whose reference was taken away (delta -1). */
  addStray(target: Ref, delta: 1 | -1, reason: StrayReason, owner: string, place: Place | null): void {
    const stray: Stray = { target, delta, reason, owner, place };
    this.flags[target] = (this.flags[target] as number) | HAS_STRAYS;
    const list = this.strays.get(target);
    if (list) {
      if (list.length >= this.objectLimit) throw this.fault('heap-limit', target, `${list.length} lost references`);
      list.push(stray);
    } else this.strays.set(target, [stray]);
  }

  protected noteFreed(by: string, references: number): number {
    this.freedReferences.set(by, (this.freedReferences.get(by) ?? 0) + references);
    return references;
  }

  override blame(ref: Ref): string {
    const taken = this.strays.get(ref)?.filter(({ delta }) => delta === -1) ?? [];
    if (taken.length === 0) return '';
    const [first] = taken as [Stray];
    const times = taken.length === 1 ? 'a reference' : `${taken.length} references`;
    return `; ${first.owner} took ${times} that it did not own`;
  }

  /**
   * The count is 0: a static object must not die, and an object whose owners were robbed has owners left.
   * NOT-CPYTHON: there the process dies when such an owner uses the object, or releases it, or never.
   */
  protected checkLastReference(ref: Ref): void {
    if ((this.flags[ref] as number) & STATIC) {
      const kind = this.slotsOf(ref).name === 'NoneType' ? 'none-deallocated' : 'negative-refcount';
      throw this.fault(kind, ref, 'deallocation of a static object:');
    }
    let robbed = 0;
    for (const { delta } of this.strays.get(ref) ?? []) robbed -= delta;
    if (robbed > 0)
      throw this.fault('negative-refcount', ref, `Py_DECREF of the last reference, ${robbed} still owned,`);
  }
}
