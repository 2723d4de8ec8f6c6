import { NULL, type Ref } from '../../gc/ref.js';
import { correctSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { codeField, codeQualname, newSimpleCode } from './code.js';
import { defineCoreType } from './core-type.js';
import { dictGetItem, dictSetItem, isDict, newDict } from './dict.js';
import { moduleDict } from './module.js';
import { intern, isStr } from './str.js';
import { isTuple, newTuple, sequenceItems } from './tuple.js';

/** PyObject* fields of PyFunctionObject, in order. */
const FIELDS = [
  'func_globals',
  'func_builtins',
  'func_name',
  'func_qualname',
  'func_code',
  'func_defaults',
  'func_kwdefaults',
  'func_doc',
  'func_dict',
  'func_closure',
  'func_module',
  'func_annotations',
] as const;

export type FunctionField = (typeof FIELDS)[number];

/** What tp_clear leaves, because a function must always have it. */
const KEPT = new Set<FunctionField>(['func_code', 'func_name', 'func_qualname']);

/** Runs a Python function: borrowed arguments, new reference. */
export type FunctionBody = (args: readonly Ref[]) => Ref;

interface FunctionPayload {
  readonly body: FunctionBody | null;
  /** The function of a scenario that the body calls. */
  readonly source?: unknown;
}

/** All references are borrowed. */
export interface NewFunction {
  readonly name: Ref | string;
  readonly qualname?: Ref | string;
  /** The dict of the module. */
  readonly globals: Ref;
  /** Default: a new code object with nothing but the name. */
  readonly code?: Ref;
  readonly defaults?: Ref;
  readonly kwdefaults?: Ref;
  readonly closure?: Ref;
  readonly annotations?: Ref;
  readonly doc?: Ref;
  readonly body?: FunctionBody;
  /** The function of a scenario that the body calls. */
  readonly source?: unknown;
}

export function defineFunction(runtime: Runtime): void {
  const slots = { ...correctSlots('function', FIELDS, false), clears: FIELDS.map((field) => !KEPT.has(field)) };
  defineCoreType(runtime, slots, { hasDict: true, hasWeakrefs: true, basetype: false });
}

export function isFunction(runtime: Runtime, ref: Ref): boolean {
  return runtime.heap.type[ref] === runtime.core('function');
}

function slotOf(field: FunctionField): number {
  return FIELDS.indexOf(field);
}

/** Borrowed, or NULL. */
export function functionField(runtime: Runtime, func: Ref, field: FunctionField): Ref {
  return runtime.heap.edge(func, slotOf(field));
}

/** Steals `value`. */
export function setFunctionField(runtime: Runtime, func: Ref, field: FunctionField, value: Ref): void {
  runtime.heap.replaceEdge(func, slotOf(field), value);
}

export function functionBody(runtime: Runtime, func: Ref): FunctionBody | null {
  return (runtime.heap.payload[func] as FunctionPayload).body;
}

/**
 * The dict of builtins that code with these globals sees, borrowed.
 * CPython 3.11 Objects/frameobject.c: _PyEval_BuiltinsFromGlobals()
 */
export function builtinsFromGlobals(runtime: Runtime, globals: Ref): Ref {
  const builtins = dictGetItem(runtime, globals, '__builtins__');
  if (builtins === NULL) return runtime.current.struct.get('builtins');
  return isDict(runtime, builtins) ? builtins : moduleDict(runtime, builtins);
}

/** CPython 3.11 Objects/funcobject.c: PyFunction_NewWithQualName(); the doc is the first constant of the code, if a str. */
export function newFunction(runtime: Runtime, wanted: NewFunction): Ref {
  const heap = runtime.heap;
  const code = ownedCode(runtime, wanted);
  const func = heap.alloc(runtime.core('function'));
  const own = (field: FunctionField, value: Ref = NULL): void => {
    if (value !== NULL) heap.setEdge(func, slotOf(field), heap.newRef(value));
  };
  own('func_globals', wanted.globals);
  own('func_name', codeField(runtime, code, 'co_name'));
  own('func_qualname', codeQualname(runtime, code));
  own('func_doc', wanted.doc ?? docOf(runtime, code));
  own('func_module', dictGetItem(runtime, wanted.globals, '__name__'));
  own('func_defaults', wanted.defaults);
  own('func_kwdefaults', wanted.kwdefaults);
  own('func_closure', wanted.closure);
  own('func_annotations', wanted.annotations);
  if (runtime.rule('func-builtins')) own('func_builtins', builtinsFromGlobals(runtime, wanted.globals));
  heap.setEdge(func, slotOf('func_code'), code);
  if (wanted.qualname !== undefined) setQualname(runtime, func, wanted.qualname);
  heap.payload[func] = { body: wanted.body ?? null, source: wanted.source } satisfies FunctionPayload;
  heap.gcTrack(func);
  return func;
}

function ownedCode(runtime: Runtime, wanted: NewFunction): Ref {
  if (wanted.code !== undefined) return runtime.heap.newRef(wanted.code);
  return newSimpleCode(runtime, wanted.name);
}

function docOf(runtime: Runtime, code: Ref): Ref {
  const consts = codeField(runtime, code, 'co_consts');
  const first = runtime.heap.edgeCount[consts] === 0 ? NULL : runtime.heap.edge(consts, 0);
  return first !== NULL && isStr(runtime, first) ? first : runtime.singletons.none;
}

function setQualname(runtime: Runtime, func: Ref, qualname: Ref | string): void {
  const name = typeof qualname === 'string' ? intern(runtime, qualname) : runtime.heap.newRef(qualname);
  setFunctionField(runtime, func, 'func_qualname', name);
}

/**
 * What a `def` statement hands over as annotations (all borrowed): a tuple of names and values, to be folded where all
 * of it is constant, or in earlier years a dict. New reference.
 */
export function newAnnotations(runtime: Runtime, entries: readonly (readonly [name: Ref, value: Ref])[]): Ref {
  const { heap } = runtime;
  if (runtime.rule('annotations-tuple')) {
    return newTuple(
      runtime,
      entries.flat().map((each) => heap.newRef(each)),
    );
  }
  const dict = newDict(runtime);
  for (const [name, value] of entries) dictSetItem(runtime, dict, name, value);
  return dict;
}

/** Borrowed `__annotations__`: a dict, made when first asked for. CPython 3.11 Objects/funcobject.c: func_get_annotation_dict() */
export function functionAnnotations(runtime: Runtime, func: Ref): Ref {
  const given = functionField(runtime, func, 'func_annotations');
  if (given === NULL || isTuple(runtime, given)) {
    const dict = newDict(runtime);
    const items = given === NULL ? [] : sequenceItems(runtime, given);
    for (let index = 0; index < items.length; index += 2) {
      dictSetItem(runtime, dict, items[index] as Ref, items[index + 1] as Ref);
    }
    setFunctionField(runtime, func, 'func_annotations', dict);
  }
  return functionField(runtime, func, 'func_annotations');
}
