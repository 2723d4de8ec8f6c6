import { chargedTo, placeOfCaller } from '../extension/place.js';
import type { Runtime } from '../runtime.js';
import type { TestContext } from '../test-context.js';
import { usedTooLate } from './core.js';

/** Open as long as the code runs for which a context was made. */
export interface Gate {
  open: boolean;
}

type Operation = (...args: readonly unknown[]) => unknown;

/** The context with a gate before each operation: what is used too late is a fault. */
export function gated(context: TestContext, runtime: Runtime, name: string, gate: Gate): TestContext {
  const before = (operation: Operation): Operation => {
    return (...args) => {
      if (!gate.open) throw usedTooLate(runtime, name);
      return operation(...args);
    };
  };
  return mapOperations(context, before);
}

/** Where places are traced, the context with each operation charged to the line of the scenario that calls it. */
export function traced(context: TestContext, { heap, tracesPlaces }: Runtime): TestContext {
  if (!tracesPlaces) return context;
  return mapOperations(context, (operation) => {
    const charged: Operation = (...args) => chargedTo(heap, placeOfCaller(charged) ?? null, () => operation(...args));
    return charged;
  });
}

/** As in contextOf: an object without a prototype, which is cheap to fill. */
function mapOperations(context: TestContext, map: (operation: Operation) => Operation): TestContext {
  const mapped = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of Object.entries(context)) {
    mapped[name] = typeof value === 'function' ? map(value as Operation) : value;
  }
  return mapped as unknown as TestContext;
}
