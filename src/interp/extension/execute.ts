import { RuntimeFault } from '../../gc/fault.js';
import { NULL, type Ref } from '../../gc/ref.js';
import type { Place } from '../../gc/stray.js';
import { setPendingError, takePendingError } from '../errors.js';
import { intValue } from '../objects/long.js';
import { objectIsTrue } from '../objects/truth.js';
import { sequenceItems } from '../objects/tuple.js';
import type { ApiResult } from './api/api-function.js';
import { int } from './api/arguments.js';
import { callApi, evaluate } from './call.js';
import type { Argument, Condition, Op } from './description.js';
import { bindArguments, type CFrame, disown, newFrame, own, owns, settle } from './frame.js';
import { isOwner, read, readNumber, store, storeNumber, storePointer } from './lvalue.js';
import { chargedTo } from './place.js';

/** How a body ended: it fell off its end, returned a reference (owned by the caller), or failed. */
export type Ending =
  | { readonly kind: 'end' }
  | { readonly kind: 'return'; readonly value: Ref }
  | { readonly kind: 'error' };

const END: Ending = { kind: 'end' };
const ERROR: Ending = { kind: 'error' };

/** Runs a body as one C function and settles what its frame still owns. */
export function runBody(frame: CFrame, body: readonly Op[]): Ending {
  const ending = runOps(frame, body);
  settle(frame);
  return ending;
}

/** Runs a body that returns PyObject*: falling off the end is Py_RETURN_NONE. New reference, or NULL with an exception set. */
export function runFunction(frame: CFrame, body: readonly Op[]): Ref {
  const { runtime } = frame;
  const ending = runBody(frame, body);
  const value =
    ending.kind === 'return'
      ? ending.value
      : ending.kind === 'end'
        ? runtime.heap.newRef(runtime.singletons.none)
        : NULL;
  const pending = runtime.pendingError;
  if (value === NULL && pending === null) {
    throw new RuntimeFault('null-without-exception', `${frame.name} returned NULL without setting an exception`);
  }
  if (value !== NULL && pending !== null) {
    takePendingError(runtime);
    throw new RuntimeFault('result-with-exception', `${frame.name} returned a result with an exception set`);
  }
  if (value !== NULL && !runtime.heap.isLive(value)) {
    throw new RuntimeFault('use-after-free', `${frame.name} returned a freed object`);
  }
  return value;
}

function runOps(frame: CFrame, ops: readonly Op[]): Ending {
  for (const op of ops) {
    const ending = runNamed(frame, op);
    if (ending !== END) return ending;
  }
  return END;
}

/** A fault says in which C function it happened. */
function runNamed(frame: CFrame, op: Op): Ending {
  const { heap, tracesPlaces } = frame.runtime;
  try {
    return tracesPlaces && op.at ? chargedTo(heap, op.at, () => runOp(frame, op)) : runOp(frame, op);
  } catch (error) {
    throw error instanceof RuntimeFault ? error.during(frame.name, op.at ?? null) : error;
  }
}

function runOp(frame: CFrame, op: Op): Ending {
  const place = op.at ?? null;
  switch (op.op) {
    case 'incref':
      return incref(frame, op.slot, place);
    case 'decref':
      requireObject(frame, op.slot);
      return decref(frame, op.slot, place);
    case 'xdecref':
      return decref(frame, op.slot, place);
    case 'clear':
      return clear(frame, op.slot, place);
    case 'set':
      return assign(frame, op.slot, op.from, op.how, place);
    case 'xsetref':
      return xsetref(frame, op.slot, op.from, op.how, place);
    case 'call':
      return call(frame, op, place);
    case 'if':
      return runOps(frame, holds(frame, op.test) ? op.then : (op.else ?? []));
    case 'for':
      return forEach(frame, op.in, op.into, op.do, place);
    case 'repeat':
      return repeat(frame, op);
    case 'return':
      return giveBack(frame, op, place);
    case 'track':
      frame.runtime.heap.gcTrack(frame.self);
      return END;
    case 'untrack':
      frame.runtime.heap.gcUntrack(frame.self);
      return END;
    case 'escape':
      op.run(frame);
      return END;
    case 'visit':
      throw new RuntimeFault('impossible-operation', 'visit stands outside tp_traverse and m_traverse');
    default:
      throw new RuntimeFault('impossible-operation', `there is no operation '${String((op as { op: unknown }).op)}'`);
  }
}

