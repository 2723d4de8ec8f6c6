import type { ModuleCounts, PythonModuleDescription, TestContext } from 'refhunt/scenario';
import type { Counts } from './counts.js';

/** Module-level code around what is only counted: `fill` makes the classes and functions. */
export type Wiring = (t: TestContext, fill: () => void) => void;

const ONLY_COUNTED: Wiring = (_t, fill) => fill();

function rowOf(counts: Counts, name: string): ModuleCounts {
  const row = counts[name];
  if (!row) throw new Error(`the library counts no module named ${name}`);
  return row;
}

/** A module of the census; afterwards it has as many names as were counted. */
export function counted(counts: Counts, name: string, wiring: Wiring = ONLY_COUNTED): PythonModuleDescription {
  const row = rowOf(counts, name);
  return {
    name,
    body: (t) => {
      wiring(t, () => t.fill(row));
      t.pad(row.names);
    },
  };
}

/** The counted part of a module whose other code stands elsewhere. */
export function fillCounted(t: TestContext, counts: Counts, name: string): void {
  const row = rowOf(counts, name);
  t.fill(row);
  t.pad(row.names);
}

/** A package knows where its modules are. */
export function becomePackage(t: TestContext): void {
  const path = t.list([t.str('path of the package')]);
  t.assign('__path__', path);
  t.assign('__package__', t.name('__name__'));
  t.setattr(t.name('__spec__'), 'submodule_search_locations', path);
}
