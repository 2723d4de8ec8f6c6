import { RuntimeFault } from '../../../gc/fault.js';
import { NULL, type Ref } from '../../../gc/ref.js';
import { getAttr } from '../../objects/attributes.js';
import { dictSetItem, newDict } from '../../objects/dict.js';
import { newFloat } from '../../objects/float.js';
import { newList } from '../../objects/list.js';
import { newInt } from '../../objects/long.js';
import { newStr } from '../../objects/str.js';
import { newTuple, sequenceItems } from '../../objects/tuple.js';
import type { Runtime } from '../../runtime.js';
import type { ApiArgument, ApiFunction } from './api-function.js';
import { int, object, text } from './arguments.js';

/** What a format says, item by item: a unit that takes one argument, or brackets around further items. */
type Item = { readonly unit: string } | { readonly bracket: '(' | '[' | '{'; readonly items: readonly Item[] };

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** CPython 3.11 Python/modsupport.c: do_mkvalue() knows the same units and more. */
function parseFormat(format: string): Item[] {
  const units = format.match(/[()[\]{}]|s#|[a-zA-Z]/g) ?? [];
  let at = 0;
  const parse = (closing: string | undefined): Item[] => {
    const items: Item[] = [];
    while (at < units.length) {
      const unit = units[at++] as string;
      if (unit === closing) return items;
      const bracket = CLOSING[unit];
      items.push(bracket ? { bracket: unit as '(' | '[' | '{', items: parse(bracket) } : { unit });
    }
    if (closing) throw new RuntimeFault('impossible-operation', `the format '${format}' does not close its brackets`);
    return items;
  };
  return parse(undefined);
}

/** Takes the arguments one after the other, from `next` on. */
interface Taker {
  readonly args: readonly ApiArgument[];
  next: number;
}

/** New reference. CPython 3.11 Python/modsupport.c: do_mkvalue() */
function makeItem(runtime: Runtime, item: Item, taker: Taker): Ref {
  if ('unit' in item) return makeUnit(runtime, item.unit, taker);
  const parts = item.items.map((each) => makeItem(runtime, each, taker));
  if (item.bracket === '(') return newTuple(runtime, parts);
  if (item.bracket === '[') return newList(runtime, parts);
  const dict = newDict(runtime);
  for (let index = 0; index < parts.length; index += 2) {
    dictSetItem(runtime, dict, parts[index] as Ref, parts[index + 1] as Ref);
  }
  for (const part of parts) runtime.heap.decref(part);
  return dict;
}

function makeUnit(runtime: Runtime, unit: string, taker: Taker): Ref {
  const index = taker.next++;
  switch (unit) {
    case 's':
    case 'z':
    case 'U':
      return newStr(runtime, text(taker.args, index));
    case 'i':
    case 'l':
    case 'n':
    case 'k':
    case 'I':
    case 'L':
      return newInt(runtime, int(taker.args, index));
    case 'd':
    case 'f':
      return newFloat(runtime, int(taker.args, index));
    case 'O':
    case 'S':
      return runtime.heap.newRef(object(taker.args, index));
    case 'N':
      return object(taker.args, index);
    default:
      throw new RuntimeFault('impossible-operation', `'${unit}' in a format of Py_BuildValue() is not modelled`);
  }
}

/** No item is None, one stands for itself, several are a tuple. CPython 3.11 Python/modsupport.c: Py_BuildValue() */
function buildValue(runtime: Runtime, format: string, args: readonly ApiArgument[], first: number): Ref {
  const items = parseFormat(format);
  const taker: Taker = { args, next: first };
  if (items.length === 0) return runtime.heap.newRef(runtime.singletons.none);
  if (items.length === 1) return makeItem(runtime, items[0] as Item, taker);
  return newTuple(
    runtime,
    items.map((item) => makeItem(runtime, item, taker)),
  );
}

/** Positions of the arguments that 'N' units take over; the format stands at `at`. */
function stolenByFormat(args: readonly ApiArgument[], at: number): number[] {
  const units = text(args, at).match(/s#|[a-zA-Z]/g) ?? [];
  return units.flatMap((unit, index) => (unit === 'N' ? [at + 1 + index] : []));
}

/** CPython 3.11 Objects/call.c: _PyObject_CallFunctionVa(): a value that is a tuple gives the arguments. */
function callWithFormat(runtime: Runtime, callable: Ref, args: readonly ApiArgument[], at: number): Ref {
  if (args.length <= at) return runtime.machine.callObject(callable, []);
  const format = text(args, at);
  if (format === '') return runtime.machine.callObject(callable, []);
  const value = buildValue(runtime, format, args, at + 1);
  const isTuple = runtime.familyOf(value) === 'tuple';
  const result = runtime.machine.callObject(callable, isTuple ? sequenceItems(runtime, value) : [value]);
  runtime.heap.decref(value);
  return result;
}

export const BUILD_API: Readonly<Record<string, ApiFunction>> = {
  /** CPython 3.11 Python/modsupport.c: Py_BuildValue() */
  Py_BuildValue: {
    result: 'new',
    steals: (args) => stolenByFormat(args, 0),
    run: ({ runtime }, args) => buildValue(runtime, text(args, 0), args, 1),
  },
  /** CPython 3.11 Objects/call.c: PyObject_CallFunction() */
  PyObject_CallFunction: {
    result: 'new',
    steals: (args) => (args.length > 1 ? stolenByFormat(args, 1) : []),
    run: ({ runtime }, args) => callWithFormat(runtime, object(args, 0), args, 1),
  },
  /** CPython 3.11 Objects/call.c: PyObject_CallMethod() */
  PyObject_CallMethod: {
    result: 'new',
    steals: (args) => (args.length > 2 ? stolenByFormat(args, 2) : []),
    run: ({ runtime }, args) => {
      const method = getAttr(runtime, object(args, 0), text(args, 1));
      if (method === NULL) return NULL;
      const result = callWithFormat(runtime, method, args, 2);
      runtime.heap.decref(method);
      return result;
    },
  },
};