function incref(frame: CFrame, slot: string, place: Place | null): Ending {
  const ref = read(frame, slot);
  if (ref === NULL) throw new RuntimeFault('impossible-operation', `Py_INCREF(NULL) at ${slot}`);
  frame.runtime.heap.incref(ref);
  own(frame, ref, `Py_INCREF(${slot})`, place);
  return END;
}

/** Py_DECREF reads the count of its object, so NULL ends the process; Py_XDECREF is for what may be NULL. */
function requireObject(frame: CFrame, slot: string): void {
  if (read(frame, slot) === NULL) throw new RuntimeFault('impossible-operation', `Py_DECREF(NULL) at ${slot}`);
}

/** A DECREF of what the frame does not own takes the last reference of somebody who still counts on it: a fault here. */
function decref(frame: CFrame, slot: string, place: Place | null): Ending {
  const { heap } = frame.runtime;
  const ref = read(frame, slot);
  if (ref === NULL) return END;
  if (heap.refcnt[ref] === 1 && !owns(frame, ref) && !isOwner(slot)) {
    throw heap.fault('negative-refcount', ref, 'Py_DECREF of a borrowed reference, the last one,');
  }
  const field = isOwner(slot);
  disown(frame, ref, `Py_DECREF(${slot})`, place);
  if (field && heap.refcnt[ref] === 1) {
    store(frame, slot, NULL);
    own(frame, ref, slot, place);
  }
  heap.decref(ref);
  return END;
}

function clear(frame: CFrame, slot: string, place: Place | null): Ending {
  const old = store(frame, slot, NULL);
  if (old === NULL) return END;
  if (!isOwner(slot)) disown(frame, old, `Py_CLEAR(${slot})`, place);
  frame.runtime.heap.decref(old);
  return END;
}

/** `slot = from`. What an owning slot held before loses its owner with the assignment. */
function assign(
  frame: CFrame,
  slot: string,
  from: string,
  how: 'steal' | 'newref' | 'borrow',
  place: Place | null,
): Ending {
  const number = readNumber(frame, from);
  if (number !== undefined) {
    storeNumber(frame, slot, number);
    return END;
  }
  const value = read(frame, from);
  if (how === 'newref' && value !== NULL) frame.runtime.heap.incref(value);
  if (how === 'steal') takeFrom(frame, from, value, place);
  if (how === 'borrow') {
    if (isOwner(slot)) disown(frame, value, `${slot} = ${from}`, place);
  }
  put(frame, slot, value, how !== 'borrow', place);
  return END;
}

/** The reference leaves the lvalue: a field becomes NULL, the frame's ledger loses one. */
function takeFrom(frame: CFrame, from: string, value: Ref, place: Place | null): void {
  if (value === NULL) return;
  if (isOwner(from)) store(frame, from, NULL);
  else disown(frame, value, from, place);
}

/** Stores a reference that is on its way (`counted`: an owned one) and accounts for what it overwrites. */
function put(frame: CFrame, slot: string, value: Ref, counted: boolean, place: Place | null): void {
  const old = store(frame, slot, value);
  if (isOwner(slot)) own(frame, old, slot, place, 'overwritten');
  else if (counted) own(frame, value, slot.replace('local.', ''), place);
}

function xsetref(frame: CFrame, slot: string, from: string, how: 'steal' | 'newref', place: Place | null): Ending {
  const value = read(frame, from);
  if (how === 'newref' && value !== NULL) frame.runtime.heap.incref(value);
  else takeFrom(frame, from, value, place);
  const old = store(frame, slot, value);
  if (old !== NULL) frame.runtime.heap.decref(old);
  return END;
}

function call(frame: CFrame, op: Op & { op: 'call' }, place: Place | null): Ending {
  const result = op.api.startsWith('fn:')
    ? callHelper(frame, op.api.slice('fn:'.length), op.args)
    : callApi(frame, op.api, op.args, place);
  if (result.kind === 'failed') {
    if (!op.onError) return ERROR;
    const ending = runOps(frame, op.onError);
    return ending === END && frame.runtime.pendingError !== null ? ERROR : ending;
  }
  if (op.into === undefined) discard(frame, op.api, result, place);
  else receive(frame, op.into, op.api, result, place);
  return END;
}

