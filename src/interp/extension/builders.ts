import type {
  Argument,
  Condition,
  ExtensionDescription,
  FunctionDescription,
  Op,
  Slot,
  TypeDescription,
} from './description.js';
import type { CFrame } from './frame.js';
import { placeOfCaller } from './place.js';

/** Adds the place of the scenario line that wrote the operation. */
function placed<O extends Op>(op: O, builder: (...args: never[]) => unknown): O {
  const at = placeOfCaller(builder);
  return at ? { ...op, at } : op;
}

/** Py_VISIT(slot); 'ob_type' for Py_VISIT(Py_TYPE(self)). */
export function visit(slot: Slot): Op {
  return placed({ op: 'visit', slot }, visit);
}

/** Py_CLEAR(slot). */
export function clear(slot: Slot): Op {
  return placed({ op: 'clear', slot }, clear);
}

/** Py_INCREF(slot). */
export function incref(slot: Slot): Op {
  return placed({ op: 'incref', slot }, incref);
}

/** Py_DECREF(slot); 'ob_type' in a tp_dealloc for the instance's reference to its type. */
export function decref(slot: Slot): Op {
  return placed({ op: 'decref', slot }, decref);
}

/** Py_XDECREF(slot). */
export function xdecref(slot: Slot): Op {
  return placed({ op: 'xdecref', slot }, xdecref);
}

/** `slot = from`: 'steal' moves the reference, 'newref' takes another one, 'borrow' counts nothing. */
export function set(slot: Slot, from: Slot, how: 'steal' | 'newref' | 'borrow' = 'steal'): Op {
  return placed({ op: 'set', slot, from, how }, set);
}

/** Py_XSETREF(slot, from). */
export function xsetref(slot: Slot, from: Slot, how: 'steal' | 'newref' = 'steal'): Op {
  return placed({ op: 'xsetref', slot, from, how }, xsetref);
}

/** `into = API(args)`; a failure returns NULL or -1 unless `onError` says otherwise. */
export function call(api: string, args: readonly Argument[], into?: Slot, onError?: readonly Op[]): Op {
  return placed({ op: 'call', api, args, ...(into === undefined ? {} : { into }), ...(onError && { onError }) }, call);
}

export function when(test: Condition, then: readonly Op[], otherwise?: readonly Op[]): Op {
  return placed({ op: 'if', test, then, ...(otherwise && { else: otherwise }) }, when);
}

/** For each item of a sequence: `into` gets a new reference to it. */
export function forEach(sequence: Slot, into: Slot, body: readonly Op[]): Op {
  return placed({ op: 'for', in: sequence, into, do: body }, forEach);
}

/** A counting loop; `into` is a C counter that owns nothing. */
export function repeat(times: number | Slot, body: readonly Op[], into?: Slot): Op {
  return placed({ op: 'repeat', times, do: body, ...(into === undefined ? {} : { into }) }, repeat);
}

/** `return slot`: the reference goes to the caller. */
export function ret(slot: Slot): Op {
  return placed({ op: 'return', slot }, ret);
}

/** Py_RETURN_NONE, or `return 0` of an exec function. */
export function returnNone(): Op {
  return placed({ op: 'return' }, returnNone);
}

/** `return NULL` or `return -1`. */
export function returnError(): Op {
  return placed({ op: 'return', error: true }, returnError);
}

/** PyObject_GC_UnTrack(self). */
export function untrack(): Op {
  return placed({ op: 'untrack' }, untrack);
}

/** PyObject_GC_Track(self). */
export function track(): Op {
  return placed({ op: 'track' }, track);
}

/** What the data form cannot say; tools call it opaque. */
export function opaque(why: string, run: (frame: CFrame) => void): Op {
  return placed({ op: 'escape', why, run: run as (frame: unknown) => void }, opaque);
}

/** A heap type made by PyType_FromSpec; what is left out is empty. */
export function heapType(
  name: string,
  description: Partial<Omit<TypeDescription, 'name' | 'storage'>> = {},
): TypeDescription {
  return typeDescription('heap', name, description, heapType);
}

/** A static type, readied once for the process. */
export function staticType(
  name: string,
  description: Partial<Omit<TypeDescription, 'name' | 'storage'>> = {},
): TypeDescription {
  return typeDescription('static', name, description, staticType);
}

function typeDescription(
  storage: TypeDescription['storage'],
  name: string,
  description: Partial<TypeDescription>,
  builder: (...args: never[]) => unknown,
): TypeDescription {
  const at = placeOfCaller(builder);
  return {
    flags: [],
    alloc: 'tp_alloc',
    fields: [],
    slots: {},
    methods: {},
    ...description,
    name,
    storage,
    ...(at && { at }),
  };
}

type ExtensionParts = Partial<Omit<ExtensionDescription, 'name'>>;

/**
 * An extension module; what is left out is empty. m_size follows from the state unless given. A function describes the
 * module when somebody first looks: what no run of a scenario imports then costs nothing.
 */
export function extension(name: string, description: ExtensionParts | (() => ExtensionParts)): ExtensionDescription {
  const at = placeOfCaller(extension);
  const described = (parts: ExtensionParts): ExtensionDescription => ({
    init: 'multi-phase',
    mSize: parts.state ? 8 * parts.state.length : 0,
    state: [],
    statics: [],
    types: {},
    functions: {},
    exec: [],
    slots: {},
    ...parts,
    name,
    ...(at && { at }),
  });
  return typeof description === 'function'
    ? describedLater(name, () => described(description()))
    : described(description);
}

/** Every property but the name: the type sees to it that none is forgotten. */
const PARTS: Readonly<Record<Exclude<keyof ExtensionDescription, 'name'>, true>> = {
  init: true,
  mSize: true,
  doc: true,
  state: true,
  statics: true,
  types: true,
  functions: true,
  helpers: true,
  exec: true,
  create: true,
  slots: true,
  auditIgnore: true,
  at: true,
};

/** All the properties of a description; each asks for the whole. */
function describedLater(name: string, describe: () => ExtensionDescription): ExtensionDescription {
  let known: ExtensionDescription | null = null;
  const later = { name };
  for (const part of Object.keys(PARTS) as (keyof typeof PARTS)[]) {
    const get = (): unknown => {
      known ??= describe();
      return known[part];
    };
    Object.defineProperty(later, part, { get, enumerable: true });
  }
  return later as ExtensionDescription;
}

/** A module function with the names of its arguments. */
export function fn(params: readonly string[], body: readonly Op[]): FunctionDescription {
  const at = placeOfCaller(fn);
  return { params, body, ...(at && { at }) };
}
