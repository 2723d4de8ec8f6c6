import type { GcState } from './gc-state.js';
import type { Heap } from './heap.js';
import type { HolderKind } from './holder.js';
import { EXTRA_VISIT } from './object-flags.js';
import { NULL, type Ref } from './ref.js';
import type { Place, StrayReason } from './stray.js';
import { TRAIT_HAVE_GC } from './type-slots.js';

/** Who owns one strong reference. */
export type Owner =
  | { readonly kind: 'object'; readonly of: Ref; readonly slot: number; readonly visited: boolean }
  | { readonly kind: HolderKind; readonly name: string; readonly field: string }
  | { readonly kind: 'nobody'; readonly reason: StrayReason; readonly owner: string; readonly place: Place | null };

/** Owners of every reference to one object: as many as its reference count, where the heap is in order. */
export function ownersOf(heap: Heap, target: Ref): Owner[] {
  return ownersOfAll(heap, new Set([target])).get(target) ?? [];
}

/** Owners by target, in one walk over the heap. */
export function ownersOfAll(heap: Heap, targets: ReadonlySet<Ref>): Map<Ref, Owner[]> {
  const owners = new Map<Ref, Owner[]>([...targets].map((target) => [target, []]));
  if (targets.size > 0) forEachReference(heap, (target, owner) => owners.get(target)?.push(owner()));
  return owners;
}

/** Calls back for every owned reference: those of objects in slot order, then of holders, then those without owner. */
export function forEachReference(heap: Heap, callback: (target: Ref, owner: () => Owner) => void): void {
  for (let of = 1 as Ref; of < heap.top; of++) {
    if (heap.type[of] === 0) continue;
    const count = heap.edgeCount[of] as number;
    for (let slot = 0; slot < count; slot++) {
      const target = heap.edge(of, slot);
      if (target !== NULL) callback(target, () => objectOwner(heap, of, slot));
    }
  }
  if (heap.running !== NULL)
    callback(heap.running, () => ({ kind: 'runtime', name: 'running', field: 'op of delete_garbage' }));
  for (const holder of heap.holders) {
    for (const [field, target] of holder.fields) {
      if (target !== NULL) callback(target, () => ({ kind: holder.kind, name: holder.name, field }));
    }
  }
  for (const [target, strays] of heap.strays) {
    for (const { delta, reason, owner, place } of strays) {
      if (delta === 1) callback(target, () => ({ kind: 'nobody', reason, owner, place }));
    }
  }
}

function objectOwner(heap: Heap, of: Ref, slot: number): Owner {
  const visited = (heap.arena.cells[(heap.edgeStart[of] as number) + slot] as number) > 0;
  return { kind: 'object', of, slot, visited };
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
