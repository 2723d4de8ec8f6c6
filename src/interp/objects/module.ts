import { NULL, type Ref, type TypeId } from '../../gc/ref.js';
import { correctSlots, type TypeSlots } from '../../gc/type-slots.js';
import type { BuiltinBody } from '../machine.js';
import type { Runtime } from '../runtime.js';
import { defineCoreType } from './core-type.js';
import { dictGetItem, dictSetItemString, dictSetNewString, newDict } from './dict.js';
import { newBuiltin } from './method.js';
import { isStr, newStr } from './str.js';

const MD_DICT = 0;
const MD_NAME = 1;

/** m_clear and m_free of a module definition, run with the module. */
export interface ModuleHooks {
  readonly mClear?: (module: Ref) => void;
  readonly mFree?: (module: Ref) => void;
}

interface ModulePayload {
  hooks: ModuleHooks;
  /** md_state != NULL. */
  hasState: boolean;
  /** m_size of its definition; 0 without one. */
  mSize: number;
}

export interface ModuleFunction {
  readonly name: string;
  readonly body: BuiltinBody | null;
}

export function defineModule(runtime: Runtime): void {
  const slots = { ...correctSlots('module', ['md_dict', 'md_name'], false), visits: [true, false] };
  defineCoreType(runtime, withModuleSlots(runtime, slots), { hasDict: true, hasWeakrefs: true });
}

/** tp_clear and tp_dealloc, which are the same whatever state a definition adds. */
function withModuleSlots(runtime: Runtime, slots: TypeSlots): TypeSlots {
  return {
    ...slots,
    clear: (self) => moduleClear(runtime, self),
    onDealloc: (self) => moduleDealloc(runtime, self),
  };
}

/** Type id of the modules of one definition: `slots` begin with md_dict and md_name, the state follows. */
export function registerModuleSlots(runtime: Runtime, slots: TypeSlots): TypeId {
  const id = runtime.heap.registerType(withModuleSlots(runtime, slots));
  runtime.typeObjects[id] = runtime.coreType('module');
  return id;
}

function payload(runtime: Runtime, module: Ref): ModulePayload {
  return runtime.heap.payload[module] as ModulePayload;
}

export function isModule(runtime: Runtime, ref: Ref): boolean {
  return runtime.familyOf(ref) === 'module';
}

/**
 * New reference. `name` is borrowed, or the text of a new string as PyModule_New() makes it.
 * CPython 3.11 Objects/moduleobject.c: PyModule_NewObject()
 */
export function newModule(runtime: Runtime, name: Ref | string, typeId: TypeId = runtime.core('module')): Ref {
  const heap = runtime.heap;
  const nameRef = typeof name === 'string' ? newStr(runtime, name) : heap.newRef(name);
  const module = heap.alloc(typeId);
  heap.payload[module] = { hooks: {}, hasState: false, mSize: 0 } satisfies ModulePayload;
  const dict = newDict(runtime);
  heap.setEdge(module, MD_DICT, dict);
  initDict(runtime, module, dict, nameRef);
  heap.gcTrack(module);
  heap.decref(nameRef);
  return module;
}

/** CPython 3.11 Objects/moduleobject.c: module_init_dict() */
function initDict(runtime: Runtime, module: Ref, dict: Ref, name: Ref): void {
  const none = runtime.singletons.none;
  dictSetItemString(runtime, dict, '__name__', name);
  for (const key of ['__doc__', '__package__', '__loader__', '__spec__']) dictSetItemString(runtime, dict, key, none);
  if (isStr(runtime, name)) runtime.heap.replaceEdge(module, MD_NAME, runtime.heap.newRef(name));
}

/** Borrowed md_dict; NULL once the collector has cleared the module. CPython 3.11 Objects/moduleobject.c: PyModule_GetDict() */
export function moduleDict(runtime: Runtime, module: Ref): Ref {
  return runtime.heap.edge(module, MD_DICT);
}

/** Borrowed `__name__`, or NULL. CPython 3.11 Objects/moduleobject.c: PyModule_GetNameObject() */
export function moduleName(runtime: Runtime, module: Ref): Ref {
  const dict = moduleDict(runtime, module);
  const name = dict === NULL ? NULL : dictGetItem(runtime, dict, '__name__');
  return name !== NULL && isStr(runtime, name) ? name : NULL;
}

/** Gives the module its definition: what runs when it is cleared and freed. */
export function setModuleDef(runtime: Runtime, module: Ref, mSize: number, hooks: ModuleHooks): void {
  Object.assign(payload(runtime, module), { hooks, mSize });
}

/**
 * Allocates md_state, once; m_size 0 gets a block too.
 * CPython 3.11 Objects/moduleobject.c: PyModule_ExecDef()
 */
export function allocModuleState(runtime: Runtime, module: Ref): void {
  const entry = payload(runtime, module);
  if (entry.hasState || entry.mSize < 0) return;
  entry.hasState = true;
  runtime.heap.addBlocks(module, 1);
}

export function hasModuleState(runtime: Runtime, module: Ref): boolean {
  return payload(runtime, module).hasState;
}

/** Each function owns the module and its name. CPython 3.11 Objects/moduleobject.c: _add_methods_to_object() */
export function moduleAddFunctions(runtime: Runtime, module: Ref, functions: readonly ModuleFunction[]): void {
  const name = moduleName(runtime, module);
  for (const each of functions) {
    const builtin = newBuiltin(runtime, each.name, module, name, each.body);
    dictSetNewString(runtime, moduleDict(runtime, module), each.name, builtin);
  }
}

/** CPython 3.11 Objects/moduleobject.c: PyModule_SetDocString() */
export function moduleSetDoc(runtime: Runtime, module: Ref, doc: string): void {
  dictSetNewString(runtime, moduleDict(runtime, module), '__doc__', newStr(runtime, doc));
}

/** bpo-39824: a module with m_size > 0 that was never executed has no state to clear or free. */
function mayTouchState(entry: ModulePayload): boolean {
  return entry.mSize <= 0 || entry.hasState;
}

/** CPython 3.11 Objects/moduleobject.c: module_clear() */
function moduleClear(runtime: Runtime, module: Ref): void {
  const entry = payload(runtime, module);
  if (mayTouchState(entry)) entry.hooks.mClear?.(module);
  runtime.heap.replaceEdge(module, MD_DICT, NULL);
}

/** CPython 3.11 Objects/moduleobject.c: module_dealloc() */
function moduleDealloc(runtime: Runtime, module: Ref): void {
  const entry = payload(runtime, module);
  if (mayTouchState(entry)) entry.hooks.mFree?.(module);
}
