import type { PythonModuleDescription, TestContext } from 'refhunt/scenario';
import type { Counts } from './counts.js';

/** Module-level code around what is only counted: `fill` makes the classes and functions. */
export type Wiring = (t: TestContext, fill: () => void) => void;

const ONLY_COUNTED: Wiring = (_t, fill) => fill();

/** A module of the census; afterwards it has as many names as were counted. */
export function counted(counts: Counts, name: string, wiring: Wiring = ONLY_COUNTED): PythonModuleDescription {
  const row = counts[name];
  if (!row) throw new Error(`the library counts no module named ${name}`);
  return {
    name,
    body: (t) => {
      wiring(t, () => t.fill(row));
      t.pad(row.names);
    },
  };
}
