import { NULL, type Ref } from '../../gc/ref.js';
import { newCell } from '../objects/cell.js';
import { newClass } from '../objects/class.js';
import { newCode } from '../objects/code.js';
import { dictGetItem, dictSetItemString, dictSetNewString, newDict } from '../objects/dict.js';
import { newFunction, setFunctionField } from '../objects/function.js';
import { wrapperMethodNew } from '../objects/static-method.js';
import { intern, newStr } from '../objects/str.js';
import { newTuple } from '../objects/tuple.js';
import type { Runtime } from '../runtime.js';

type Kind = Parameters<typeof wrapperMethodNew>[1];

interface Method {
  readonly kind: Kind;
  /** Default: a function of the class that bears the method's name. */
  readonly code?: string;
  /** Number of defaults, each of them None. */
  readonly defaults?: number;
  /** Decorated with _requires_builtin: a function that closes over the one written here. */
  readonly requiresBuiltin?: true;
}

/** What the class body of Lib/importlib/_bootstrap.py defines. */
const METHODS: Readonly<Record<string, Method>> = {
  module_repr: { kind: 'staticmethod' },
  find_spec: { kind: 'classmethod', defaults: 2 },
  find_module: { kind: 'classmethod', defaults: 1 },
  create_module: { kind: 'staticmethod' },
  exec_module: { kind: 'staticmethod' },
  get_code: { kind: 'classmethod', requiresBuiltin: true },
  get_source: { kind: 'classmethod', requiresBuiltin: true },
  is_package: { kind: 'classmethod', requiresBuiltin: true },
  load_module: { kind: 'classmethod', code: '_load_module_shim' },
};

/**
 * The class that `__loader__` of `__main__` and of every built-in module names: whoever keeps a function of `__main__`
 * keeps its globals, this class, its functions, and the dict of `_frozen_importlib`. New reference; `globals` is that
 * dict, borrowed.
 */
export function newBuiltinImporter(runtime: Runtime, globals: Ref): Ref {
  const namespace = newDict(runtime);
  dictSetItemString(runtime, namespace, '__module__', dictGetItem(runtime, globals, '__name__'));
  const doc = frozen(runtime, 'doc', () => newStr(runtime, 'doc of BuiltinImporter'));
  dictSetItemString(runtime, namespace, '__doc__', doc);
  dictSetItemString(
    runtime,
    namespace,
    '_ORIGIN',
    frozen(runtime, '"built-in"', () => intern(runtime, 'built-in')),
  );
  for (const [name, method] of Object.entries(METHODS)) {
    const func = method.requiresBuiltin ? wrapped(runtime, globals, name) : plain(runtime, globals, name, method);
    dictSetNewString(runtime, namespace, name, wrapperMethodNew(runtime, method.kind, func));
    runtime.heap.decref(func);
  }
  const type = newClass(runtime, { name: 'BuiltinImporter', bases: [], namespace });
  runtime.heap.decref(namespace);
  return type;
}

/**
 * Borrowed: a constant of the frozen code, which all interpreters share and none frees.
 * NOT-CPYTHON: before bpo-45696 (3.11) each interpreter unmarshalled frozen code for itself; here no year does.
 */
function frozen(runtime: Runtime, name: string, make: () => Ref): Ref {
  const field = `frozen ${name}`;
  const { singletonHolder } = runtime;
  if (singletonHolder.get(field) === NULL) singletonHolder.set(field, make());
  return singletonHolder.get(field);
}

/** Borrowed. */
function frozenCode(runtime: Runtime, name: string): Ref {
  return frozen(runtime, `code of ${name}`, () => {
    const filename = frozen(runtime, 'filename', () => newStr(runtime, '<frozen importlib._bootstrap>'));
    return newCode(runtime, { name, filename });
  });
}

function nones(runtime: Runtime, count: number): Ref {
  const { none } = runtime.singletons;
  return frozen(runtime, `${count} x None`, () =>
    newTuple(
      runtime,
      Array.from({ length: count }, () => runtime.heap.newRef(none)),
    ),
  );
}

/** New reference. */
function plain(runtime: Runtime, globals: Ref, name: string, { code = name, defaults = 0 }: Partial<Method>): Ref {
  return newFunction(runtime, {
    name: code,
    globals,
    code: frozenCode(runtime, code),
    ...(defaults > 0 && { defaults: nones(runtime, defaults) }),
  });
}

/** New reference. CPython 3.11 Lib/importlib/_bootstrap.py: _requires_builtin(), _wrap() */
function wrapped(runtime: Runtime, globals: Ref, name: string): Ref {
  const inner = plain(runtime, globals, name, {});
  const cell = newCell(runtime, inner);
  const closure = newTuple(runtime, [cell]);
  const code = frozenCode(runtime, '_requires_builtin_wrapper');
  const func = newFunction(runtime, { name, globals, code, closure });
  // new.__dict__.update(old.__dict__) makes both.
  for (const each of [inner, func]) setFunctionField(runtime, each, 'func_dict', newDict(runtime));
  for (const ref of [inner, closure]) runtime.heap.decref(ref);
  return func;
}
