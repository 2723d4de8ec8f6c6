import type { Ref } from '../../gc/ref.js';
import type { Runtime } from '../runtime.js';

/** Gives a new instance its reference to the type, where its kind of allocation takes one. */
export function ownType(runtime: Runtime, instance: Ref, type: Ref): void {
  const { heap } = runtime;
  const slot = heap.typeFieldSlot[heap.type[instance] as number] as number;
  if (slot >= 0) heap.setEdge(instance, slot, heap.newRef(type));
}
