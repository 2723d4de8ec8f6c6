import type { GcState } from './gc-state.js';
import type { Heap } from './heap.js';
import type { HolderKind } from './holder.js';
import { EXTRA_VISIT } from './object-flags.js';
import { NULL, type Ref } from './ref.js';
import type { Place, StrayReason } from './stray.js';
import { TRAIT_HAVE_GC } from './type-slots.js';

/** An owner that is no object: a field of a C struct, or nobody. */
export type OutsideOwner =
  | { readonly kind: HolderKind; readonly name: string; readonly field: string }
  | { readonly kind: 'nobody'; readonly reason: StrayReason; readonly owner: string; readonly place: Place | null };

/** Who owns one strong reference. */
export type Owner =
  | { readonly kind: 'object'; readonly of: Ref; readonly slot: number; readonly visited: boolean }
  | OutsideOwner;

/** Owners of every reference to one object: as many as its reference count, where the heap is in order. */
export function ownersOf(heap: Heap, target: Ref): Owner[] {
  return ownersOfAll(heap, new Set([target])).get(target) ?? [];
}

/** Owners by target, in one walk over the heap: objects in slot order, then holders, then nobody. */
export function ownersOfAll(heap: Heap, targets: ReadonlySet<Ref>): Map<Ref, Owner[]> {
  const owners = new Map<Ref, Owner[]>([...targets].map((target) => [target, []]));
  if (targets.size === 0) return owners;
  const wanted = new Uint8Array(heap.top);
  for (const target of targets) wanted[target] = 1;
  forEachEdge(heap, (target, of, slot, visited) => {
    if (wanted[target] === 1) owners.get(target)?.push({ kind: 'object', of, slot, visited });
  });
  forEachOutsideReference(heap, (target, owner) => owners.get(target)?.push(owner));
  return owners;
}

/** Calls back for every reference that a slot of an object owns. */
export function forEachEdge(
  heap: Heap,
  callback: (target: Ref, of: Ref, slot: number, visited: boolean) => void,
): void {
  const { top, type, edgeStart, edgeCount } = heap;
  const { cells } = heap.arena;
  for (let of = 1 as Ref; of < top; of++) {
    if (type[of] === 0) continue;
    const start = edgeStart[of] as number;
    const count = edgeCount[of] as number;
    for (let slot = 0; slot < count; slot++) {
      const cell = cells[start + slot] as number;
      if (cell !== 0) callback(Math.abs(cell) as Ref, of, slot, cell > 0);
    }
  }
}

/** Calls back for every reference that no object owns. */
export function forEachOutsideReference(heap: Heap, callback: (target: Ref, owner: OutsideOwner) => void): void {
  if (heap.running !== NULL)
    callback(heap.running, { kind: 'runtime', name: 'running', field: 'op of delete_garbage' });
  for (const { kind, name, fields } of heap.holders) {
    for (const [field, target] of fields) if (target !== NULL) callback(target, { kind, name, field });
  }
  for (const [target, strays] of heap.strays) {
    for (const { delta, reason, owner, place } of strays) {
      if (delta === 1) callback(target, { kind: 'nobody', reason, owner, place });
    }
  }
}

/** Calls tp_traverse: every visited reference in slot order, one that is owned twice twice. */
export function traverse(heap: Heap, ref: Ref, visit: (target: Ref) => void): void {
  const count = heap.edgeCount[ref] as number;
  for (let slot = 0; slot < count; slot++) {
    const target = heap.arena.cells[(heap.edgeStart[ref] as number) + slot] as Ref;
    if (target > NULL) visit(target);
  }
  if ((heap.flags[ref] as number) & EXTRA_VISIT) heap.slotsOf(ref).traverse?.(ref, visit);
}

/** gc.get_referents() of one object. CPython 3.11 Modules/gcmodule.c: gc_get_referents() */
export function getReferents(heap: Heap, ref: Ref): Ref[] {
  const referents: Ref[] = [];
  const traits = heap.typeTraits[heap.type[ref] as number] as number;
  if ((traits & TRAIT_HAVE_GC) !== 0) traverse(heap, ref, (target) => referents.push(target));
  return referents;
}

/**
 * gc.get_referrers() of one object: blind for what is not tracked and for what is not visited.
 * CPython 3.11 Modules/gcmodule.c: gc_get_referrers(), gc_referrers_for()
 */
export function getReferrers(heap: Heap, state: GcState, target: Ref): Ref[] {
  return getObjects(heap, state).filter((ref) => {
    let refers = false;
    traverse(heap, ref, (visited) => {
      refers ||= visited === target;
    });
    return refers;
  });
}

/** Tracked objects, of one generation or of all, youngest first. CPython 3.11 Modules/gcmodule.c: gc_get_objects_impl() */
export function getObjects(heap: Heap, state: GcState, generation?: number): Ref[] {
  const wanted = state.generations.filter((_, index) => generation === undefined || generation === index);
  return wanted.flatMap(({ head }) => gcListMembers(heap, head));
}

function gcListMembers(heap: Heap, list: Ref): Ref[] {
  const members: Ref[] = [];
  for (let ref = heap.gcNext[list] as Ref; ref !== list; ref = heap.gcNext[ref] as Ref) members.push(ref);
  return members;
}
