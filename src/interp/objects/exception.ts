import { NULL, type Ref } from '../../gc/ref.js';
import { correctSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { newClass } from './class.js';
import { defineCoreType } from './core-type.js';
import { dictSetNewString, newDict } from './dict.js';
import { genericAllocNoTrack } from './instance.js';
import { newStr } from './str.js';
import { newTuple } from './tuple.js';
import { isSubtype } from './type.js';

/** PyException_HEAD: every field is owned, visited and cleared. */
const HEAD = ['__dict__', 'args', 'traceback', 'context', 'cause'] as const;
const ARGS = 1;

interface Family {
  /** Fields of a struct of its own, behind the head. */
  readonly fields: readonly string[];
  /** Which of them the positional arguments fill, if at least `from` are given. */
  readonly fromArgs?: { readonly least: number; readonly fields: readonly string[] };
}

const STRUCTS: Readonly<Record<string, Family>> = {
  StopIteration: { fields: ['value'], fromArgs: { least: 1, fields: ['value'] } },
  SystemExit: { fields: ['code'], fromArgs: { least: 1, fields: ['code'] } },
  ImportError: { fields: ['msg', 'name', 'path'], fromArgs: { least: 1, fields: ['msg'] } },
  OSError: {
    fields: ['myerrno', 'strerror', 'filename', 'filename2'],
    fromArgs: { least: 2, fields: ['myerrno', 'strerror', 'filename'] },
  },
  AttributeError: { fields: ['obj', 'name'] },
  NameError: { fields: ['name'] },
  SyntaxError: { fields: ['msg', 'filename', 'lineno', 'offset', 'text', 'print_file_and_line'] },
  UnicodeError: { fields: ['encoding', 'object', 'reason'] },
};

/** Built-in exception types by base, in an order in which a base comes before what derives from it. */
const HIERARCHY: readonly (readonly [base: string, names: readonly string[]])[] = [
  ['BaseException', ['Exception', 'SystemExit', 'KeyboardInterrupt', 'GeneratorExit']],
  ['Exception', ['ArithmeticError', 'AssertionError', 'AttributeError', 'BufferError', 'EOFError', 'ImportError']],
  ['Exception', ['LookupError', 'MemoryError', 'NameError', 'OSError', 'ReferenceError', 'RuntimeError']],
  ['Exception', ['StopAsyncIteration', 'StopIteration', 'SyntaxError', 'SystemError', 'TypeError', 'ValueError']],
  ['Exception', ['Warning']],
  ['ArithmeticError', ['FloatingPointError', 'OverflowError', 'ZeroDivisionError']],
  ['LookupError', ['IndexError', 'KeyError']],
  ['ImportError', ['ModuleNotFoundError']],
  ['NameError', ['UnboundLocalError']],
  ['RuntimeError', ['NotImplementedError', 'RecursionError']],
  ['OSError', ['BlockingIOError', 'ChildProcessError', 'ConnectionError', 'FileExistsError', 'FileNotFoundError']],
  ['OSError', ['InterruptedError', 'IsADirectoryError', 'NotADirectoryError', 'PermissionError']],
  ['OSError', ['ProcessLookupError', 'TimeoutError']],
  ['ConnectionError', ['BrokenPipeError', 'ConnectionAbortedError', 'ConnectionRefusedError', 'ConnectionResetError']],
  ['SyntaxError', ['IndentationError']],
  ['IndentationError', ['TabError']],
  ['ValueError', ['UnicodeError']],
  ['UnicodeError', ['UnicodeDecodeError', 'UnicodeEncodeError', 'UnicodeTranslateError']],
  ['Warning', ['BytesWarning', 'DeprecationWarning', 'FutureWarning', 'ImportWarning', 'PendingDeprecationWarning']],
  ['Warning', ['ResourceWarning', 'RuntimeWarning', 'SyntaxWarning', 'UnicodeWarning', 'UserWarning']],
];

export function defineExceptions(runtime: Runtime): void {
  define(runtime, 'BaseException', 'object', HEAD);
  for (const [base, names] of HIERARCHY) {
    const inherited = runtime.info(runtime.coreType(base)).layout.slots.fixed;
    for (const name of names) define(runtime, name, base, [...inherited, ...(STRUCTS[name]?.fields ?? [])]);
  }
}

function define(runtime: Runtime, name: string, base: string, fixed: readonly string[]): void {
  const family = STRUCTS[name] || name === 'BaseException' ? name : runtime.info(runtime.coreType(base)).layout.family;
  defineCoreType(runtime, correctSlots(name, fixed, false), { base, family, hasDict: true });
}

export function isException(runtime: Runtime, type: Ref): boolean {
  return isSubtype(runtime, type, runtime.coreType('BaseException'));
}

/** New exception object; the arguments are borrowed. CPython 3.11 Objects/exceptions.c: BaseException_new(), BaseException_init() */
export function newException(runtime: Runtime, type: Ref, args: readonly Ref[]): Ref {
  const heap = runtime.heap;
  const exception = genericAllocNoTrack(runtime, type);
  heap.gcTrack(exception);
  const owned = args.map((each) => heap.newRef(each));
  heap.replaceEdge(exception, ARGS, newTuple(runtime, owned));
  fillFields(runtime, exception, args);
  return exception;
}

/** CPython 3.11 Objects/exceptions.c: OSError_init(), StopIteration_init(), SystemExit_init(), ImportError_init() */
function fillFields(runtime: Runtime, exception: Ref, args: readonly Ref[]): void {
  const heap = runtime.heap;
  const filled = STRUCTS[runtime.familyOf(exception)]?.fromArgs;
  if (!filled || args.length < filled.least) return;
  const { fixed } = heap.slotsOf(exception);
  for (const [index, field] of filled.fields.entries()) {
    const value = args[index];
    if (value !== undefined) heap.replaceEdge(exception, fixed.indexOf(field), heap.newRef(value));
  }
}

/**
 * New reference to an exception class; `base` is borrowed, NULL for Exception.
 * CPython 3.11 Python/errors.c: PyErr_NewException()
 */
export function newExceptionClass(runtime: Runtime, name: string, base: Ref): Ref {
  const heap = runtime.heap;
  const dot = name.lastIndexOf('.');
  const namespace = newDict(runtime);
  dictSetNewString(runtime, namespace, '__module__', newStr(runtime, name.slice(0, dot)));
  const className = newStr(runtime, name.slice(dot + 1));
  const bases = [base === NULL ? runtime.coreType('Exception') : base];
  const type = newClass(runtime, { name: className, bases, namespace });
  heap.decref(className);
  heap.decref(namespace);
  return type;
}
