import { NULL, type Ref } from '../../gc/ref.js';
import { setAttr } from '../objects/attributes.js';
import { newClass } from '../objects/class.js';
import { dictGetItem, dictSetItemString, dictSetNewString, newDict } from '../objects/dict.js';
import { newInstance } from '../objects/instance.js';
import { moduleDict } from '../objects/module.js';
import { intern, newStr } from '../objects/str.js';
import type { Runtime } from '../runtime.js';

/** Attributes that ModuleSpec.__init__ sets besides name, loader and origin. */
const SPEC_NONE = ['loader_state', 'submodule_search_locations', '_cached'] as const;

/** Borrowed: importlib's ModuleSpec class of the running interpreter. */
function specClass(runtime: Runtime): Ref {
  return dictGetItem(runtime, moduleDict(runtime, runtime.current.struct.get('importlib')), 'ModuleSpec');
}

/** The two classes of `_frozen_importlib` that every module refers to: fills the dict of the module (borrowed). */
export function fillImportlib(runtime: Runtime, module: Ref): void {
  const dict = moduleDict(runtime, module);
  for (const name of ['ModuleSpec', 'BuiltinImporter']) {
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
export function newModuleSpec(runtime: Runtime, name: Ref, origin: string): Ref {
  const heap = runtime.heap;
  if (runtime.current.struct.get('importlib') === NULL) return heap.newRef(runtime.singletons.none);
  const spec = newInstance(runtime, specClass(runtime));
  const none = runtime.singletons.none;
  const originRef = newStr(runtime, origin);
  setAttr(runtime, spec, 'name', name);
  setAttr(runtime, spec, 'loader', loader(runtime));
  setAttr(runtime, spec, 'origin', originRef);
  heap.decref(originRef);
  for (const attribute of SPEC_NONE) setAttr(runtime, spec, attribute, none);
  setAttr(runtime, spec, '_set_fileattr', runtime.singletons.false);
  return spec;
}

/** Borrowed: BuiltinImporter, the class, serves as loader. NOT-CPYTHON: also of Python files. */
function loader(runtime: Runtime): Ref {
  return dictGetItem(runtime, moduleDict(runtime, runtime.current.struct.get('importlib')), 'BuiltinImporter');
}

/** CPython 3.11 Lib/importlib/_bootstrap.py: _init_module_attrs() */
export function initModuleAttributes(runtime: Runtime, module: Ref, name: Ref, spec: Ref): void {
  const dict = moduleDict(runtime, module);
  dictSetItemString(runtime, dict, '__name__', name);
  dictSetNewString(runtime, dict, '__package__', newStr(runtime, ''));
  if (spec === runtime.singletons.none) return;
  dictSetItemString(runtime, dict, '__loader__', loader(runtime));
  dictSetItemString(runtime, dict, '__spec__', spec);
}
