import { NULL, type Ref } from '../../gc/ref.js';
import { setPendingError } from '../errors.js';
import type { ExtensionDescription, Op } from '../extension/description.js';
import { runFunction } from '../extension/execute.js';
import { bindArguments, newFrame } from '../extension/frame.js';
import { getAttr } from '../objects/attributes.js';
import { newClass } from '../objects/class.js';
import { isException, newException } from '../objects/exception.js';
import { functionBody, isFunction } from '../objects/function.js';
import { genericAlloc, newInstance } from '../objects/instance.js';
import { builtinBody, builtinSelf } from '../objects/method.js';
import { setAdd } from '../objects/set.js';
import { sequenceItems } from '../objects/tuple.js';
import { basesOf, typeField, typeLookup } from '../objects/type.js';
import type { Runtime } from '../runtime.js';

/** New reference, or NULL with an exception set; arguments are borrowed. CPython 3.11 Objects/call.c: _PyObject_Call() */
export function callObject(runtime: Runtime, callable: Ref, args: readonly Ref[]): Ref {
  switch (runtime.familyOf(callable)) {
    case 'function':
      return callFunction(runtime, callable, args);
    case 'builtin_function_or_method':
      return callBuiltin(runtime, callable, args);
    case 'method':
      return callMethod(runtime, callable, args);
    case 'method_descriptor':
      return callDescriptor(runtime, callable, args);
    case 'type':
      return callType(runtime, callable, args);
    default:
      return callInstance(runtime, callable, args);
  }
}

function callFunction(runtime: Runtime, func: Ref, args: readonly Ref[]): Ref {
  const body = functionBody(runtime, func);
  return body ? body(args) : runtime.heap.newRef(runtime.singletons.none);
}

function callBuiltin(runtime: Runtime, builtin: Ref, args: readonly Ref[]): Ref {
  const body = builtinBody(runtime, builtin);
  return body ? body(builtinSelf(runtime, builtin), args) : runtime.heap.newRef(runtime.singletons.none);
}

/** Fields of PyMethodObject: im_func, im_self. CPython 3.11 Objects/classobject.c: method_vectorcall() */
function callMethod(runtime: Runtime, method: Ref, args: readonly Ref[]): Ref {
  return callObject(runtime, runtime.heap.edge(method, 0), [runtime.heap.edge(method, 1), ...args]);
}

function callDescriptor(runtime: Runtime, descriptor: Ref, args: readonly Ref[]): Ref {
  const { body } = runtime.heap.payload[descriptor] as { body: ((self: Ref, args: readonly Ref[]) => Ref) | null };
  return body ? body(args[0] ?? NULL, args.slice(1)) : runtime.heap.newRef(runtime.singletons.none);
}

/** tp_new of a described type, of an exception, or of a class; then `__init__`. CPython 3.11 Objects/typeobject.c: type_call() */
function callType(runtime: Runtime, type: Ref, args: readonly Ref[]): Ref {
  const info = runtime.info(type);
  if (info.description?.flags.includes('DISALLOW_INSTANTIATION')) {
    setPendingError(runtime, 'TypeError', `cannot create '${info.name}' instances`);
    return NULL;
  }
  const instance = newFromType(runtime, type, args);
  return instance === NULL || callInit(runtime, type, instance, args) ? instance : NULL;
}

function newFromType(runtime: Runtime, type: Ref, args: readonly Ref[]): Ref {
  if (runtime.info(type).layout.family === 'type') return callMetatype(runtime, type, args);
  const described = describedBase(runtime, type);
  if (described?.body) {
    const { extension, module, body, params } = described;
    const bound = new Map([...bindArguments(params, args), ['type', type]]);
    return runFunction(newFrame(runtime, { extension, name: 'tp_new', module, self: type, args: bound }), body);
  }
  if (isException(runtime, type)) return newException(runtime, type, args);
  return described ? genericAlloc(runtime, type) : newCoreInstance(runtime, type, args);
}

/**
 * A tuple or a set takes its items, those of a tuple or list, when it is made.
 * CPython 3.11 Objects/tupleobject.c: tuple_subtype_new(), Objects/setobject.c: make_new_set()
 */
function newCoreInstance(runtime: Runtime, type: Ref, [first]: readonly Ref[]): Ref {
  const { heap } = runtime;
  const instance = newInstance(runtime, type);
  const { family } = runtime.info(type).layout;
  const items = first === undefined || !HOLD_ITEMS.has(family) ? [] : sequenceItems(runtime, first);
  for (const item of items) {
    if (family === 'tuple') heap.pushEdge(instance, heap.newRef(item));
    else setAdd(runtime, instance, item);
  }
  return instance;
}

const HOLD_ITEMS: ReadonlySet<string> = new Set(['tuple', 'set', 'frozenset']);

/** `type(x)` and `type(name, bases, namespace)`. CPython 3.11 Objects/typeobject.c: type_vectorcall(), type_new() */
function callMetatype(runtime: Runtime, metatype: Ref, args: readonly Ref[]): Ref {
  const [name, bases, namespace] = args as [Ref, Ref, Ref];
  if (args.length === 1) return runtime.heap.newRef(runtime.typeOf(name));
  if (args.length !== 3) {
    setPendingError(runtime, 'TypeError', 'type() takes 1 or 3 arguments');
    return NULL;
  }
  const globals = runtime.globals;
  return newClass(runtime, { name, bases: sequenceItems(runtime, bases), namespace, metatype, globals });
}

interface DescribedBase {
  readonly extension: ExtensionDescription;
  readonly module: Ref;
  readonly body: readonly Op[] | undefined;
  readonly params: readonly string[];
}

/** The nearest base that an extension describes, with its tp_new. */
function describedBase(runtime: Runtime, type: Ref): DescribedBase | null {
  const info = runtime.info(type);
  if (info.description && info.extension !== null) {
    const loaded = runtime.loaded.get(info.extension);
    const module = typeField(runtime, type, 'ht_module');
    const body = info.description.slots.tp_new;
    return loaded ? { extension: loaded.description, module, body, params: info.description.newParams ?? [] } : null;
  }
  const base = basesOf(runtime, type)[0];
  return base === undefined ? null : describedBase(runtime, base);
}

/** False: `__init__` failed and the instance is gone. */
function callInit(runtime: Runtime, type: Ref, instance: Ref, args: readonly Ref[]): boolean {
  const init = typeLookup(runtime, type, '__init__');
  if (init === NULL || !isFunction(runtime, init)) return true;
  const result = callObject(runtime, init, [instance, ...args]);
  if (result === NULL) runtime.heap.decref(instance);
  else runtime.heap.decref(result);
  return result !== NULL;
}

function callInstance(runtime: Runtime, object: Ref, args: readonly Ref[]): Ref {
  const call = getAttr(runtime, object, '__call__');
  if (call === NULL) return NULL;
  const result = callObject(runtime, call, args);
  runtime.heap.decref(call);
  return result;
}
