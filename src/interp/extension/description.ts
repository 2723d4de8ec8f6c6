import type { Place } from '../../gc/stray.js';

/*
 * An extension module as data: what its C source says, in a form that tools can read, alter and run again.
 *
 * Operands are strings that name a C lvalue or constant:
 *   'self.x'    field x of the object whose slot function runs; in a type's slots a bare 'x' means the same
 *   'ob_type'   Py_TYPE(self)
 *   'state.x'   field x of the module state          'static.x', 'static.x[i]'   a C static of the module
 *   'local.x'   a C local                            'arg.x'    a borrowed argument of a function, by its declared name
 *   'local.x->f', 'arg.x->f[local.i]'    a field of the object or of the raw memory that x points at
 *   'module'    the module of an exec slot, m_traverse... or of the function's m_self
 *   'interp.x'  a field of the PyInterpreterState of the running interpreter
 *   'None', 'True', 'False', 'NULL', '()'            constants (borrowed)
 *   'type:NAME' a static type of this extension or of the core ('type:object', 'type:OSError')
 * A C local, a static or a field that is declared nowhere may also hold a number (what PyObject_Size() gives, a counter,
 * '1'); a local may point at raw memory (what malloc() gives).
 * Arguments of a call may also be literals: { int: 5 }, { str: 'x' }, { spec: 'lock' } (a type of this description),
 * { fn: 'f' } (a C function of this file), { sum: [...] } of numbers.
 */
export type Slot = string;

export type Argument =
  | Slot
  | { readonly int: number }
  | { readonly str: string }
  | { readonly spec: string }
  | { readonly fn: string }
  | { readonly sum: readonly Argument[] };

export type Condition =
  | { readonly isNull: Slot }
  | { readonly notNull: Slot }
  | { readonly isTrue: Slot }
  | { readonly mainInterpreter: true }
  | { readonly same: readonly [Slot, Slot] };

/** Place of an operation in the scenario source; filled in by the builders of `refhunt/scenario`. */
interface Placed {
  readonly at?: Place;
}

export type Op = Placed &
  (
    | { readonly op: 'visit' | 'clear' | 'incref' | 'decref' | 'xdecref'; readonly slot: Slot }
    /** `slot = from`: 'steal' moves the reference out of `from`, 'newref' takes a new one, 'borrow' counts nothing. */
    | { readonly op: 'set'; readonly slot: Slot; readonly from: Slot; readonly how: 'steal' | 'newref' | 'borrow' }
    /** Py_XSETREF: like `set`, then releases what the slot held. */
    | { readonly op: 'xsetref'; readonly slot: Slot; readonly from: Slot; readonly how: 'steal' | 'newref' }
    | {
        readonly op: 'call';
        readonly api: string;
        readonly args: readonly Argument[];
        /** Receives the result; without it a new reference is lost at once, as in C. */
        readonly into?: Slot;
        /** Run when the call fails (NULL, -1); default: return NULL/-1. */
        readonly onError?: readonly Op[];
      }
    | { readonly op: 'if'; readonly test: Condition; readonly then: readonly Op[]; readonly else?: readonly Op[] }
    /** Over the items of a sequence (new references into local `into`) or `times` with the counter in `into`. */
    | { readonly op: 'for'; readonly in: Slot; readonly into: Slot; readonly do: readonly Op[] }
    | { readonly op: 'repeat'; readonly times: number | Slot; readonly into?: Slot; readonly do: readonly Op[] }
    /** Return of a function (the slot's reference goes to the caller), of exec (0) or, with error, of NULL/-1. */
    | { readonly op: 'return'; readonly slot?: Slot; readonly error?: true }
    | { readonly op: 'untrack' | 'track' }
    /** The escape for what the form cannot say; readers call it opaque and never guess. */
    | { readonly op: 'escape'; readonly why: string; readonly run: (frame: unknown) => void }
  );

export type MethodKind = 'method' | 'classmethod' | 'staticmethod';

