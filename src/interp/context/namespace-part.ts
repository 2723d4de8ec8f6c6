import { NULL, type Ref } from '../../gc/ref.js';
import { catchThrown, setPendingError } from '../errors.js';
import { getAttr } from '../objects/attributes.js';
import { newCell } from '../objects/cell.js';
import { newClass } from '../objects/class.js';
import { dictDelItem, dictGetItem, dictSetItem, dictSetNewString, newDict } from '../objects/dict.js';
import { newFunction } from '../objects/function.js';
import { intern, newStr } from '../objects/str.js';
import { newTuple } from '../objects/tuple.js';
import type { Runtime } from '../runtime.js';
import type {
  ClassOptions,
  DefOptions,
  NamespacePart,
  Operand,
  PythonBody,
  TestContext,
  Value,
} from '../test-context.js';
import { type ContextCore, checked, handle, keep, lend, owned, raisePending, use, withFrame } from './core.js';
import { codeObject } from './running-code.js';

/** Context of the code in a function's body: same globals, a frame of its own. */
export type Inner = (core: ContextCore) => TestContext;

export function namespacePart(core: ContextCore, inner: Inner): NamespacePart {
  const { runtime, globals } = core;
  const bind = (name: string, ref: Ref): void => {
    const key = intern(runtime, name);
    dictSetItem(runtime, globals, key, ref);
    runtime.heap.decref(key);
  };
  const importModule = (name: string): Value => checked(core, runtime.machine.importModule(name));
  return {
    assign: (name, operand) => lend(runtime, operand, (ref) => bind(name, ref)),
    name: (name) => keep(core, runtime.heap.newRef(lookUp(core, name))),
    has: (name) => dictGetItem(runtime, globals, name) !== NULL,
    del: (name) => {
      if (!dictDelItem(runtime, globals, name)) nameError(core, name);
    },
    def: (name, options) => {
      const func = makeFunction(core, inner, name, normal(options));
      bind(name, func);
      return keep(core, func);
    },
    class: (name, options = {}) => {
      const type = makeClass(core, inner, name, options);
      bind(name, type);
      return keep(core, type);
    },
    import: (name, alias = name) => {
      const module = importModule(name);
      bind(alias, use(runtime, module));
      return module;
    },
    load: importModule,
    importFrom: (moduleName, name, alias = name) => {
      const module = runtime.machine.importModule(moduleName);
      if (module === NULL) raisePending(runtime);
      const value = getAttr(runtime, module, name);
      runtime.heap.decref(module);
      const result = checked(core, value);
      bind(alias, use(runtime, result));
      return result;
    },
  };
}

function normal(options: DefOptions | PythonBody | undefined): DefOptions {
  return typeof options === 'function' ? { body: options } : (options ?? {});
}

/** Borrowed: a global, or a builtin. */
function lookUp(core: ContextCore, name: string): Ref {
  const { runtime, globals } = core;
  const value = dictGetItem(runtime, globals, name);
  if (value !== NULL) return value;
  const builtin = dictGetItem(runtime, runtime.current.struct.get('builtins'), name);
  return builtin === NULL ? nameError(core, name) : builtin;
}

function nameError(core: ContextCore, name: string): never {
  setPendingError(core.runtime, 'NameError', `name '${name}' is not defined`);
  return raisePending(core.runtime);
}

/** What MAKE_FUNCTION does with the pieces that the source gives. New reference. */
function makeFunction(core: ContextCore, inner: Inner, name: string, options: DefOptions): Ref {
  const { runtime } = core;
  const qualname = `${core.code.prefix}${name}`;
  const code = core.code.codeOf(qualname, {
    name,
    doc: options.doc,
    varnames: options.varnames,
    empty: options.body === undefined,
  });
  const pieces = {
    defaults: tupleOf(core, options.defaults),
    kwdefaults: dictOf(core, options.kwdefaults),
    annotations: annotationsOf(core, options.annotations),
    closure: closureOf(core, options.closure),
  };
  const given = Object.fromEntries(Object.entries(pieces).filter(([, ref]) => ref !== NULL));
  const callee = { name, code, prefix: `${qualname}.<locals>.` };
  const func = newFunction(runtime, {
    name,
    ...(options.qualname === undefined ? {} : { qualname: options.qualname }),
    globals: core.globals,
    code,
    ...given,
    ...(options.body && { body: pythonBody(core, inner, callee, options.body), source: options.body }),
  });
  for (const ref of Object.values(pieces)) runtime.heap.xdecref(ref);
  return func;
}

/** sys.getrecursionlimit(). NOT-CPYTHON: 1000 there; JavaScript's own stack holds fewer calls of this kind. */
const RECURSION_LIMIT = 200;

