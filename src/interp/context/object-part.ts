import { NULL, type Ref } from '../../gc/ref.js';
import { setPendingError, takePendingError } from '../errors.js';
import { delAttr, getAttr, setAttr } from '../objects/attributes.js';
import { newBytes } from '../objects/bytes.js';
import {
  dictClear,
  dictDelItem,
  dictGetItem,
  dictKey,
  dictSetItem,
  dictSize,
  isDict,
  newDict,
} from '../objects/dict.js';
import { newFloat } from '../objects/float.js';
import { newInstance } from '../objects/instance.js';
import { listAppend, listClear, listPop, newList } from '../objects/list.js';
import { intValue, isInt, newInt } from '../objects/long.js';
import { newProperty } from '../objects/property.js';
import { newSet } from '../objects/set.js';
import { intern, isStr, newStr, strText } from '../objects/str.js';
import { newTuple, sequenceItems } from '../objects/tuple.js';
import { newWeakref, weakrefTarget } from '../objects/weakref.js';
import type { ObjectPart, Operand, Value } from '../test-context.js';
import { withCleanup } from './cleanup.js';
import { type ContextCore, checked, keep, lend, lendAll, owned, raisePending, use, withBlock } from './core.js';

export function objectPart(core: ContextCore): ObjectPart {
  return Object.assign(makers(core), attributes(core), items(core), calls(core), handles(core));
}

function makers(core: ContextCore) {
  const { runtime } = core;
  const own = (operands: readonly Operand[]): Ref[] => operands.map((operand) => owned(runtime, operand));
  return {
    object: () => keep(core, newInstance(runtime, runtime.coreType('object'))),
    int: (value: number) => keep(core, newInt(runtime, value)),
    float: (value: number) => keep(core, newFloat(runtime, value)),
    str: (text: string) => keep(core, newStr(runtime, text)),
    intern: (text: string) => keep(core, intern(runtime, text)),
    bytes: (text: string) => keep(core, newBytes(runtime, text)),
    constant: (value: Operand) => keep(core, runtime.heap.newRef(core.code.constant(owned(runtime, value)))),
    list: (operands: readonly Operand[] = []) => keep(core, newList(runtime, own(operands))),
    tuple: (operands: readonly Operand[] = []) => keep(core, newTuple(runtime, own(operands))),
    set: (operands: readonly Operand[] = []) => lendAll(runtime, operands, (refs) => keep(core, newSet(runtime, refs))),
    dict: (entries: Readonly<Record<string, Operand>> = {}) => keep(core, dictOf(core, entries)),
    none: () => keep(core, runtime.heap.newRef(runtime.singletons.none)),
  };
}

/** Keys written in the source are interned constants. */
function dictOf(core: ContextCore, entries: Readonly<Record<string, Operand>>): Ref {
  const { runtime } = core;
  const dict = newDict(runtime);
  for (const [name, operand] of Object.entries(entries)) {
    const key = intern(runtime, name);
    lend(runtime, operand, (value) => dictSetItem(runtime, dict, key, value));
    runtime.heap.decref(key);
  }
  return dict;
}

function attributes(core: ContextCore) {
  const { runtime } = core;
  return {
    getattr: (object: Value, name: string) => checked(core, getAttr(runtime, use(runtime, object), name)),
    hasattr: (object: Value, name: string) => {
      const value = getAttr(runtime, use(runtime, object), name);
      if (value === NULL) takePendingError(runtime);
      runtime.heap.xdecref(value);
      return value !== NULL;
    },
    setattr: (object: Value, name: string, operand: Operand) => {
      const done = lend(runtime, operand, (value) => setAttr(runtime, use(runtime, object), name, value));
      if (!done) raisePending(runtime);
    },
    delattr: (object: Value, name: string) => {
      if (!delAttr(runtime, use(runtime, object), name)) raisePending(runtime);
    },
  };
}

function items(core: ContextCore) {
  const { runtime } = core;
  return {
    getitem: (container: Value, key: Operand) => checked(core, getItem(core, use(runtime, container), key)),
    setitem: (container: Value, key: Operand, operand: Operand) => {
      lend(runtime, operand, (value) => setItem(core, use(runtime, container), key, value));
    },
    delitem: (container: Value, key: Operand) => {
      const found = lend(runtime, key, (ref) => dictDelItem(runtime, use(runtime, container), dictKey(runtime, ref)));
      if (!found) keyError(core, key);
    },
    append: (list: Value, operand: Operand) => {
      lend(runtime, operand, (item) => listAppend(runtime, use(runtime, list), item));
    },
    pop: (list: Value) => keep(core, listPop(runtime, use(runtime, list))),
    clear: (container: Value) => {
      const ref = use(runtime, container);
      if (isDict(runtime, ref)) dictClear(runtime, ref);
      else listClear(runtime, ref);
    },
    len: (container: Value) => {
      const ref = use(runtime, container);
      return isDict(runtime, ref) ? dictSize(runtime, ref) : sequenceItems(runtime, ref).length;
    },
  };
}

