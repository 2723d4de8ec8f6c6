import type { SourcePlace } from '../result.js';

/** One INCREF or DECREF: when and where. */
export interface LedgerEvent {
  /** Number of the repetition, from 0; null: before the first one. */
  readonly run: number | null;
  /** What the process was doing: 'run', 'start-up', or the name of a finalization step. */
  readonly phase: string;
  /** A collection was under way. */
  readonly collecting: boolean;
  /** Id of the interpreter that was running. */
  readonly interpreter: number;
  /** The operation of the scenario, or of an extension, that it happened in. */
  readonly place: SourcePlace | null;
  /** The C function that the operation belongs to, where it does to one. */
  readonly caller: string | null;
}

/** References that came and went alike. */
export interface LedgerLine {
  readonly count: number;
  /** null: a DECREF of a reference that nobody had given. */
  readonly incref: LedgerEvent | null;
  /** null: an INCREF that no DECREF matches. */
  readonly decref: LedgerEvent | null;
  /** Who owned it last, or still does: 'instance of _thread.lock.__class__'; null: no slot ever did. */
  readonly owner: string | null;
  /** Of an object that still owns it: tp_traverse visits the slot. null: the owner is no object, or no more. */
  readonly visited: boolean | null;
}

/** Every INCREF and DECREF of one object until the end of a repetition. */
export interface Ledger {
  /** As the explanation calls it. */
  readonly object: string;
  /** Number of the repetition at whose end it was looked at, from 0. */
  readonly repetition: number;
  readonly increfs: number;
  readonly decrefs: number;
  /** ob_refcnt, where the ledger ends. */
  readonly refcnt: number;
  /** What is left over. */
  readonly unmatched: readonly LedgerLine[];
  /** Pairs, in the order of their first INCREF. */
  readonly matched: readonly LedgerLine[];
  /** Older pairs, beyond what a ledger holds. */
  readonly leftOut: number;
}
