import type { DescribedModule, Library } from 'refhunt/scenario';
import { bootstrapModules } from '../library/importlib.js';
import { astModules } from './ast.js';
import { countsOf } from './counts.js';
import { nativeModules } from './native.js';
import { fillCounted } from './python-module.js';
import { type StandardError, startUpModules } from './start-up.js';
import { threadModules } from './threads.js';

/** The standard library as far as it was counted. */
export function countedLibrary(library: Library, stderr: StandardError): readonly DescribedModule[] {
  const counts = countsOf(library);
  const importlib = bootstrapModules(library, (t, name) => fillCounted(t, counts, name));
  return [
    ...startUpModules(counts, stderr),
    ...threadModules(counts),
    ...astModules(counts),
    ...importlib,
    ...nativeModules(counts, library),
  ];
}
