import { NULL, type Ref } from '../../gc/ref.js';
import { addModule, importModule } from '../import/import.js';
import { dictSetItemString } from '../objects/dict.js';
import { moduleDict } from '../objects/module.js';
import type { Runtime } from '../runtime.js';

/** What init_fs_encoding(), init_sys_streams() and init_import_site() import. */
const START_UP = ['encodings', 'io', 'site'];

/**
 * The Python part of a module that exists already; false: no scenario describes it. The main interpreter starts before
 * any scenario, so its own modules are the outline that the runtime makes by itself.
 */
export function runDescribed(runtime: Runtime, module: Ref, name: string): boolean {
  const described = runtime.pythonModules.get(name);
  described?.run(module);
  return described !== undefined;
}

/**
 * The part of the standard library that is loaded before any other code runs, as far as it is described.
 * CPython 3.11 Python/pylifecycle.c: init_interp_main()
 */
export function importStartUpModules(runtime: Runtime): void {
  if (runtime.pythonModules.has('_frozen_importlib_external')) installExternalImporters(runtime);
  for (const name of START_UP) {
    if (runtime.pythonModules.has(name)) runtime.heap.xdecref(importModule(runtime, name));
  }
}

/** CPython 3.11 Lib/importlib/_bootstrap.py: _install_external_importers() */
function installExternalImporters(runtime: Runtime): void {
  const external = addModule(runtime, '_frozen_importlib_external');
  const importlib = runtime.current.struct.get('importlib');
  if (importlib !== NULL) dictSetItemString(runtime, moduleDict(runtime, importlib), '_bootstrap_external', external);
  runDescribed(runtime, external, '_frozen_importlib_external');
}
