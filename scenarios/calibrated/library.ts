import type { DescribedModule, Library } from 'refhunt/scenario';
import { countsOf } from './counts.js';
import { nativeModules } from './native.js';
import { type StandardError, startUpModules } from './start-up.js';
import { threadModules } from './threads.js';

/** The standard library as far as it was counted. */
export function countedLibrary(library: Library, stderr: StandardError): readonly DescribedModule[] {
  const counts = countsOf(library);
  return [...startUpModules(counts, stderr), ...threadModules(counts), ...nativeModules(counts)];
}