/** False: RecursionError is set. CPython 3.11 Python/ceval.c: _Py_CheckRecursiveCall() */
function enterRecursiveCall(runtime: Runtime): boolean {
  if (runtime.recursionDepth < RECURSION_LIMIT) {
    runtime.recursionDepth++;
    return true;
  }
  setPendingError(runtime, 'RecursionError', 'maximum recursion depth exceeded');
  return false;
}

/** What a call of a function runs: its code, borrowed. */
interface Callee {
  readonly name: string;
  readonly code: Ref;
  readonly prefix: string;
}

/** Runs the JavaScript body in a frame of its own; what it returns becomes a new reference, what it throws an exception. */
function pythonBody(core: ContextCore, inner: Inner, called: Callee, body: PythonBody): (args: readonly Ref[]) => Ref {
  const { name, code, prefix } = called;
  return (args) => {
    const running = codeObject(core.runtime, code, prefix);
    const callee: ContextCore = { ...core, frames: [], name, code: running, locals: { count: 0 } };
    if (!enterRecursiveCall(core.runtime)) return NULL;
    try {
      return withFrame(callee, name, (frame) => {
        frame.set('f_code', core.runtime.heap.newRef(code));
        const values = args.map((ref) => handle(core.runtime, ref));
        return owned(core.runtime, body(inner(callee), ...values) ?? null);
      });
    } catch (error) {
      catchThrown(core.runtime, error);
      return NULL;
    } finally {
      core.runtime.recursionDepth--;
    }
  };
}

function tupleOf(core: ContextCore, operands: readonly Operand[] | undefined): Ref {
  if (!operands || operands.length === 0) return NULL;
  return newTuple(
    core.runtime,
    operands.map((operand) => owned(core.runtime, operand)),
  );
}

function dictOf(core: ContextCore, entries: Readonly<Record<string, Operand>> | undefined): Ref {
  if (!entries) return NULL;
  const dict = newDict(core.runtime);
  for (const [key, operand] of Object.entries(entries))
    dictSetNewString(core.runtime, dict, key, owned(core.runtime, operand));
  return dict;
}

/** A constant tuple of names and values, or a dict for each definition, by year. */
function annotationsOf(core: ContextCore, entries: Readonly<Record<string, Operand>> | undefined): Ref {
  if (!entries) return NULL;
  if (!core.runtime.rule('annotations-tuple')) return dictOf(core, entries);
  const flat = Object.entries(entries).flatMap(([key, operand]) => [
    intern(core.runtime, key),
    owned(core.runtime, operand),
  ]);
  return newTuple(core.runtime, flat);
}

function closureOf(core: ContextCore, operands: readonly Operand[] | undefined): Ref {
  if (!operands || operands.length === 0) return NULL;
  const cells = operands.map((operand) => lend(core.runtime, operand, (ref) => newCell(core.runtime, ref)));
  return newTuple(core.runtime, cells);
}

/** Runs the class body into a namespace, then type(name, bases, namespace). New reference. */
function makeClass(core: ContextCore, inner: Inner, name: string, options: ClassOptions): Ref {
  const { runtime } = core;
  const qualname = `${core.code.prefix}${name}`;
  const body = core.code.codeOf(qualname, { name, empty: false });
  const bodyCore: ContextCore = { ...core, code: codeObject(runtime, body, `${qualname}.`) };
  const namespace = newDict(runtime);
  const module = dictGetItem(runtime, core.globals, '__name__');
  if (module !== NULL) dictSetNewString(runtime, namespace, '__module__', runtime.heap.newRef(module));
  dictSetNewString(runtime, namespace, '__qualname__', intern(runtime, name));
  if (options.doc !== undefined) dictSetNewString(runtime, namespace, '__doc__', newStr(runtime, options.doc));
  for (const [key, operand] of Object.entries(options.attributes ?? {})) {
    dictSetNewString(runtime, namespace, key, owned(runtime, operand));
  }
  for (const [key, method] of Object.entries(allMethods(options))) {
    const func = makeFunction(bodyCore, inner, key, normal(method));
    dictSetNewString(runtime, namespace, key, func);
  }
  const type = newClass(runtime, {
    name,
    bases: (options.bases ?? []).map((base) => use(runtime, base)),
    namespace,
    ...(options.metaclass && { metatype: use(runtime, options.metaclass) }),
    ...(options.slots && { slots: options.slots }),
  });
  runtime.heap.decref(namespace);
  return type;
}

function allMethods(options: ClassOptions): Readonly<Record<string, DefOptions | PythonBody>> {
  const finalizer = options.finalizer && { __del__: options.finalizer };
  return { ...options.methods, ...finalizer };
}
