import { chargedTo, placeOfCaller } from '../extension/place.js';
import type { Runtime } from '../runtime.js';
import { usedTooLate } from './core.js';
import type { Around } from './lazy-context.js';

/** Open as long as the code runs for which a context was made. */
export interface Gate {
  open: boolean;
}

/** A gate before each operation: what is used too late is a fault. */
export function gated(runtime: Runtime, name: string, gate: Gate): Around {
  return (operation) =>
    (...args) => {
      if (!gate.open) throw usedTooLate(runtime, name);
      return operation(...args);
    };
}

/** Where places are traced, each operation is charged to the line of the scenario that calls it. */
export function traced({ heap, tracesPlaces }: Runtime): Around {
  if (!tracesPlaces) return (operation) => operation;
  return (operation) => {
    const charged: typeof operation = (...args) =>
      chargedTo(heap, placeOfCaller(charged) ?? null, () => operation(...args));
    return charged;
  };
}
