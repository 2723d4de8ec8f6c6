import { NULL, type Ref } from '../../gc/ref.js';
import type { Interpreter } from '../interpreter.js';
import { dictClear, dictItems, dictSetItem, dictSetItemString } from '../objects/dict.js';
import { listAppend, newList } from '../objects/list.js';
import { isModule, moduleDict } from '../objects/module.js';
import { newTuple, sequenceItems } from '../objects/tuple.js';
import { newWeakref, weakrefTarget } from '../objects/weakref.js';
import type { Runtime } from '../runtime.js';

/** Names of sys that hold user values: set to None before anything else. */
const SYS_DELETES = [
  'path',
  'argv',
  'ps1',
  'ps2',
  'last_type',
  'last_value',
  'last_traceback',
  'path_hooks',
  'path_importer_cache',
  'meta_path',
  '__interactivehook__',
];

/** CPython 3.10 Python/pylifecycle.c: finalize_modules_delete_special() */
export function deleteSpecial(runtime: Runtime, interpreter: Interpreter): void {
  const { none } = runtime.singletons;
  dictSetItemString(runtime, interpreter.struct.get('builtins'), '_', none);
  for (const name of SYS_DELETES) dictSetItemString(runtime, interpreter.struct.get('sysdict'), name, none);
}

/**
 * Every module of sys.modules becomes None there; a list of (name, weakref) in the C frame remembers them.
 * CPython 3.10 Python/pylifecycle.c: finalize_remove_modules()
 */
export function removeModules(runtime: Runtime, interpreter: Interpreter): void {
  const modules = interpreter.struct.get('modules');
  const weaklist = newList(runtime, []);
  for (const { keyRef, value } of dictItems(runtime, modules)) {
    if (!isModule(runtime, value)) continue;
    const entry = newTuple(runtime, [runtime.heap.newRef(keyRef), newWeakref(runtime, value)]);
    listAppend(runtime, weaklist, entry);
    runtime.heap.decref(entry);
    dictSetItem(runtime, modules, keyRef, runtime.singletons.none);
  }
  interpreter.struct.set('weaklist', weaklist);
}

/** CPython 3.10 Python/pylifecycle.c: finalize_clear_modules_dict() */
export function clearModulesDict(runtime: Runtime, interpreter: Interpreter): void {
  dictClear(runtime, interpreter.struct.get('modules'));
}

/** The dict as it was at start-up, so that user data in it goes. CPython 3.10 Python/pylifecycle.c: finalize_restore_builtins() */
export function restoreBuiltins(runtime: Runtime, interpreter: Interpreter): void {
  const builtins = interpreter.struct.get('builtins');
  const copy = interpreter.struct.get('builtins_copy');
  dictClear(runtime, builtins);
  if (copy === NULL) return;
  for (const { keyRef, value } of dictItems(runtime, copy)) dictSetItem(runtime, builtins, keyRef, value);
}

/** CPython 3.10 Python/pystate.c: _PyInterpreterState_ClearModules() */
export function clearModulesByIndex(_runtime: Runtime, interpreter: Interpreter): void {
  for (const field of [...interpreter.struct.fields.keys()]) {
    if (field.startsWith('modules_by_index[')) interpreter.struct.clear(field);
  }
}

/**
 * Modules that survived the first collection lose their globals, the last imported one first; sys and builtins wait.
 * CPython 3.10 Python/pylifecycle.c: finalize_modules_clear_weaklist()
 */
export function wipeModules(runtime: Runtime, interpreter: Interpreter): void {
  const { heap } = runtime;
  const kept = [interpreter.struct.get('sysdict'), interpreter.struct.get('builtins')];
  for (const entry of sequenceItems(runtime, interpreter.struct.get('weaklist')).reverse()) {
    const module = weakrefTarget(runtime, sequenceItems(runtime, entry)[1] as Ref);
    if (module === NULL || kept.includes(moduleDict(runtime, module))) continue;
    heap.incref(module);
    wipeDict(runtime, moduleDict(runtime, module));
    heap.decref(module);
  }
  interpreter.struct.clear('weaklist');
}

/**
 * Keys stay, values become None: first those of one leading underscore, then all but `__builtins__`.
 * CPython 3.11 Objects/moduleobject.c: _PyModule_ClearDict()
 */
export function wipeDict(runtime: Runtime, dict: Ref): void {
  if (dict === NULL) return;
  const { none } = runtime.singletons;
  const zap = (chosen: (name: string) => boolean): void => {
    for (const { key, keyRef, value } of dictItems(runtime, dict)) {
      if (typeof key === 'string' && value !== none && chosen(key)) dictSetItem(runtime, dict, keyRef, none);
    }
  };
  zap((name) => name.startsWith('_') && !name.startsWith('__'));
  zap((name) => name !== '__builtins__');
}

export function wipeSys(runtime: Runtime, interpreter: Interpreter): void {
  wipeDict(runtime, interpreter.struct.get('sysdict'));
}

export function wipeBuiltins(runtime: Runtime, interpreter: Interpreter): void {
  wipeDict(runtime, interpreter.struct.get('builtins'));
}
