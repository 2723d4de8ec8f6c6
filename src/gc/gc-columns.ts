import { EdgeColumns } from './edge-columns.js';
import type { RuntimeFault } from './fault.js';
import type { GcState } from './gc-state.js';
import { ORPHAN, TRACKED } from './object-flags.js';
import type { Ref } from './ref.js';

/** Which objects the collector sees, and when it runs. */
export class GcColumns extends EdgeColumns {
  /** The state that allocations count towards and that new objects are tracked by. */
  gcState: GcState | null = null;
  /** --gc-stress=N: collect at every Nth allocation of a GC object; 0: off. */
  gcStress = 0;
  #stressCount = 0;

  /** Allocations since --gc-stress last collected. */
  get stressCount(): number {
    return this.gcStress > 0 ? this.#stressCount % this.gcStress : 0;
  }

  /** Counts towards generation 0 and collects where its threshold says so. */
  protected countAllocation(): void {
    const state = this.gcState;
    if (state === null) return;
    const young = state.generations[0];
    young.count++;
    if (state.collecting || state.finalized) return;
    const stress = this.gcStress > 0 && ++this.#stressCount % this.gcStress === 0;
    const due = state.enabled && young.threshold > 0 && young.count > young.threshold;
    if (due || stress) this.hooks.collectGenerations?.(stress);
  }

  protected countDeallocation(): void {
    const state = this.gcState;
    if (state !== null && state.generations[0].count > 0) state.generations[0].count--;
  }

  /** CPython 3.11 Include/internal/pycore_object.h: _PyObject_GC_TRACK() */
  gcTrack(ref: Ref): void {
    const state = this.gcState;
    if (state === null) return;
    if (this.isTracked(ref)) throw this.fault('impossible-operation', ref, 'PyObject_GC_Track of a tracked object');
    const head = state.generations[0].head;
    const last = this.gcPrev[head] as number;
    this.gcNext[last] = ref;
    this.gcPrev[ref] = last;
    this.gcNext[ref] = head;
    this.gcPrev[head] = ref;
    this.flags[ref] = (this.flags[ref] as number) | TRACKED;
  }

  /** Tolerates an untracked object. CPython 3.11 Modules/gcmodule.c: PyObject_GC_UnTrack() */
  gcUntrack(ref: Ref): void {
    const flags = this.flags[ref] as number;
    if ((flags & TRACKED) === 0) return;
    if (flags & ORPHAN) throw this.#orphanFault(ref);
    const next = this.gcNext[ref] as number;
    const previous = this.gcPrev[ref] as number;
    this.gcNext[previous] = next;
    this.gcPrev[next] = previous;
    this.gcNext[ref] = 0;
    this.gcPrev[ref] = 0;
    this.gcRefs[ref] = 0;
    this.flags[ref] = flags & ~TRACKED;
  }

  /** bpo-46070, gh-92036: its neighbours may be the list heads of a freed PyInterpreterState. */
  #orphanFault(ref: Ref): RuntimeFault {
    this.hooks.onOrphan?.(ref);
    const maker = this.maker[ref] as number;
    return this.fault('shared-across-interpreters', ref, `made by interpreter ${maker}, untracked after its end:`);
  }

  isTracked(ref: Ref): boolean {
    return ((this.flags[ref] as number) & TRACKED) !== 0;
  }
}
