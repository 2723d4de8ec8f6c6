import { Columns } from './columns.js';
import { EdgeArena, tooManyEdges } from './edge-arena.js';
import { type FaultKind, RuntimeFault } from './fault.js';
import { type FreedObject, freedObjectText } from './freed-object.js';
import type { HeapHooks } from './heap-hooks.js';
import { HAS_EDGES, PLAIN } from './object-flags.js';
import type { Ref, TypeId } from './ref.js';
import {
  newFlagsOf,
  TRAIT_DEALLOC_CODE,
  TRAIT_FORGETS,
  TRAIT_VISITS_ITEMS,
  type TypeSlots,
  traitsOf,
} from './type-slots.js';

/** Objects with their types and outgoing references. Which of them are counted is the heap's affair. */
export class EdgeColumns extends Columns {
  readonly arena = new EdgeArena();
  /** Slots by type id; null: the type object was deallocated. */
  readonly types: (TypeSlots | null)[] = [null];
  /** What loops over all objects ask of a type, as bits (see type-slots). */
  readonly typeTraits: number[] = [0];
  /** What the `flags` of a new instance are, but for its edges. */
  protected readonly newFlags: number[] = [0];
  /** How many fixed slots a type has: the first item comes behind them. */
  readonly fixedCount: number[] = [0];
  /** Number of the fixed slot `ob_type`, or -1. */
  readonly typeFieldSlot: number[] = [-1];
  readonly hooks: HeapHooks = {};
  /** Traits that every type has, whatever its slots say. */
  #commonTraits = 0;

  registerType(slots: TypeSlots): TypeId {
    const id = this.types.length as TypeId;
    this.types.push(slots);
    this.typeTraits.push(traitsOf(slots) | this.#commonTraits);
    this.newFlags.push(newFlagsOf(slots));
    this.fixedCount.push(slots.fixed.length);
    this.typeFieldSlot.push(slots.fixed.indexOf('ob_type'));
    return id;
  }

  /** Has every type look, slot by slot, at what its tp_dealloc releases, so that `onRelease` sees it; nothing else changes. */
  watchReleases(onRelease: NonNullable<HeapHooks['onRelease']>): void {
    this.hooks.onRelease = onRelease;
    this.#commonTraits = TRAIT_FORGETS;
    for (const [id, slots] of this.types.entries()) {
      if (slots !== null) this.typeTraits[id] = (this.typeTraits[id] as number) | TRAIT_FORGETS;
    }
  }

  /**
   * The type object is gone. Its id is never used again, so that an instance that outlives its type is found out,
   * at the latest by its deallocation, which looks for code to run.
   */
  releaseType(id: TypeId): void {
    this.types[id] = null;
    this.typeTraits[id] = TRAIT_DEALLOC_CODE;
    if ((this.typeFieldSlot[id] as number) < 0) this.#makeSuspicious(id);
  }

  /** Instances that do not own their type may be left. */
  #makeSuspicious(id: TypeId): void {
    const { type, flags, top } = this;
    for (let ref = 1; ref < top; ref++) if (type[ref] === id) flags[ref] = (flags[ref] as number) & ~PLAIN;
  }

  slotsOf(ref: Ref): TypeSlots {
    const slots = this.types[this.type[ref] as number];
    if (!slots) throw this.fault('use-after-free', ref, 'read of Py_TYPE');
    return slots;
  }

  fault(kind: FaultKind, ref: Ref, operation: string): RuntimeFault {
    return this.broken(new RuntimeFault(kind, `${operation} on ${this.describe(ref)}${this.blame(ref)}`));
  }

  /** Who took references of others to the object, as words that end a message. */
  blame(_ref: Ref): string {
    return '';
  }

