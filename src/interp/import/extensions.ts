import { NULL, type Ref } from '../../gc/ref.js';
import { bindFunction } from '../extension/bind.js';
import { compileModuleSlots } from '../extension/compile.js';
import type { ExtensionDescription, Op } from '../extension/description.js';
import { runBody } from '../extension/execute.js';
import { newFrame } from '../extension/frame.js';
import type { LoadedExtension } from '../extension/loaded.js';
import { dictItems, dictSetItem, newDict } from '../objects/dict.js';
import {
  allocModuleState,
  type ModuleHooks,
  moduleAddFunctions,
  moduleDict,
  moduleSetDoc,
  newModule,
  registerModuleSlots,
  setModuleDef,
} from '../objects/module.js';
import { readyStaticTypes } from '../objects/static-type.js';
import type { Runtime } from '../runtime.js';

/** Loads the description once for the process; its static types are readied at that time. */
export function loadExtension(runtime: Runtime, description: ExtensionDescription): LoadedExtension {
  const known = runtime.loaded.get(description.name);
  if (known) return known;
  const loaded: LoadedExtension = {
    description,
    moduleType: registerModuleSlots(runtime, compileModuleSlots(description)),
    initialized: false,
  };
  runtime.loaded.set(description.name, loaded);
  readyStaticTypes(runtime, description);
  return loaded;
}

function hooksOf(runtime: Runtime, extension: ExtensionDescription): ModuleHooks {
  const hook = (name: string, body: readonly Op[]) => (module: Ref) => {
    runBody(newFrame(runtime, { extension, name, module }), body);
  };
  const { m_clear, m_free } = extension.slots;
  return { ...(m_clear && { mClear: hook('m_clear', m_clear) }), ...(m_free && { mFree: hook('m_free', m_free) }) };
}

const POINTER = 8;

/** A module of single-phase initialisation may have a size of -1 and keep what it has for ever. */
function mSizeOf({ mSize, state }: ExtensionDescription): number {
  return mSize < 0 ? mSize : Math.max(mSize, POINTER * state.length);
}

function defineModuleObject(runtime: Runtime, loaded: LoadedExtension, name: Ref | string): Ref {
  const { description } = loaded;
  const module = newModule(runtime, name, loaded.moduleType);
  setModuleDef(runtime, module, mSizeOf(description), hooksOf(runtime, description));
  const functions = Object.entries(description.functions).map(([functionName, body]) => ({
    name: functionName,
    body: bindFunction(runtime, description, functionName, body),
  }));
  moduleAddFunctions(runtime, module, functions);
  if (description.doc !== undefined) moduleSetDoc(runtime, module, description.doc);
  return module;
}

/** Runs a body of init or exec; false: it failed with an exception set. */
function runInit(
  runtime: Runtime,
  extension: ExtensionDescription,
  name: string,
  module: Ref,
  body = extension.exec,
): boolean {
  const ending = runBody(newFrame(runtime, { extension, name, module }), body);
  if (ending.kind === 'return') runtime.heap.decref(ending.value);
  return ending.kind !== 'error';
}

/**
 * Multi-phase: a new module object in every interpreter and at every import; `name` is borrowed.
 * NOT-CPYTHON: a Py_mod_create slot makes the object itself; here it finds it made, as 'module', without its state.
 * New reference or NULL. CPython 3.11 Objects/moduleobject.c: PyModule_FromDefAndSpec2()
 */
export function createMultiPhase(runtime: Runtime, loaded: LoadedExtension, name: Ref | string): Ref {
  const module = defineModuleObject(runtime, loaded, name);
  const { description } = loaded;
  const { create } = description;
  if (create === undefined || runInit(runtime, description, `${description.name}_create`, module, create))
    return module;
  runtime.heap.decref(module);
  return NULL;
}

/** Runs the Py_mod_exec slots. CPython 3.11 Objects/moduleobject.c: PyModule_ExecDef() */
export function execMultiPhase(runtime: Runtime, loaded: LoadedExtension, module: Ref): boolean {
  allocModuleState(runtime, module);
  return runInit(runtime, loaded.description, `${loaded.description.name}_exec`, module);
}

/**
 * Single-phase. What the main interpreter has initialised is not initialised again where m_size is -1: another
 * interpreter gets a new module object over a copy of the dict. Elsewhere the init function runs again.
 * New reference or NULL. CPython 3.10 Python/import.c: import_find_extension()
 */
export function importSinglePhase(runtime: Runtime, loaded: LoadedExtension, modules: Ref, key: Ref): Ref {
  const { description } = loaded;
  const copy = runtime.moduleCopies.get(description.name);
  const module = copy !== NULL ? moduleFromCopy(runtime, description.name, copy) : initSinglePhase(runtime, loaded);
  if (module === NULL) return NULL;
  dictSetItem(runtime, modules, key, module);
  rememberByIndex(runtime, description.name, module);
  if (copy === NULL && runtime.current.main) fixup(runtime, loaded, module);
  return module;
}

function initSinglePhase(runtime: Runtime, loaded: LoadedExtension): Ref {
  const { description } = loaded;
  const module = defineModuleObject(runtime, loaded, description.name);
  if (mSizeOf(description) > 0) allocModuleState(runtime, module);
  if (runInit(runtime, description, `PyInit_${description.name}`, module)) return module;
  runtime.heap.decref(module);
  return NULL;
}

/** A plain module object without definition: what its dict holds is shared with the copy. */
function moduleFromCopy(runtime: Runtime, name: string, copy: Ref): Ref {
  const module = newModule(runtime, name);
  for (const { keyRef, value } of dictItems(runtime, copy))
    dictSetItem(runtime, moduleDict(runtime, module), keyRef, value);
  return module;
}

/** Only the main interpreter enters the definition. CPython 3.10 Python/import.c: _PyImport_FixupExtensionObject() */
function fixup(runtime: Runtime, loaded: LoadedExtension, module: Ref): void {
  const { description } = loaded;
  loaded.initialized = true;
  if (description.mSize >= 0) return;
  const copy = newDict(runtime);
  for (const { keyRef, value } of dictItems(runtime, moduleDict(runtime, module)))
    dictSetItem(runtime, copy, keyRef, value);
  runtime.moduleCopies.set(description.name, copy);
}

/** interp->modules_by_index owns the module. CPython 3.11 Python/pystate.c: _PyState_AddModule() */
function rememberByIndex(runtime: Runtime, name: string, module: Ref): void {
  runtime.current.struct.set(`modules_by_index[${name}]`, runtime.heap.newRef(module));
}
