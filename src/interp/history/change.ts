import type { Place } from '../../gc/stray.js';
import type { ExtensionDescription, Op } from '../extension/description.js';
import type { FinalizationStep, RuleName, World } from '../world.js';

/** Where a finalization step stands; 'last-collection' is the last step that collects, wherever it is by then. */
export type StepPosition = { readonly before: string } | { readonly after: string } | 'nowhere';

export const LAST_COLLECTION = 'last-collection';

/** One alteration of the world; plain JSON (but for `escape` operations), so that a file can hold it. */
export type Edit =
  | { readonly edit: 'rule'; readonly rule: RuleName; readonly on: boolean }
  | {
      readonly edit: 'step';
      readonly step: string;
      /** Left out: where it stands. */
      readonly to?: StepPosition;
      readonly on?: FinalizationStep['on'];
      /** What a new step does: a key of `lifecycle/steps.ts`. */
      readonly does?: string;
      readonly at?: Place;
    }
  | { readonly edit: 'ops'; readonly extension: string; readonly path: string; readonly replace: readonly Op[] }
  | { readonly edit: 'prepend'; readonly extension: string; readonly path: string; readonly ops: readonly Op[] }
  | { readonly edit: 'set'; readonly extension: string; readonly path: string; readonly value: unknown }
  | { readonly edit: 'extension'; readonly extension: ExtensionDescription }
  /** What a scenario's Python modules look at. */
  | { readonly edit: 'library'; readonly feature: string; readonly on: boolean };

/** A named change: a commit, a proposal that was never merged, or an experiment. */
export interface Change {
  /** Commit prefix or slug; unique in the history, parts included. */
  readonly id: string;
  /** Other names: bpo-N, gh-N, slugs. Several changes may share one. */
  readonly names: readonly string[];
  /** Of `names`, those that mean this change even where others bear them too. */
  readonly mainNames?: readonly string[];
  /** ISO date. */
  readonly date: string;
  readonly title: string;
  readonly status: 'merged' | 'proposed' | 'experiment';
  readonly area: 'extension' | 'object' | 'collector' | 'finalization';
  /** Changes without which it means nothing. */
  readonly requires: readonly string[];
  /** Earlier changes or parts that no longer hold once this one does, unless they are asked for by name. */
  readonly reverts: readonly string[];
  /** What can be taken singly: the change is its own edits, then all of them. */
  readonly parts: readonly Change[];
  readonly edits: readonly Edit[];
  /** Scenario files whose result it touches, for listings. */
  readonly tests?: readonly string[];
}

/** Changes in chronological order over the world they start from. */
export interface History {
  readonly base: World;
  readonly changes: readonly Change[];
  /** Where a scenario runs when no --at says otherwise. */
  readonly defaultState: string;
  /** Names of states that are no change: '3.11.2' -> the last change it contains. */
  readonly states: Readonly<Record<string, string>>;
}