  /** Words for a message, whatever state the slot is in. */
  describe(ref: Ref): string {
    if (!this.isLive(ref)) return freedObjectText(this.freedObject(ref));
    const slots = this.types[this.type[ref] as number];
    if (!slots) return `object ${ref} of a deallocated type`;
    return this.hooks.describe?.(ref) ?? `${slots.name} object ${ref}`;
  }

  /** What stood in a slot that is free. */
  freedObject(ref: Ref): FreedObject {
    return {
      typeName: this.types[this.edgeStart[ref] as number]?.name ?? null,
      allocated: this.placeOf(ref),
      freed: this.places[this.gcPrev[ref] as number] ?? null,
    };
  }

  /** Borrowed reference in a slot, or NULL. */
  edge(ref: Ref, slot: number): Ref {
    return Math.abs(this.arena.cells[(this.edgeStart[ref] as number) + slot] as number) as Ref;
  }

  /** Raw store into a slot: steals `target`, does not release what was there. */
  setEdge(ref: Ref, slot: number, target: Ref): void {
    const type = this.type[ref] as number;
    const visited = slot < (this.fixedCount[type] as number) ? this.#visits(type, slot) : this.#visitsItems(type);
    this.arena.cells[(this.edgeStart[ref] as number) + slot] = visited ? target : -target;
  }

  /** A type without GC support has no traverse that anybody calls. */
  #visits(type: number, slot: number): boolean {
    const slots = this.types[type] as TypeSlots;
    return slots.haveGc && (slots.visits[slot] as boolean);
  }

  #visitsItems(type: number): boolean {
    return ((this.typeTraits[type] as number) & TRAIT_VISITS_ITEMS) !== 0;
  }

  /** Appends an item; steals `target`. Returns its slot. */
  pushEdge(ref: Ref, target: Ref): number {
    const count = this.edgeCount[ref] as number;
    this.reserveEdges(ref, count + 1);
    this.edgeCount[ref] = count + 1;
    this.setEdge(ref, count, target);
    return count;
  }

  /** A number of edges that no heap holds is a fault. */
  checkEdges(count: number): void {
    if (count > this.arena.limit) throw this.broken(tooManyEdges(count));
  }

  /** Room for `count` edges in all; new ones are NULL once counted. */
  reserveEdges(ref: Ref, count: number): void {
    const start = this.edgeStart[ref] as number;
    const sizeClass = this.edgeClass[ref] as number;
    if (start !== 0 && count <= 1 << sizeClass) return;
    this.checkEdges(count);
    const wanted = EdgeArena.classOf(count);
    const moved = this.arena.take(wanted);
    if (start !== 0) {
      this.arena.copy(start, this.edgeCount[ref] as number, moved);
      this.arena.give(start, sizeClass);
    }
    this.edgeStart[ref] = moved;
    this.edgeClass[ref] = wanted;
    this.flags[ref] = (this.flags[ref] as number) | HAS_EDGES;
  }

  /** Drops the slots from `count` on without releasing them: the caller took them over. The last one takes the block along. */
  truncateEdges(ref: Ref, count: number): void {
    const start = this.edgeStart[ref] as number;
    this.arena.clear(start + count, start + (this.edgeCount[ref] as number));
    this.edgeCount[ref] = count;
    if (count === 0) this.giveEdges(ref);
  }

  /** The object has no block of edges any more. */
  protected giveEdges(ref: Ref): void {
    const flags = this.flags[ref] as number;
    if ((flags & HAS_EDGES) === 0) return;
    this.flags[ref] = flags & ~HAS_EDGES;
    this.arena.give(this.edgeStart[ref] as number, this.edgeClass[ref] as number);
    this.edgeStart[ref] = 0;
    this.edgeCount[ref] = 0;
  }

  slotName(ref: Ref, slot: number): string {
    const slots = this.slotsOf(ref);
    if (slot < slots.fixed.length) return slots.fixed[slot] as string;
    const index = slot - slots.fixed.length;
    return slots.itemName?.(ref, index) ?? `[${index}]`;
  }
}
