import type { Cause, DescriptionPart, SourcePlace } from '../result.js';

/** What a slot function does to a slot: 'none' means that the question does not arise. */
export type Cell = 'yes' | 'no' | 'opaque' | 'none';

/** One slot of the instances of a type. */
export interface SlotRow {
  readonly slot: string;
  readonly owned: Cell;
  readonly visited: Cell;
  readonly cleared: Cell;
  /** Given up in tp_dealloc. */
  readonly released: Cell;
}

export interface TypeAudit {
  /** tp_name. */
  readonly name: string;
  readonly storage: 'static' | 'heap';
  /** Whether the collector sees the instances: by the type's own flag, by that of its base, or not at all. */
  readonly gc: 'own' | 'inherited' | 'none';
  readonly place: SourcePlace | null;
  readonly rows: readonly SlotRow[];
  /** tp_dealloc begins with PyObject_GC_UnTrack(). */
  readonly untracksFirst: Cell;
}

/** One field of the module state. */
export interface StateRow {
  readonly slot: string;
  /** By m_traverse, m_clear and m_free. */
  readonly visited: Cell;
  readonly cleared: Cell;
  readonly freed: Cell;
}

/** What a store into a variable of the process does to the reference that stood there: the worst of all its stores. */
export type OldValue = 'none' | 'kept' | 'replaced' | 'lost';

export interface StaticRow {
  readonly slot: string;
  readonly oldValue: OldValue;
  /** Names of the functions that store into it, and of those that clear it. */
  readonly storedIn: readonly string[];
  readonly clearedIn: readonly string[];
}

/** A field of the interpreter struct that the extension fills. */
export interface InterpreterRow {
  readonly slot: string;
  readonly storedIn: readonly string[];
  /** Finalization steps and functions of the extension that clear it. */
  readonly clearedIn: readonly string[];
}

export interface ExtensionAudit {
  readonly name: string;
  /** Test whose scenario describes it; null: it comes with the state of the history. */
  readonly scenario: string | null;
  readonly init: 'single-phase' | 'multi-phase';
  readonly place: SourcePlace | null;
  readonly types: readonly TypeAudit[];
  readonly state: readonly StateRow[];
  readonly statics: readonly StaticRow[];
  readonly interpreter: readonly InterpreterRow[];
}

/** What a gap without a kind is called. */
export const FAULT = 'fault';

/** What a description says of an object that its slot functions do not honour. */
export interface Gap {
  /** null: it crashes or is refused, rather than leaks. */
  readonly kind: Cause | null;
  readonly extension: string;
  readonly scenario: string | null;
  /** tp_name of the type, or the name of the module. */
  readonly subject: string;
  readonly slot: string | null;
  readonly place: SourcePlace | null;
  readonly part: DescriptionPart | null;
  readonly sentence: string;
  readonly mend: string;
}

/** A gap that the description says is none. */
export interface IgnoredGap {
  readonly gap: Gap;
  readonly reason: string;
}

/** What a description tells the audit not to report and the audit would not have reported. */
export interface IdleIgnore {
  readonly extension: string;
  readonly subject: string;
  readonly slot: string | null;
  readonly kind: string | null;
  readonly reason: string;
  readonly place: SourcePlace | null;
}

/** A slot function that the form of descriptions cannot say: nothing is claimed of it. */
export interface OpaqueBody {
  readonly extension: string;
  readonly subject: string;
  /** As C would call it: 'tp_traverse'. */
  readonly body: string;
  readonly why: string;
  readonly place: SourcePlace | null;
}

/** A scenario that could not be looked at. */
export interface AuditProblem {
  readonly scenario: string;
  readonly message: string;
}

export interface AuditResult {
  /** State of the history. */
  readonly state: string;
  readonly extensions: readonly ExtensionAudit[];
  readonly gaps: readonly Gap[];
  readonly ignored: readonly IgnoredGap[];
  readonly idleIgnores: readonly IdleIgnore[];
  readonly opaque: readonly OpaqueBody[];
  readonly problems: readonly AuditProblem[];
}
