import type { TypeId } from '../../gc/ref.js';
import type { ExtensionDescription } from './description.js';

/** An extension as this process has loaded it: what the dynamic linker and PyModuleDef keep. */
export interface LoadedExtension {
  readonly description: ExtensionDescription;
  /** Type id of its module objects, whose slots depend on the module state. */
  readonly moduleType: TypeId;
  /** Single-phase: the main interpreter has run the init function; the definition stands in `extensions`. */
  initialized: boolean;
}