export interface MethodDescription {
  readonly kind?: MethodKind;
  /** Names of the arguments after self. */
  readonly params?: readonly string[];
  readonly body: readonly Op[];
}

export interface TypeSlotDescriptions {
  readonly tp_new?: readonly Op[];
  readonly tp_init?: readonly Op[];
  readonly tp_traverse?: readonly Op[];
  readonly tp_clear?: readonly Op[];
  readonly tp_dealloc?: readonly Op[];
  readonly tp_finalize?: readonly Op[];
  /** The finalizer from before PEP 442: the collector dares to break no cycle with it. */
  readonly tp_del?: readonly Op[];
  /** Slots whose C body does not matter here but which make a slot wrapper in tp_dict: tp_repr, tp_call, tp_richcompare... */
  readonly others?: readonly string[];
}

/** Py_TPFLAGS_... */
export const TYPE_FLAGS = ['HAVE_GC', 'BASETYPE', 'DISALLOW_INSTANTIATION', 'IMMUTABLETYPE'] as const;
export type TypeFlag = (typeof TYPE_FLAGS)[number];

/** A gap that `refhunt audit` finds and that is none, with the reason. */
export interface AuditIgnore {
  /** 'ob_type', a field, 'state.x', 'static.x' or 'PyObject_GC_UnTrack'; left out: whatever is found. */
  readonly slot?: string;
  /** Kind of cause, as the audit prints it; left out: every kind. */
  readonly kind?: string;
  readonly reason: string;
}

export interface TypeDescription {
  /** tp_name with its module: '_thread.lock'. */
  readonly name: string;
  readonly storage: 'static' | 'heap';
  /** 'object' when left out; else 'type:NAME' or a key of `types`. */
  readonly base?: string;
  readonly flags: readonly TypeFlag[];
  /** How instances are allocated: it decides who took the reference to the type before bpo-35810. */
  readonly alloc: 'tp_alloc' | 'PyObject_New';
  /** PyObject* fields of the instance struct, in order. */
  readonly fields: readonly string[];
  readonly doc?: string;
  readonly slots: TypeSlotDescriptions;
  /** Names of the arguments of tp_new after the type. */
  readonly newParams?: readonly string[];
  readonly methods: Readonly<Record<string, MethodDescription>>;
  /** Names of tp_members, of tp_getset. */
  readonly members?: readonly string[];
  readonly getset?: readonly string[];
  readonly auditIgnore?: readonly AuditIgnore[];
  readonly at?: Place;
}

export interface FunctionDescription {
  readonly params?: readonly string[];
  readonly body: readonly Op[];
  readonly at?: Place;
}

export interface ExtensionDescription {
  readonly name: string;
  readonly init: 'single-phase' | 'multi-phase';
  /** m_size: -1 no state and no re-initialisation, else bytes of state: at least what the fields of `state` take. */
  readonly mSize: number;
  readonly doc?: string;
  /** PyObject* fields of the module state. */
  readonly state: readonly Slot[];
  /** C statics of PyObject* type; 'Handlers[65]' declares an array. */
  readonly statics: readonly Slot[];
  readonly types: Readonly<Record<string, TypeDescription>>;
  readonly functions: Readonly<Record<string, FunctionDescription>>;
  /** C functions that no method table names, called as `fn:NAME`. */
  readonly helpers?: Readonly<Record<string, FunctionDescription>>;
  /** Body of the init function (single-phase) or of the Py_mod_exec slot, in order. */
  readonly exec: readonly Op[];
  /** Body of the Py_mod_create slot, run for each module object before exec: 'module' is there, its state is not. */
  readonly create?: readonly Op[];
  readonly slots: {
    readonly m_traverse?: readonly Op[];
    readonly m_clear?: readonly Op[];
    readonly m_free?: readonly Op[];
  };
  /** Of the module state and the statics. */
  readonly auditIgnore?: readonly AuditIgnore[];
  readonly at?: Place;
}
