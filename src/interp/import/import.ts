import { NULL, type Ref } from '../../gc/ref.js';
import { setPendingError } from '../errors.js';
import { setAttr } from '../objects/attributes.js';
import { dictDelItem, dictGetItem, dictSetItem, dictSetItemString } from '../objects/dict.js';
import { moduleDict, newModule } from '../objects/module.js';
import { intern, newStr, strText } from '../objects/str.js';
import type { Runtime } from '../runtime.js';
import { isBuiltinName } from './builtin-names.js';
import { createMultiPhase, execMultiPhase, importSinglePhase, loadExtension } from './extensions.js';
import { initModuleAttributes, type ModuleOrigin, newModuleSpec } from './importlib.js';

/**
 * New reference to the module, or NULL with an exception set. What sys.modules holds is used again.
 * CPython 3.11 Python/import.c: PyImport_ImportModuleLevelObject()
 */
export function importModule(runtime: Runtime, name: string): Ref {
  const modules = runtime.current.struct.get('modules');
  const known = dictGetItem(runtime, modules, name);
  if (known !== NULL && known !== runtime.singletons.none) return runtime.heap.newRef(known);
  // The name of a submodule is put together at run time.
  const key = name.includes('.') ? newStr(runtime, name) : intern(runtime, name);
  const module = findAndLoad(runtime, name, key, modules);
  runtime.heap.decref(key);
  return module;
}

/**
 * New reference; asks for the module as if sys.modules did not have it. One of single-phase initialisation comes back
 * as the object that it is. CPython 3.11 Lib/importlib/_bootstrap.py: _builtin_from_name()
 */
export function builtinFromName(runtime: Runtime, name: string): Ref {
  if (runtime.world.extensions[name]?.init === 'single-phase') return importModule(runtime, name);
  const key = intern(runtime, name);
  const module = findAndLoad(runtime, name, key, runtime.current.struct.get('modules'));
  runtime.heap.decref(key);
  return module;
}

/** CPython 3.11 Lib/importlib/_bootstrap.py: _find_and_load_unlocked() */
function findAndLoad(runtime: Runtime, name: string, key: Ref, modules: Ref): Ref {
  const extension = runtime.world.extensions[name];
  if (extension) {
    const loaded = loadExtension(runtime, extension);
    const origin = isBuiltinName(name) ? 'built-in' : 'extension file';
    if (extension.init === 'multi-phase') {
      const create = () => createMultiPhase(runtime, loaded, key);
      return loadUnlocked(runtime, key, modules, origin, create, (module) => execMultiPhase(runtime, loaded, module));
    }
    return loadSinglePhase(runtime, key, origin, importSinglePhase(runtime, loaded, modules, key));
  }
  const python = runtime.pythonModules.get(name);
  if (python) {
    const create = () => newModule(runtime, key);
    return loadUnlocked(runtime, key, modules, 'source file', create, (module) => {
      // exec() of the code enters the builtins.
      dictSetItemString(runtime, moduleDict(runtime, module), '__builtins__', runtime.current.struct.get('builtins'));
      return python.run(module);
    });
  }
  setPendingError(runtime, 'ModuleNotFoundError', `No module named '${name}'`);
  return NULL;
}

function loadSinglePhase(runtime: Runtime, key: Ref, origin: ModuleOrigin, module: Ref): Ref {
  if (module === NULL) return NULL;
  const spec = newModuleSpec(runtime, key, origin);
  initModuleAttributes(runtime, module, key, spec);
  runtime.heap.decref(spec);
  return module;
}

/** Create, enter in sys.modules, execute; a failed execution leaves sys.modules as it was. */
function loadUnlocked(
  runtime: Runtime,
  key: Ref,
  modules: Ref,
  origin: ModuleOrigin,
  create: () => Ref,
  execute: (module: Ref) => boolean,
): Ref {
  const heap = runtime.heap;
  const spec = newModuleSpec(runtime, key, origin);
  const module = create();
  if (module !== NULL) {
    initModuleAttributes(runtime, module, key, spec);
    dictSetItem(runtime, modules, key, module);
    markInitializing(runtime, spec, true);
  }
  const loaded = module === NULL || execute(module);
  if (module !== NULL) markInitializing(runtime, spec, false);
  heap.decref(spec);
  if (loaded) return module;
  dictDelItem(runtime, modules, strText(runtime, key));
  heap.decref(module);
  return NULL;
}

/** `spec._initializing` tells other threads to wait. CPython 3.11 Lib/importlib/_bootstrap.py: _load_unlocked() */
function markInitializing(runtime: Runtime, spec: Ref, initializing: boolean): void {
  const { singletons } = runtime;
  if (spec !== singletons.none)
    setAttr(runtime, spec, '_initializing', initializing ? singletons.true : singletons.false);
}

/** `del sys.modules[name]`: false if it is not there. */
export function forgetModule(runtime: Runtime, name: string): boolean {
  return dictDelItem(runtime, runtime.current.struct.get('modules'), name);
}

/** A module object entered by hand, as init_importlib() does. Steals nothing, returns a borrowed reference. */
export function addModule(runtime: Runtime, name: string): Ref {
  // Not interned: a class that survives its interpreter keeps this string as its `__module__`.
  return addModuleObject(runtime, newStr(runtime, name));
}

/** Borrowed: an empty module for frozen code. CPython 3.11 Python/import.c: PyImport_ImportFrozenModule() */
export function addFrozenModule(runtime: Runtime, name: string): Ref {
  return addModuleObject(runtime, intern(runtime, name));
}

/** Steals the name. */
function addModuleObject(runtime: Runtime, key: Ref): Ref {
  const modules = runtime.current.struct.get('modules');
  const module = newModule(runtime, key);
  dictSetItem(runtime, modules, key, module);
  runtime.heap.decref(key);
  runtime.heap.decref(module);
  return module;
}
