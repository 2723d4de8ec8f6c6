import { Heap } from '../gc/heap.js';
import { Holder, type HolderKind } from '../gc/holder.js';
import { NULL, type Ref, type TypeId } from '../gc/ref.js';
import type { Place } from '../gc/stray.js';
import type { WeakrefTable } from '../gc/weakrefs.js';
import type { LoadedExtension } from './extension/loaded.js';
import type { FreedObjects } from './freed-objects.js';
import type { InternTable } from './intern-table.js';
import type { Interpreter } from './interpreter.js';
import type { Machine } from './machine.js';
import { type CFields, newCFields } from './objects/c-fields.js';
import type { PendingError } from './pending-error.js';
import type { ProcessState } from './process.js';
import { type TypeInfo, typeInfo } from './type-info.js';
import type { RuleName, World } from './world.js';

/** Singletons of the process, each owned by the `singletons` holder. */
export interface Singletons {
  none: Ref;
  true: Ref;
  false: Ref;
  notImplemented: Ref;
  ellipsis: Ref;
  emptyTuple: Ref;
  emptyBytes: Ref;
  emptyFrozenset: Ref;
  /** Py_EMPTY_KEYS: the keys table of every empty dict. */
  emptyKeys: Ref;
}

/** A Python module as a function that fills the dict of a new module object (borrowed). */
export interface PythonModule {
  readonly name: string;
  /** False: an exception is set. */
  readonly run: (module: Ref) => boolean;
}

/** Phase in which an interpreter is made. */
export const START_UP = 'start-up';

/** A call of the C API that may fail, by the function of an extension that makes it. */
export interface FallibleCall {
  /** `m_exec in m` */
  readonly caller: string;
  /** The same object for all calls of one invocation of the function. */
  readonly invocation: object;
  readonly api: string;
  readonly place: Place | null;
}

/** One simulated process: the heap, what all interpreters share, and the interpreters. */
export class Runtime {
  readonly heap = new Heap();
  readonly world: World;
  readonly process: ProcessState;
  readonly weakrefs: WeakrefTable;
  /** Owns the static types of the core and the singletons. */
  readonly singletonHolder: Holder;
  /** Type object by type id of its instances (several ids may share one: module definitions). */
  readonly typeObjects: Ref[] = [];
  /** Type id of static type objects, which are no GC objects. */
  staticTypeId = 0 as TypeId;
  /** Static types of the core by tp_name. */
  readonly coreTypes = new Map<string, Ref>();
  readonly singletons: Singletons = {
    none: NULL,
    true: NULL,
    false: NULL,
    notImplemented: NULL,
    ellipsis: NULL,
    emptyTuple: NULL,
    emptyBytes: NULL,
    emptyFrozenset: NULL,
    emptyKeys: NULL,
  };
  /** Small ints and interned strings where the year shares them between interpreters. */
  readonly smallInts = new Map<number, Ref>();
  readonly interned: InternTable = new Map();
  /** Python modules that can be imported, by name. */
  readonly pythonModules = new Map<string, PythonModule>();
  /** Code of the test methods, by test. */
  readonly testCodes = new Map<string, Holder>();
  /** C statics by extension name. */
  readonly statics = new Map<string, Holder>();
  /** C statics that are no objects, by extension name. */
  readonly staticFields = new Map<string, CFields>();
  readonly interpreters: Interpreter[] = [];
  /** PyThreadState_Get()->interp. */
  current!: Interpreter;
  /** Globals of the Python code that is running, borrowed. CPython 3.11 Python/ceval.c: PyEval_GetGlobals() */
  globals: Ref = NULL;
  machine!: Machine;
  /** Extensions by name, as the process has loaded them. */
  readonly loaded = new Map<string, LoadedExtension>();
  /** m_copy of single-phase definitions, by extension name. */
  readonly moduleCopies: Holder;
  /** --fail-each: asked before each fallible call of the C API; true makes it fail. */
  failCall: ((call: FallibleCall) => boolean) | null = null;
  /** Told before the running interpreter is finalized. */
  beforeFinalize: (() => void) | null = null;
  pendingError: PendingError | null = null;
  /** Calls of Python functions that have not returned. */
  recursionDepth = 0;
  /** sys.unraisablehook */
  onUnraisable: ((where: string, error: PendingError) => void) | null = null;
  nextInterpreterId = 0;
  /** Each object remembers where it was allocated and freed: slow, for a second look at a fault. */
  freedObjects: FreedObjects | null = null;
  /** What the process is doing, for ledgers: 'run', START_UP, or the name of a finalization step. */
  phase = 'run';

  constructor(world: World, process: ProcessState, weakrefs: (heap: Heap) => WeakrefTable) {
    this.world = world;
    this.process = process;
    this.weakrefs = weakrefs(this.heap);
    this.moduleCopies = new Holder(this.heap, 'static', 'm_copy', -1);
    this.singletonHolder = new Holder(this.heap, 'runtime', 'core', -1);
  }

  /** Operations say which line they are charged to. */
  get tracesPlaces(): boolean {
    return this.freedObjects !== null;
  }

  rule(name: RuleName): boolean {
    return this.world.rules[name];
  }

  /** Borrowed reference to a static type of the core. */
  coreType(name: string): Ref {
    const type = this.coreTypes.get(name);
    if (type === undefined) throw new Error(`no core type named ${name}`);
    return type;
  }

  /** Borrowed reference to Py_TYPE(ref). */
  typeOf(ref: Ref): Ref {
    return this.typeObjects[this.heap.type[ref] as number] as Ref;
  }

  /** The C struct family of an object: 'dict' for a dict and for instances of its subclasses. */
  familyOf(ref: Ref): string {
    return this.info(this.typeOf(ref)).layout.family;
  }

  /** Slots of the instances of a core type. */
  core(name: string): TypeId {
    return this.info(this.coreType(name)).instances;
  }

  info(type: Ref): TypeInfo {
    return typeInfo(this.heap, type);
  }

  holder(kind: HolderKind, name: string, interpreter = -1): Holder {
    return new Holder(this.heap, kind, name, interpreter);
  }

  /** An extension's C statics that are numbers or point at raw memory. */
  staticFieldsOf(extension: string): CFields {
    const fields = this.staticFields.get(extension) ?? newCFields();
    this.staticFields.set(extension, fields);
    return fields;
  }

  /** Holder of an extension's C statics, made when first asked for. */
  staticsOf(extension: string): Holder {
    let statics = this.statics.get(extension);
    if (!statics) {
      statics = this.holder('static', extension);
      this.statics.set(extension, statics);
    }
    return statics;
  }
}