function keyError(core: ContextCore, key: Operand): never {
  setPendingError(core.runtime, 'KeyError', typeof key === 'string' ? `'${key}'` : 'key');
  return raisePending(core.runtime);
}

/** New reference, or NULL with KeyError or IndexError set. */
function getItem(core: ContextCore, container: Ref, key: Operand): Ref {
  const { runtime } = core;
  if (!isDict(runtime, container)) return sequenceItem(core, container, Number(key));
  const value = lend(runtime, key, (ref) => dictGetItem(runtime, container, dictKey(runtime, ref)));
  if (value === NULL) setPendingError(runtime, 'KeyError', String(key));
  return value === NULL ? NULL : runtime.heap.newRef(value);
}

function sequenceItem(core: ContextCore, sequence: Ref, index: number): Ref {
  const { runtime } = core;
  const item = sequenceItems(runtime, sequence).at(index);
  if (item === undefined) setPendingError(runtime, 'IndexError', 'index out of range');
  return item === undefined ? NULL : runtime.heap.newRef(item);
}

function setItem(core: ContextCore, container: Ref, key: Operand, value: Ref): void {
  const { runtime } = core;
  if (isDict(runtime, container)) {
    const store = (ref: Ref): void => dictSetItem(runtime, container, ref, value);
    if (typeof key === 'string') {
      const name = intern(runtime, key);
      store(name);
      runtime.heap.decref(name);
    } else lend(runtime, key, store);
    return;
  }
  const slot = runtime.heap.slotsOf(container).fixed.length + Number(key);
  runtime.heap.replaceEdge(container, slot, runtime.heap.newRef(value));
}

function calls(core: ContextCore) {
  const { runtime } = core;
  const call = (callable: Ref, args: readonly Operand[]): Value =>
    checked(
      core,
      lendAll(runtime, args, (refs) => runtime.machine.callObject(callable, refs)),
    );
  return {
    call: (callable: Value, ...args: Operand[]) => call(use(runtime, callable), args),
    callMethod: (object: Value, name: string, ...args: Operand[]) => {
      const method = getAttr(runtime, use(runtime, object), name);
      if (method === NULL) raisePending(runtime);
      return withCleanup(
        () => call(method, args),
        () => runtime.heap.decref(method),
      );
    },
    type: (object: Value) => keep(core, runtime.heap.newRef(runtime.typeOf(use(runtime, object)))),
    isNone: (value: Value) => use(runtime, value) === runtime.singletons.none,
    same: (left: Value, right: Value) => use(runtime, left) === use(runtime, right),
    property: (fget: Value, fset?: Value) =>
      keep(core, newProperty(runtime, { fget: use(runtime, fget), ...(fset && { fset: use(runtime, fset) }) })),
    weakref: (target: Value, callback?: Value) =>
      keep(core, newWeakref(runtime, use(runtime, target), callback ? use(runtime, callback) : NULL)),
    deref: (weakref: Value) => {
      const target = weakrefTarget(runtime, use(runtime, weakref));
      return keep(core, runtime.heap.newRef(target === NULL ? runtime.singletons.none : target));
    },
  };
}

function handles(core: ContextCore) {
  const { runtime } = core;
  return {
    unwrap: (value: Value): unknown => {
      const ref = use(runtime, value);
      if (ref === runtime.singletons.none) return null;
      if (ref === runtime.singletons.true || ref === runtime.singletons.false) return ref === runtime.singletons.true;
      if (isStr(runtime, ref)) return strText(runtime, ref);
      return isInt(runtime, ref) ? intValue(runtime, ref) : runtime.heap.payload[ref];
    },
    release: (value: Value): void => {
      const ref = use(runtime, value);
      for (const frame of [...core.frames].reverse()) {
        const field = [...frame.fields].findLast(([, held]) => held === ref)?.[0];
        if (field === undefined) continue;
        frame.clear(field);
        return;
      }
    },
    block: <T>(body: () => T): T => withBlock(core, body),
  };
}
