import type { ModuleCounts } from './library/counts.js';
import type { ProcessState } from './process.js';

/** A Python object as a scenario sees it: valid until the frame or `block` that got it ends. */
export interface Value {
  readonly ref: number;
  /** Reuse count of the slot when the handle was made; a mismatch later is a use after free. */
  readonly reuse: number;
}

/** Numbers, strings, null and booleans stand for the Python objects they look like. */
export type Operand = Value | number | string | boolean | null;

/** Body of a Python function: what it returns is returned, nothing is None. */
export type PythonBody = (t: TestContext, ...args: Value[]) => Operand | undefined;

export interface DefOptions {
  readonly qualname?: string;
  readonly defaults?: readonly Operand[];
  readonly kwdefaults?: Readonly<Record<string, Operand>>;
  readonly annotations?: Readonly<Record<string, Operand>>;
  /** Values of its closure cells. */
  readonly closure?: readonly Operand[];
  readonly doc?: string;
  /** Names of its parameters and locals: its code keeps them, which shows where the code itself leaks. */
  readonly varnames?: readonly string[];
  readonly body?: PythonBody;
}

export interface ClassOptions {
  readonly bases?: readonly Value[];
  readonly metaclass?: Value;
  readonly doc?: string;
  readonly slots?: readonly string[];
  readonly attributes?: Readonly<Record<string, Operand>>;
  readonly methods?: Readonly<Record<string, DefOptions | PythonBody>>;
  /** `__del__`, as PEP 442 runs it. */
  readonly finalizer?: PythonBody;
}

/** unittest and regrtest. */
export interface UnittestPart {
  skipTest(reason: string): never;
  fail(message?: string): never;
  /** Raises a Python exception; 'KeyboardInterrupt' interrupts the run as in regrtest. */
  raise(type: string, message?: string): never;
  assertEqual(actual: unknown, expected: unknown, message?: string): void;
  assertNotEqual(actual: unknown, expected: unknown, message?: string): void;
  assertTrue(value: unknown, message?: string): void;
  addCleanup(cleanup: () => void): void;
  print(...words: readonly unknown[]): void;
  printErr(...words: readonly unknown[]): void;
  requires(resource: string): void;
  /** os.dup(), open(): a file descriptor, open until somebody closes it. */
  openFd(): number;
  /** os.close() */
  closeFd(fd: number): void;
  readonly process: ProcessState;
}

/** Names of the namespace in which the code runs: the dict of `__main__`, or of the module being imported. */
export interface NamespacePart {
  assign(name: string, value: Operand): void;
  /** Value of a global. */
  name(name: string): Value;
  has(name: string): boolean;
  del(name: string): void;
  /** `def NAME(...)`: binds the function and returns it. */
  def(name: string, options?: DefOptions | PythonBody): Value;
  /** `class NAME(...)`: binds the class and returns it. */
  class(name: string, options?: ClassOptions): Value;
  /** `import MODULE [as ALIAS]`. */
  import(name: string, alias?: string): Value;
  /** importlib.import_module(): binds no name. */
  load(name: string): Value;
  /** `from MODULE import NAME [as ALIAS]`: binds it and returns it. */
  importFrom(module: string, name: string, alias?: string): Value;
}

/** Objects and what one does with them; every result belongs to the running frame. */
export interface ObjectPart {
  object(): Value;
  int(value: number): Value;
  float(value: number): Value;
  /** A new string, not interned. */
  str(text: string): Value;
  /** sys.intern(): the interned string of that text, as names and identifier-like constants of code are. */
  intern(text: string): Value;
  bytes(text: string): Value;
  /** The constant of the running code that equals the value: the same object at each run. */
  constant(value: Operand): Value;
  list(items?: readonly Operand[]): Value;
  tuple(items?: readonly Operand[]): Value;
  dict(entries?: Readonly<Record<string, Operand>>): Value;
  set(items?: readonly Operand[]): Value;
  none(): Value;
  getattr(object: Value, name: string): Value;
  hasattr(object: Value, name: string): boolean;
  setattr(object: Value, name: string, value: Operand): void;
  delattr(object: Value, name: string): void;
  getitem(container: Value, key: Operand): Value;
  setitem(container: Value, key: Operand, value: Operand): void;
  delitem(container: Value, key: Operand): void;
  append(list: Value, item: Operand): void;
  pop(list: Value): Value;
  clear(container: Value): void;
  len(container: Value): number;
  call(callable: Value, ...args: Operand[]): Value;
  callMethod(object: Value, name: string, ...args: Operand[]): Value;
  type(object: Value): Value;
  isNone(value: Value): boolean;
  same(left: Value, right: Value): boolean;
  property(fget: Value, fset?: Value): Value;
  weakref(target: Value, callback?: Value): Value;
  /** Target of a weakref, None once it is dead. */
  deref(weakref: Value): Value;
  /** Value of an int, float, str or bool as JavaScript has it. */
  unwrap(value: Value): unknown;
  /** Drops the frame's reference now, as `del` of a local does. */
  release(value: Value): void;
  /** Results of the body die at its end, unless it returns them. */
  block<T>(body: () => T): T;
}

/** The gc module. */
export interface GcPart {
  /** gc.collect(): number of unreachable objects found. */
  gcCollect(generation?: number): number;
  gcIsTracked(value: Value): boolean;
  gcGetReferents(value: Value): Value[];
  gcGetReferrers(value: Value): Value[];
  gcGetObjects(): Value[];
  /** Length of gc.garbage. */
  gcGarbage(): number;
  /** gc.garbage.append(). */
  gcGarbageAppend(value: Operand): void;
  gcEnable(): void;
  gcDisable(): void;
  /** sys.getrefcount(), without the argument's own reference. */
  refcount(value: Value): number;
}

/** What Python code reaches through ctypes.pythonapi: the ways to leak on purpose. */
export interface CtypesPart {
  /** Py_IncRef(): a reference that nobody owns. */
  pyIncRef(value: Value): void;
  /** PyObject_Malloc(): a memory block that nobody owns. */
  pyObjectMalloc(): void;
}

/** Interpreters. */
export interface InterpreterPart {
  /** _testcapi.run_in_subinterp(): a new interpreter runs the body in its `__main__` and ends. */
  runInSubinterp(body: (t: TestContext) => void): void;
  /** Py_NewInterpreter(): returns its id; it runs when asked to. */
  newInterpreter(): number;
  runIn(interpreter: number, body: (t: TestContext) => void): void;
  endInterpreter(interpreter: number): void;
  /** importlib's _builtin_from_name(): a multi-phase module is made anew, a single-phase one is the one there is. */
  builtinFromName(name: string): Value;
  /** `del sys.modules[name]`. */
  forgetModule(name: string): void;
  /** os.register_at_fork(). */
  registerAtFork(hooks: { before?: Value; afterInParent?: Value; afterInChild?: Value }): void;
}

/** Modules of which only the numbers of their objects are known. */
export interface LibraryPart {
  /** Puts as many functions and classes into the namespace as were counted. */
  fill(counts: ModuleCounts): void;
  /** Adds names for objects that exist anyway until the namespace has this many. */
  pad(names: number): void;
}

/** What a test method can do. */
export interface TestContext
  extends UnittestPart,
    NamespacePart,
    ObjectPart,
    GcPart,
    CtypesPart,
    InterpreterPart,
    LibraryPart {}
