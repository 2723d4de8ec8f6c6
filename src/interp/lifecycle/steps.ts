import { collect, gcFini } from '../../gc/collect.js';
import { GENERATIONS } from '../../gc/gc-state.js';
import { NULL } from '../../gc/ref.js';
import type { Interpreter } from '../interpreter.js';
import { dictClear } from '../objects/dict.js';
import { finalizeSmallInts } from '../objects/long.js';
import { releaseInterned } from '../objects/str.js';
import type { Runtime } from '../runtime.js';
import {
  clearModulesByIndex,
  clearModulesDict,
  deleteSpecial,
  removeModules,
  restoreBuiltins,
  wipeBuiltins,
  wipeModules,
  wipeSys,
} from './wipe-modules.js';

type Step = (runtime: Runtime, interpreter: Interpreter) => void;

/** Fields of the interpreter struct that a step clears, in order; 'ast.*' means every field that begins so. */
const CLEARED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  'modules-delete': ['modules'],
  'codecs-clear': ['codec_search_path', 'codec_search_cache', 'codec_error_registry'],
  'interp-clear': ['modules', 'builtins_copy', 'importlib', 'import_func', 'dict'],
  'sysdict-builtins-clear': ['sysdict', 'builtins'],
  'fork-hooks-clear': ['before_forkers', 'after_forkers_parent', 'after_forkers_child'],
  'ast-fini': ['ast.*'],
  'warnings-fini': ['warnings.*'],
  'atexit-fini': ['atexit.*'],
};

/** A step that does this clears the field that follows, and all fields of it where it is a struct. */
const CLEAR = 'clear ';

export function stepClearing(field: string): string {
  return `${CLEAR}${field}`;
}

/** Fields that a step clears, in order. */
function clearedFields(does: string): readonly string[] {
  const field = does.startsWith(CLEAR) ? does.slice(CLEAR.length) : null;
  return field === null ? (CLEARED_FIELDS[does] ?? []) : [field, `${field}.*`];
}

/** Whether a step that does this clears that field of the interpreter struct. */
export function clearsField(does: string, field: string): boolean {
  const covers = (name: string): boolean => (name.endsWith('*') ? field.startsWith(name.slice(0, -1)) : name === field);
  return clearedFields(does).some(covers);
}

/** Py_CLEAR of each. */
function clearFields(names: readonly string[]): Step {
  return (_runtime, { struct }) => {
    for (const name of names) {
      if (!name.endsWith('*')) struct.clear(name);
      else for (const field of [...struct.fields.keys()]) if (field.startsWith(name.slice(0, -1))) struct.clear(field);
    }
  };
}

/** CPython 3.10 Modules/gcmodule.c: _PyGC_CollectNoFail() */
function collectNoFail(runtime: Runtime, interpreter: Interpreter): void {
  if (interpreter.gc.finalized || interpreter.gc.collecting) return;
  collect(runtime.heap, interpreter.gc, GENERATIONS - 1);
}

/** The lists die with their interpreter; those of the process only with the main one. */
function gcFiniStep(runtime: Runtime, interpreter: Interpreter): void {
  interpreter.struct.clear('gc.garbage');
  interpreter.gc.garbage = NULL;
  if (!runtime.rule('gc-per-interpreter') && !interpreter.main) return;
  gcFini(runtime.heap, interpreter.gc, {
    untrack: runtime.rule('gc-fini-untracks') && !interpreter.main,
    incref: runtime.rule('gc-fini-increfs'),
    orphans: runtime.heap.hooks.onOrphan !== undefined && !interpreter.main,
  });
}

/** NOT-CPYTHON: callbacks that atexit keeps are called by the extension's own description, where it has one. */
function callAtexit(_runtime: Runtime, interpreter: Interpreter): void {
  for (const callback of interpreter.atexit.splice(0).reverse()) callback();
}

function clearSysAndBuiltins(runtime: Runtime, { struct }: Interpreter): void {
  for (const field of ['sysdict', 'builtins']) {
    if (struct.get(field) !== NULL) dictClear(runtime, struct.get(field));
    struct.clear(field);
  }
}

/** The interpreter's own interned dict, empty tuple, characters, slice cache and small ints. CPython 3.10 Python/pylifecycle.c: finalize_interp_types() */
function finalizeTypes(runtime: Runtime, interpreter: Interpreter): void {
  clearFields(['id *', 'singleton *'])(runtime, interpreter);
  releaseInterned(runtime, interpreter.interned);
  if (interpreter.sliceCached) runtime.heap.addRawBlocks(-1, 'slice_cache');
  interpreter.sliceCached = false;
  finalizeSmallInts(runtime, interpreter);
}

/** What a step does that a world's list names; undefined: nothing is called so. */
export function stepThat(does: string): Step | undefined {
  if (does.startsWith(CLEAR)) return clearFields(clearedFields(does));
  return Object.hasOwn(STEPS, does) ? STEPS[does] : undefined;
}

/** Everything that steps may do, but for clearing one field. */
const STEPS: Readonly<Record<string, Step>> = {
  ...Object.fromEntries(Object.entries(CLEARED_FIELDS).map(([does, names]) => [does, clearFields(names)])),
  'atexit-call': callAtexit,
  'modules-delete-special': deleteSpecial,
  'modules-remove': removeModules,
  'modules-clear-dict': clearModulesDict,
  'builtins-restore': restoreBuiltins,
  'modules-by-index-clear': clearModulesByIndex,
  'modules-wipe': wipeModules,
  'sys-wipe': wipeSys,
  'builtins-wipe': wipeBuiltins,
  collect: collectNoFail,
  'sysdict-builtins-empty': clearSysAndBuiltins,
  'gc-fini': gcFiniStep,
  'types-fini': finalizeTypes,
};