/** A new reference that nothing receives is lost at once, as in C; so is raw memory. */
function discard(frame: CFrame, api: string, result: ApiResult, place: Place | null): void {
  if (result.kind === 'new') own(frame, result.value, `result of ${api}`, place);
  if (result.kind === 'pointer') frame.runtime.heap.holders.delete(result.value.struct);
}

function receive(frame: CFrame, into: string, api: string, result: ApiResult, place: Place | null): void {
  frame.plain.numbers.delete(into.replace(/^local\./, ''));
  if (result.kind === 'number') storeNumber(frame, into, result.value.int);
  else if (result.kind === 'pointer') storePointer(frame, into, result.value);
  else if (result.kind === 'new' || result.kind === 'borrowed') {
    if (result.kind === 'borrowed' && isOwner(into)) disown(frame, result.value, `${into} = ${api}()`, place);
    put(frame, into, result.value, result.kind === 'new', place);
  }
}

/** A C function of the same file: its own frame, its result a new reference. */
function callHelper(frame: CFrame, name: string, args: readonly Argument[]): ApiResult {
  const helper = frame.extension.helpers?.[name] ?? frame.extension.functions[name];
  if (!helper) throw new RuntimeFault('impossible-operation', `${frame.name} calls ${name}, which is not described`);
  const values = args.map((argument) => evaluate(frame, argument)).filter((value) => typeof value === 'number');
  const inner = newFrame(frame.runtime, {
    extension: frame.extension,
    name,
    self: frame.self,
    module: frame.module,
    args: bindArguments(helper.params ?? [], values),
  });
  const value = runFunction(inner, helper.body);
  return value === NULL ? { kind: 'failed' } : { kind: 'new', value };
}

function holds(frame: CFrame, test: Condition): boolean {
  if ('isNull' in test) return read(frame, test.isNull) === NULL;
  if ('notNull' in test) return read(frame, test.notNull) !== NULL;
  if ('isTrue' in test) return isTrue(frame, test.isTrue);
  if ('same' in test) return read(frame, test.same[0]) === read(frame, test.same[1]);
  return frame.runtime.current.main;
}

/** A C number that is not 0, or what PyObject_IsTrue() says of an object. */
function isTrue(frame: CFrame, slot: string): boolean {
  const value = evaluate(frame, slot);
  if (typeof value !== 'number') return int([value], 0) !== 0;
  return value !== NULL && objectIsTrue(frame.runtime, value);
}

/** Each item is a new reference in the local, as PySequence_GetItem gives it. */
function forEach(frame: CFrame, sequence: string, into: string, body: readonly Op[], place: Place | null): Ending {
  for (const item of sequenceItems(frame.runtime, read(frame, sequence))) {
    put(frame, into, frame.runtime.heap.newRef(item), true, place);
    const ending = runOps(frame, body);
    if (ending !== END) return ending;
  }
  return END;
}

/** The counter is a C number. `times` is one too, or an int object. */
function repeat(frame: CFrame, op: Op & { op: 'repeat' }): Ending {
  const times = typeof op.times === 'number' ? op.times : numberOf(frame, op.times);
  for (let index = 0; index < times; index++) {
    if (op.into !== undefined) storeNumber(frame, op.into, index);
    const ending = runOps(frame, op.do);
    if (ending !== END) return ending;
  }
  return END;
}

function numberOf(frame: CFrame, slot: string): number {
  const value = evaluate(frame, slot);
  return typeof value === 'number' ? intValue(frame.runtime, value) : int([value], 0);
}

function giveBack(frame: CFrame, op: Op & { op: 'return' }, place: Place | null): Ending {
  if (op.error) return ERROR;
  if (op.slot === undefined) return { kind: 'return', value: frame.runtime.heap.newRef(frame.runtime.singletons.none) };
  const value = read(frame, op.slot);
  if (value === NULL) return ERROR;
  disown(frame, value, `return ${op.slot}`, place);
  return { kind: 'return', value };
}

/** For bodies that need to fail by themselves. */
export function fail(frame: CFrame, type: string, message: string): Ending {
  setPendingError(frame.runtime, type, message);
  return ERROR;
}
