import type { Ref } from '../../../src/gc/ref.js';
import { newCell } from '../../../src/interp/objects/cell.js';
import { newClass } from '../../../src/interp/objects/class.js';
import { newCode } from '../../../src/interp/objects/code.js';
import { newDict } from '../../../src/interp/objects/dict.js';
import { newFunction, setFunctionField } from '../../../src/interp/objects/function.js';
import { newInt } from '../../../src/interp/objects/long.js';
import { newBuiltin } from '../../../src/interp/objects/method.js';
import { wrapperMethodNew } from '../../../src/interp/objects/static-method.js';
import { intern, newStr } from '../../../src/interp/objects/str.js';
import { newTuple } from '../../../src/interp/objects/tuple.js';
import { newTupleGetter } from '../../../src/interp/objects/tuple-getter.js';
import { assign, type Bench, codeConstant, constant, once } from '../bench.js';

/** What the functions of one namedtuple close over, in locals of the call that makes it. */
interface Locals {
  readonly typeName: Ref;
  readonly fieldNames: Ref;
  readonly argList: string;
}

/** Names of the local variables that the methods use, by method. */
const CLOSURES = {
  _make: ['_len', 'num_fields', 'tuple_new'],
  _replace: ['_map', 'field_names'],
  __repr__: ['repr_fmt'],
  _asdict: ['_dict', '_zip'],
  __getnewargs__: ['_tuple'],
} as const;

type Method = keyof typeof CLOSURES;

/** Methods whose docstring is a constant; those of the others are made from the name of the type. */
const CONSTANT_DOCS: Readonly<Partial<Record<Method, string>>> = {
  __repr__: 'doc of __repr__',
  _asdict: 'doc of _asdict',
  __getnewargs__: 'doc of __getnewargs__',
};

/** collections.namedtuple('P', 'a b'), step by step as Lib/collections/__init__.py goes. New reference. */
export function namedtuple(bench: Bench, name: string, fields: readonly string[]): Ref {
  const { runtime } = bench;
  const { heap } = runtime;
  const fieldNames = newTuple(
    runtime,
    fields.map((field) => heap.newRef(constant(bench, field))),
  );
  const locals: Locals = { typeName: constant(bench, name), fieldNames, argList: fields.join(', ') };
  const namespace = newDict(runtime);
  fillNamespace(bench, namespace, locals, fields, name);
  const type = newClass(runtime, {
    name: locals.typeName,
    bases: [runtime.coreType('tuple')],
    namespace,
    globals: bench.globals,
  });
  heap.decref(namespace);
  heap.decref(fieldNames);
  return type;
}

function fillNamespace(bench: Bench, namespace: Ref, locals: Locals, fields: readonly string[], name: string): void {
  const { runtime } = bench;
  const { heap } = runtime;
  const put = (key: string, value: Ref): void => assign(bench, namespace, key, value);
  put('__doc__', newStr(runtime, `${name}(${locals.argList})`));
  put('__slots__', newTuple(runtime, []));
  put('_fields', heap.newRef(locals.fieldNames));
  put('_field_defaults', newDict(runtime));
  put('__new__', qualified(bench, name, '__new__', newFunctionOf(bench, name, fields)));
  for (const method of Object.keys(CLOSURES) as Method[]) put(method, methodOf(bench, name, method, locals));
  if (runtime.rule('match-args')) put('__match_args__', heap.newRef(locals.fieldNames));
  for (const [index, field] of fields.entries()) {
    put(field, newTupleGetter(runtime, index, constant(bench, `Alias for field number ${index}`)));
  }
}

/** Sets `__qualname__` to a new string; returns the function. */
function qualified(bench: Bench, typeName: string, name: string, func: Ref): Ref {
  setFunctionField(bench.runtime, func, 'func_qualname', newStr(bench.runtime, `${typeName}.${name}`));
  return func;
}

/** A function compiled for this class, in globals of its own. */
function newFunctionOf(bench: Bench, typeName: string, fields: readonly string[]): Ref {
  const { runtime } = bench;
  const { heap } = runtime;
  const byEval = runtime.rule('namedtuple-new-by-eval');
  // Arguments of namedtuple's own functions bear that name, too.
  constant(bench, '_cls');
  const globals = newDict(runtime);
  assign(bench, globals, '_tuple_new', heap.newRef(tupleNew(bench)));
  assign(bench, globals, '__builtins__', builtinsOf(bench));
  assign(bench, globals, '__name__', newStr(runtime, `namedtuple_${typeName}`));
  const code = newCode(runtime, {
    name: constant(bench, byEval ? '<lambda>' : '__new__'),
    filename: constant(bench, '<string>'),
    names: ['_tuple_new'],
    varnames: ['_cls', ...fields],
  });
  const func = newFunction(runtime, { name: '__new__', globals, code });
  heap.decref(code);
  // exec leaves the function in the namespace, which is its globals.
  if (!byEval) assign(bench, globals, '__new__', heap.newRef(func));
  heap.decref(globals);
  setFunctionField(runtime, func, 'func_name', intern(runtime, '__new__'));
  setFunctionField(runtime, func, 'func_doc', newStr(runtime, `Create new instance of ${typeName}`));
  return func;
}

/** `__builtins__` of the namespace: what exec inserts, None, or an empty dict. */
function builtinsOf(bench: Bench): Ref {
  const { runtime } = bench;
  if (runtime.rule('namedtuple-own-builtins')) return newDict(runtime);
  if (runtime.rule('namedtuple-new-by-eval')) return runtime.heap.newRef(runtime.singletons.none);
  return runtime.heap.newRef(runtime.current.struct.get('builtins'));
}

/** tuple.__new__, which the type tuple keeps. */
function tupleNew(bench: Bench): Ref {
  return once(bench, 'tuple.__new__', () =>
    newBuiltin(bench.runtime, '__new__', bench.runtime.coreType('tuple'), 0 as Ref, null),
  );
}

/** New reference to the value of a local variable that a method uses. */
function localValue(bench: Bench, variable: string, locals: Locals): Ref {
  const { runtime } = bench;
  switch (variable) {
    case 'field_names':
      return runtime.heap.newRef(locals.fieldNames);
    case 'num_fields':
      return newInt(runtime, runtime.heap.edgeCount[locals.fieldNames] as number);
    case 'repr_fmt':
      return newStr(runtime, `(${locals.argList})`);
    case 'tuple_new':
      return runtime.heap.newRef(tupleNew(bench));
    default:
      // A type or function of builtins.
      return runtime.heap.newRef(once(bench, variable, () => runtime.heap.newRef(runtime.coreType('dict'))));
  }
}

function methodOf(bench: Bench, typeName: string, method: Method, locals: Locals): Ref {
  const { runtime } = bench;
  const { heap } = runtime;
  const doc = CONSTANT_DOCS[method];
  const cells = CLOSURES[method].map((variable) => {
    const value = localValue(bench, variable, locals);
    const cell = newCell(runtime, value);
    heap.decref(value);
    return cell;
  });
  const closure = newTuple(runtime, cells);
  const code = codeConstant(
    bench,
    method,
    doc === undefined ? [] : [constant(bench, doc)],
    `namedtuple.<locals>.${method}`,
  );
  const func = newFunction(runtime, { name: method, globals: bench.globals, code, closure });
  heap.decref(closure);
  const value = method === '_make' ? wrapperMethodNew(runtime, 'classmethod', func) : heap.newRef(func);
  if (doc === undefined) setFunctionField(runtime, func, 'func_doc', newStr(runtime, `doc of ${typeName}.${method}`));
  heap.decref(qualified(bench, typeName, method, func));
  return value;
}
