import type { GcState } from './gc-state.js';
import type { Heap } from './heap.js';
import type { Ref } from './ref.js';
export function getObjects(_h: Heap, _s: GcState): Ref[] {
  return [];
}
export function getReferents(_h: Heap, _s: Ref): Ref[] {
  return [];
}
export function getReferrers(_h: Heap, _s: GcState, _r: Ref): Ref[] {
  return [];
}
