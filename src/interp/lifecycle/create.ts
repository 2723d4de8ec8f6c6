import { createGcState } from '../../gc/collect.js';
import type { GcState } from '../../gc/gc-state.js';
import { NULL, type Ref } from '../../gc/ref.js';
import { runBody } from '../extension/execute.js';
import { newFrame } from '../extension/frame.js';
import { addFrozenModule, addModule } from '../import/import.js';
import { fillImportlib } from '../import/importlib.js';
import type { Interpreter } from '../interpreter.js';
import { dictGetItem, dictSetItemString, dictSetNewString, newDict } from '../objects/dict.js';
import { internIdentifiers } from '../objects/identifiers.js';
import { newList } from '../objects/list.js';
import { createSmallInts, SMALL_INT_MIN } from '../objects/long.js';
import { moduleDict } from '../objects/module.js';
import { addCoreSubclasses } from '../objects/subclasses.js';
import { type Runtime, START_UP } from '../runtime.js';
import { initBuiltins } from './init-builtins.js';
import { importStartUpModules, runDescribed } from './start-up.js';

/** Generation lists of a new interpreter: its own, or those of the process where the year shares them. */
function gcStateFor(runtime: Runtime, id: number): GcState {
  const main = runtime.interpreters[0];
  if (main && !runtime.rule('gc-per-interpreter')) return main.gc;
  return createGcState(runtime.heap, `interpreter ${id}`);
}

/** Makes `interpreter` the running one: allocations are charged to it. */
export function switchTo(runtime: Runtime, interpreter: Interpreter): void {
  runtime.current = interpreter;
  runtime.heap.gcState = interpreter.gc;
  runtime.heap.currentMaker = interpreter.id;
}

/** CPython 3.11 Python/pylifecycle.c: new_interpreter(). Leaves the new interpreter running. */
export function newInterpreter(runtime: Runtime): Interpreter {
  const id = runtime.nextInterpreterId++;
  const interpreter: Interpreter = {
    id,
    main: id === 0,
    gc: gcStateFor(runtime, id),
    struct: runtime.holder('interpreter', `interpreter ${id}`, id),
    smallInts: new Map(),
    interned: new Map(),
    sliceCached: false,
    atexit: [],
    ended: false,
  };
  runtime.interpreters.push(interpreter);
  switchTo(runtime, interpreter);
  const { phase } = runtime;
  runtime.phase = START_UP;
  startUp(runtime, interpreter);
  runtime.phase = phase;
  return interpreter;
}

function startUp(runtime: Runtime, interpreter: Interpreter): void {
  if (runtime.rule('small-ints-per-interpreter')) createOwnSmallInts(runtime, interpreter);
  if (runtime.rule('interned-per-interpreter')) internIdentifiers(runtime, interpreter.struct);
  if (interpreter.main) addCoreSubclasses(runtime);
  if (interpreter.main) referToNone(runtime, interpreter);
  createModules(runtime, interpreter);
  createCodecRegistries(runtime, interpreter);
  importStartUpModules(runtime);
}

/** Calibrated: sys.getrefcount(None) in a 3.11.2 that has just started. */
const START_UP_NONES = 3900;

/** NOT-CPYTHON: a field that stands for all that start-up makes and that is not simulated. */
export const START_UP_MODULES = 'start-up modules';

/** What the code and the modules of start-up hold, which are not simulated: a missing INCREF of None uses it up. */
function referToNone(runtime: Runtime, { struct }: Interpreter): void {
  const { heap, singletons } = runtime;
  const holder = heap.alloc(runtime.core('tuple'));
  heap.reserveEdges(holder, START_UP_NONES);
  for (let n = 0; n < START_UP_NONES; n++) heap.pushEdge(holder, heap.newRef(singletons.none));
  struct.set(START_UP_MODULES, holder);
}

function createOwnSmallInts(runtime: Runtime, interpreter: Interpreter): void {
  createSmallInts(runtime, interpreter.smallInts, false);
  for (const [value, int] of interpreter.smallInts) interpreter.struct.set(`small_ints[${value - SMALL_INT_MIN}]`, int);
}

/** sys, builtins, importlib and __main__: the modules that every interpreter starts with. */
function createModules(runtime: Runtime, interpreter: Interpreter): void {
  const { heap } = runtime;
  const { struct } = interpreter;
  struct.set('modules', newDict(runtime));
  const sysModule = addModule(runtime, 'sys');
  const sys = moduleDict(runtime, sysModule);
  struct.set('sysdict', heap.newRef(sys));
  dictSetItemString(runtime, sys, 'modules', struct.get('modules'));
  initSys(runtime, sysModule);
  runDescribed(runtime, sysModule, 'sys');
  initBuiltins(runtime, interpreter);
  const importlib = initImportlib(runtime);
  struct.set('importlib', heap.newRef(importlib));
  addMainModule(runtime, moduleDict(runtime, importlib));
}

/**
 * Borrowed. NOT-CPYTHON: a described library counts the string of the name among the objects of the module.
 * CPython 3.11 Python/pylifecycle.c: init_importlib()
 */
function initImportlib(runtime: Runtime): Ref {
  const name = '_frozen_importlib';
  if (runtime.pythonModules.has(name)) {
    const described = addModule(runtime, name);
    runDescribed(runtime, described, name);
    return described;
  }
  const importlib = addFrozenModule(runtime, name);
  fillImportlib(runtime, importlib, addFrozenModule(runtime, `${name}_external`));
  return importlib;
}

/** CPython 3.11 Python/pylifecycle.c: add_main_module() */
function addMainModule(runtime: Runtime, importlib: Ref): void {
  const main = moduleDict(runtime, addModule(runtime, '__main__'));
  dictSetNewString(runtime, main, '__annotations__', newDict(runtime));
  dictSetItemString(runtime, main, '__builtins__', builtinsModule(runtime));
  const loader = dictGetItem(runtime, importlib, 'BuiltinImporter');
  if (loader !== NULL) dictSetItemString(runtime, main, '__loader__', loader);
}

/** What the world says of it. CPython 3.11 Python/sysmodule.c: _PySys_UpdateConfig() */
function initSys(runtime: Runtime, module: Ref): void {
  const { sys } = runtime.world.extensions;
  if (sys) runBody(newFrame(runtime, { extension: sys, name: '_PySys_InitMain', module }), sys.exec);
}

function builtinsModule(runtime: Runtime): Ref {
  const modules = runtime.current.struct.get('modules');
  return dictGetItem(runtime, modules, 'builtins');
}

/** CPython 3.11 Python/codecs.c: _PyCodecRegistry_Init() */
function createCodecRegistries(runtime: Runtime, interpreter: Interpreter): void {
  interpreter.struct.set('codec_search_path', newList(runtime, []));
  interpreter.struct.set('codec_search_cache', newDict(runtime));
  interpreter.struct.set('codec_error_registry', newDict(runtime));
}
