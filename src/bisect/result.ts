import type { WorldOptions } from '../runner/options.js';
import type { HuntAnswer } from './hunt-question.js';
import type { LeakIdentity } from './identity.js';

/** How a bisection ended, which is also its exit code. */
export type Ending = 'found' | 'nothing' | 'inconclusive';

/** A change of the history, as it is shown. */
export interface ChangeInfo {
  readonly id: string;
  readonly names: readonly string[];
  readonly date: string;
  readonly title: string;
  readonly status: 'merged' | 'proposed' | 'experiment';
}

/** A state and what the test did in it. */
export interface StateReading {
  /** What --at takes. */
  readonly at: string;
  readonly change: ChangeInfo | null;
  readonly answer: HuntAnswer;
}

export interface StateTransition {
  readonly from: StateReading;
  readonly to: StateReading;
}

/** Bisection over the named history. */
export interface HistoryResult {
  readonly mode: 'history';
  readonly test: string;
  readonly ending: Ending;
  /** null: none was given, and the search went back to the beginning. */
  readonly good: StateReading | null;
  readonly bad: StateReading;
  readonly first: StateTransition | null;
  /** Where states could not be judged: the leak began with one of these. */
  readonly oneOf: readonly StateReading[];
  /** It leaks in every state from the first one on. */
  readonly neverClean: boolean;
  readonly transitions: readonly StateTransition[];
  readonly states: number;
  readonly runs: number;
}

/** A set of changes and what the test did with it. */
export interface ProofEntry {
  readonly changes: readonly string[];
  readonly answer: HuntAnswer;
  /** Of the leak in question; what else leaks is in the answer. */
  readonly sum: number;
}

export interface CulpritSet {
  readonly changes: readonly ChangeInfo[];
  readonly proof: readonly ProofEntry[];
}

/** The minimal culprit sets of one leak. */
export interface Culprits {
  readonly identity: LeakIdentity;
  readonly sets: readonly CulpritSet[];
  readonly complete: boolean;
  /** A set that leaks within one that does not, by the ids of their changes. */
  readonly contradiction: { readonly leaks: readonly string[]; readonly clean: readonly string[] } | null;
  /** Sets that could not be run. */
  readonly unresolved: number;
}

export interface RepairSet extends CulpritSet {
  /** It only lets the last collection run twice in a row: what hid the garbage is still there. */
  readonly workaround: boolean;
}

/** Minimal sets of changes that bring the leak in, and of those that take it away. */
export interface ChangesResult {
  readonly mode: 'changes';
  readonly test: string;
  readonly ending: Ending;
  readonly bad: StateReading;
  readonly vary: 'changes' | 'all';
  readonly candidates: readonly ChangeInfo[];
  readonly leaks: readonly Culprits[];
  readonly repairs: readonly RepairSet[];
  readonly repairsComplete: boolean;
  /** Parts and half-fixes among which repairs were sought. */
  readonly repairCandidates: readonly ChangeInfo[];
  /** Sets that were judged, and hunts that this took: sets that agree on all that a hunt looks at share one. */
  readonly sets: number;
  readonly runs: number;
}

export interface CommitInfo {
  readonly sha: string;
  readonly author: string;
  readonly date: string;
  readonly subject: string;
  readonly merge: boolean;
}

export interface CommitReading {
  readonly commit: CommitInfo;
  readonly answer: HuntAnswer;
}

/** Bisection over commits. */
export interface GitResult {
  readonly mode: 'git';
  readonly test: string;
  readonly ending: Ending;
  readonly good: CommitReading;
  readonly bad: CommitReading;
  readonly first: CommitReading | null;
  /** The parents of the first bad commit. */
  readonly before: readonly CommitReading[];
  /** Lines of scenarios that it changed, as a unified diff without context. */
  readonly diff: string;
  readonly oneOf: readonly CommitReading[];
  /** Things to know: a shallow clone, a scenario that had another name. */
  readonly remarks: readonly string[];
  readonly commits: number;
  readonly runs: number;
}

export interface CaseSet {
  readonly cases: readonly string[];
  readonly proof: readonly { readonly cases: readonly string[]; readonly answer: HuntAnswer }[];
}

/** Minimal sets of cases of one test. */
export interface CasesResult {
  readonly mode: 'cases';
  readonly test: string;
  readonly ending: Ending;
  /** All of them, in the order in which they run. */
  readonly cases: readonly string[];
  readonly all: HuntAnswer;
  readonly sets: readonly CaseSet[];
  readonly complete: boolean;
  readonly contradiction: { readonly leaks: readonly string[]; readonly clean: readonly string[] } | null;
  readonly unresolved: number;
  readonly runs: number;
}

export type BisectResult = HistoryResult | ChangesResult | GitResult | CasesResult;

/** What the bisection started from: needed to write down commands that can be pasted. */
export interface BisectSubject {
  readonly test: string;
  /** Value of -R. */
  readonly huntrleaks: string;
  readonly world: WorldOptions;
  /** Further words of the command line: -m, --testdir... */
  readonly words: readonly string[];
}
