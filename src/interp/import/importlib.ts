import { NULL, type Ref } from '../../gc/ref.js';
import { getAttr, setAttr } from '../objects/attributes.js';
import { newClass } from '../objects/class.js';
import { dictGetItem, dictSetItemString, dictSetNewString, newDict } from '../objects/dict.js';
import { newInstance } from '../objects/instance.js';
import { instanceAttribute } from '../objects/instance-dict.js';
import { newList } from '../objects/list.js';
import { moduleDict } from '../objects/module.js';
import { intern, newStr, strText } from '../objects/str.js';
import type { Runtime } from '../runtime.js';
import { newBuiltinImporter } from './builtin-importer.js';

/** Where a module comes from: which importer loads it, and which attributes it gets. */
export type ModuleOrigin = 'built-in' | 'extension file' | 'source file';

const LOADERS: Readonly<Record<ModuleOrigin, string>> = {
  'built-in': 'BuiltinImporter',
  'extension file': 'ExtensionFileLoader',
  'source file': 'SourceFileLoader',
};

/** What else Lib/importlib/_bootstrap.py defines, in 3.11: a wiped dict keeps its keys. */
const BOOTSTRAP_NAMES = [
  ...['_object_name', '_thread', '_warnings', '_weakref', '_bootstrap_external', '_wrap', '_new_module'],
  ...['_module_locks', '_blocking_on', '_DeadlockError', '_ModuleLock', '_DummyModuleLock', '_ModuleLockManager'],
  ...['_get_module_lock', '_lock_unlock_module', '_call_with_frames_removed', '_verbose_message'],
  ...['_requires_builtin', '_requires_frozen', '_load_module_shim', '_module_repr', 'spec_from_loader'],
  ...['_spec_from_module', '_init_module_attrs', 'module_from_spec', '_module_repr_from_spec', '_exec'],
  ...['_load_backward_compatible', '_load_unlocked', '_load', 'FrozenImporter', '_ImportLockContext'],
  ...['_resolve_name', '_find_spec_legacy', '_find_spec', '_sanity_check', '_ERR_MSG_PREFIX', '_ERR_MSG'],
  ...['_find_and_load_unlocked', '_NEEDS_LOADING', '_find_and_load', '_gcd_import', '_handle_fromlist'],
  ...['_calc___package__', '__import__', '_builtin_from_name', '_setup', '_install', '_install_external_importers'],
  ...['_imp', 'sys'],
];

/** The loaders of files stand in a module of their own. */
const EXTERNAL = ['ExtensionFileLoader', 'SourceFileLoader'];

/**
 * The classes that every module refers to: fills the dicts of `_frozen_importlib` and `_frozen_importlib_external`
 * (borrowed). NOT-CPYTHON: what nothing here asks for is a name for None.
 */
export function fillImportlib(runtime: Runtime, module: Ref, external: Ref): void {
  const dict = moduleDict(runtime, module);
  dictSetItemString(runtime, dict, '__builtins__', runtime.current.struct.get('builtins'));
  addClasses(runtime, dict, ['ModuleSpec']);
  dictSetNewString(runtime, dict, 'BuiltinImporter', newBuiltinImporter(runtime, dict));
  for (const name of BOOTSTRAP_NAMES) dictSetItemString(runtime, dict, name, runtime.singletons.none);
  dictSetItemString(runtime, dict, '_bootstrap_external', external);
  if (runtime.current.main) addStartUpClasses(runtime, dict);
  addClasses(runtime, moduleDict(runtime, external), EXTERNAL);
}

/** Static types of which the modules of start-up have subclasses, those of abc, codecs and collections. */
const SUBCLASSED = ['type', 'property', 'staticmethod', 'classmethod', 'tuple', 'dict'];

/** NOT-CPYTHON: the main interpreter's modules are not simulated; these classes stand in one that is. */
function addStartUpClasses(runtime: Runtime, dict: Ref): void {
  for (const base of SUBCLASSED) {
    const namespace = newDict(runtime);
    dictSetItemString(runtime, namespace, '__module__', dictGetItem(runtime, dict, '__name__'));
    const name = `start-up subclass of ${base}`;
    dictSetNewString(runtime, dict, name, newClass(runtime, { name, bases: [runtime.coreType(base)], namespace }));
    runtime.heap.decref(namespace);
  }
}

