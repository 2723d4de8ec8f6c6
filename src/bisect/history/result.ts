import type { HuntAnswer } from '../hunt-question.js';
import type { ChangeInfo } from '../result.js';

/** Where it is known from which tests a change touches. */
export type TouchedBy =
  /** The change says so. */
  | 'declared'
  /** A run of the test looks up what the change edits. */
  | 'looked up';

/** A change or a part of one, in a list. */
export interface ListedChange extends ChangeInfo {
  readonly area: string;
  readonly requires: readonly string[];
  readonly reverts: readonly string[];
  /** Id of the change that it is a part of. */
  readonly partOf: string | null;
  readonly parts: readonly string[];
  /** What it edits, in words; empty: it only moves code about. */
  readonly edits: readonly string[];
  readonly tests: readonly string[];
  readonly touchedBy: TouchedBy;
}

export interface HistoryList {
  readonly changes: readonly ListedChange[];
  readonly defaultState: string;
  /** Names of states that are no change. */
  readonly states: Readonly<Record<string, string>>;
  /** The folder has no history of its own: this is the shipped one. */
  readonly shippedInstead: string | null;
}

/** What a change did to the result of a test. */
export type Effect = 'began' | 'changed' | 'ended' | 'none' | 'unknown';

export interface GridCell {
  readonly answer: HuntAnswer;
  readonly effect: Effect;
}

/**
 * A state and what the tests did in it. `merged` and `proposed`: compared with the state just before the change;
 * `tried` and `without`: with the state of the change that they stand under; `before`: just before a change, shown
 * where that is not what stands above it.
 */
export interface GridRow {
  readonly kind: 'before' | 'merged' | 'proposed' | 'tried' | 'without';
  /** What --at takes. */
  readonly at: string;
  readonly with: readonly string[];
  readonly without: readonly string[];
  readonly change: ChangeInfo;
  /** In the order of the tests; null: the change does not touch the test. */
  readonly cells: readonly (GridCell | null)[];
}

export interface HistoryGrid {
  readonly tests: readonly string[];
  /** By date, then in the order in which changes are applied. */
  readonly rows: readonly GridRow[];
  /** Changes that no row is made for, as they name none of the tests. */
  readonly leftOut: number;
  readonly states: number;
  readonly runs: number;
}
