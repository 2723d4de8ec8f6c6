import type { Change } from '../interp/history/change.js';
import type { Leak } from '../runner/result.js';
import type { MeasuredLeak } from './baseline.js';
import type { Trial } from './trials.js';

/** A state of the history, as --at, --with and --without describe it. */
export interface StateQuestion {
  readonly at: string;
  readonly with: readonly (string | Change)[];
  readonly without: readonly string[];
  /** Of what holds there, only these changes; an edit that finds nothing to act on does nothing. */
  readonly only?: readonly string[];
}

/** One hunt: a state, and the ids of the cases that run; null: those that the command line chooses. */
export interface HuntQuestion {
  readonly state: StateQuestion;
  readonly cases: readonly string[] | null;
  /** A leak is to be named, which takes a second run. */
  readonly identify?: true;
}

/** What a hunt came to. */
export interface HuntAnswer extends Trial {
  readonly leaks: readonly Leak[];
  /** Of the leaks, where they were asked for. */
  readonly named: readonly MeasuredLeak[];
  /** Why it could not be judged, in one line. */
  readonly why: string | null;
}

export const CLEAN: HuntAnswer = { verdict: 'clean', leaks: [], named: [], why: null };

export function unresolved(why: string): HuntAnswer {
  return { verdict: 'unresolved', leaks: [], named: [], why };
}

/** The sum of the line that is printed first: of references, if there is one of them; 0 where nothing leaks. */
export function sumOf({ leaks }: HuntAnswer): number {
  return leaks[0]?.sum ?? 0;
}

/** Whether the printed lines differ. */
export function linesDiffer(left: HuntAnswer, right: HuntAnswer): boolean {
  const lines = ({ leaks }: HuntAnswer): string => JSON.stringify(leaks.map(({ item, deltas }) => [item, deltas]));
  return lines(left) !== lines(right);
}