function addClasses(runtime: Runtime, dict: Ref, names: readonly string[]): void {
  for (const name of names) {
    const text = intern(runtime, name);
    const namespace = newDict(runtime);
    const moduleName = dictGetItem(runtime, dict, '__name__');
    dictSetItemString(runtime, namespace, '__module__', moduleName);
    const type = newClass(runtime, { name: text, bases: [], namespace });
    runtime.heap.decref(namespace);
    dictSetItemString(runtime, dict, name, type);
    runtime.heap.decref(type);
    runtime.heap.decref(text);
  }
}

/**
 * New reference to a spec; None before importlib is there. `name` is borrowed.
 * CPython 3.11 Lib/importlib/_bootstrap.py: spec_from_loader()
 */
export function newModuleSpec(runtime: Runtime, name: Ref, origin: ModuleOrigin): Ref {
  const heap = runtime.heap;
  const { none } = runtime.singletons;
  if (runtime.current.struct.get('importlib') === NULL) return heap.newRef(none);
  const path = newStr(runtime, originText(runtime, name, origin));
  const loader = newLoader(runtime, name, origin, path);
  const cached = origin === 'source file' ? newStr(runtime, `__pycache__/${strText(runtime, name)}.pyc`) : NULL;
  const spec = newInstance(runtime, importlibClass(runtime, 'ModuleSpec'));
  setAttr(runtime, spec, 'name', name);
  setAttr(runtime, spec, 'loader', loader);
  setAttr(runtime, spec, 'origin', path);
  setAttr(runtime, spec, 'loader_state', none);
  setAttr(runtime, spec, 'submodule_search_locations', none);
  if (runtime.rule('inline-values')) setUninitializedSubmodules(runtime, spec);
  setAttr(runtime, spec, '_set_fileattr', origin === 'built-in' ? runtime.singletons.false : runtime.singletons.true);
  setAttr(runtime, spec, '_cached', cached === NULL ? none : cached);
  for (const ref of [path, loader, cached]) heap.xdecref(ref);
  return spec;
}

/** NOT-CPYTHON: from bpo-44717 (2021-07) on; here since instances have inline values (2021-10). */
function setUninitializedSubmodules(runtime: Runtime, spec: Ref): void {
  const list = newList(runtime, []);
  setAttr(runtime, spec, '_uninitialized_submodules', list);
  runtime.heap.decref(list);
}

function originText(runtime: Runtime, name: Ref, origin: ModuleOrigin): string {
  if (origin === 'built-in') return origin;
  return `${strText(runtime, name)}.${origin === 'source file' ? 'py' : 'so'}`;
}

/** New reference: the class itself imports what is built in, an instance of its own every file. */
function newLoader(runtime: Runtime, name: Ref, origin: ModuleOrigin, path: Ref): Ref {
  const type = importlibClass(runtime, LOADERS[origin]);
  if (origin === 'built-in') return runtime.heap.newRef(type);
  const loader = newInstance(runtime, type);
  setAttr(runtime, loader, 'name', name);
  setAttr(runtime, loader, 'path', path);
  return loader;
}

/** Borrowed: a class of the running interpreter's importlib; the loaders of files may stand in a module of their own. */
function importlibClass(runtime: Runtime, name: string): Ref {
  const dict = moduleDict(runtime, runtime.current.struct.get('importlib'));
  const known = dictGetItem(runtime, dict, name);
  const external = known === NULL ? dictGetItem(runtime, dict, '_bootstrap_external') : NULL;
  return external === NULL ? known : dictGetItem(runtime, moduleDict(runtime, external), name);
}

/** CPython 3.11 Lib/importlib/_bootstrap.py: _init_module_attrs() */
export function initModuleAttributes(runtime: Runtime, module: Ref, name: Ref, spec: Ref): void {
  const dict = moduleDict(runtime, module);
  dictSetItemString(runtime, dict, '__name__', name);
  dictSetNewString(runtime, dict, '__package__', newStr(runtime, ''));
  if (spec === runtime.singletons.none) return;
  const copy = (attribute: string, key: string): void =>
    dictSetNewString(runtime, dict, key, getAttr(runtime, spec, attribute));
  copy('loader', '__loader__');
  dictSetItemString(runtime, dict, '__spec__', spec);
  if (instanceAttribute(runtime, spec, '_set_fileattr') !== runtime.singletons.true) return;
  copy('origin', '__file__');
  if (instanceAttribute(runtime, spec, '_cached') !== runtime.singletons.none) copy('_cached', '__cached__');
}
