import { fillNamespace, padNamespace } from '../library/fill.js';
import type { LibraryPart } from '../test-context.js';
import type { ContextCore } from './core.js';

export function libraryPart({ runtime, globals }: ContextCore): LibraryPart {
  return {
    fill: (counts) => fillNamespace(runtime, globals, counts),
    pad: (names) => padNamespace(runtime, globals, names),
  };
}
