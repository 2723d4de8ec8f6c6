import type { Observation } from '../../observation.js';
import type { Cause, DescriptionPart, SourcePlace } from '../../result.js';
import type { Difference } from '../difference.js';
import type { Root } from '../root.js';
import { type LastCollection, lastCollectionOf } from '../why-kept.js';

/** A root with all that may be asked about it. */
export interface CauseContext {
  readonly observation: Observation;
  readonly difference: Difference;
  readonly root: Root;
  /** What the last collection made of the root's objects; null: none saw them. */
  readonly last: () => LastCollection | null;
}

/** Why something leaks, in one sentence. Roots with the same kind, subject, slot and part are one finding. */
export interface NamedCause {
  readonly kind: Cause | null;
  readonly subject: string;
  readonly slot: string | null;
  readonly place: SourcePlace | null;
  readonly part: DescriptionPart | null;
  readonly sentence: string;
  /** The object at fault, of those of the root (index after the repetition); null: none in particular. */
  readonly object: number | null;
  /** Several roots of one struct are one finding, which is then called this. */
  readonly together?: Together;
}

export interface Together {
  readonly slot: string;
  readonly sentence: (roots: number) => string;
}

/** Names the cause of a root, or does not know. */
export type Recogniser = (context: CauseContext) => NamedCause | null;

export function contextOf(observation: Observation, difference: Difference, root: Root): CauseContext {
  let last: LastCollection | null | undefined;
  return {
    observation,
    difference,
    root,
    last: () => {
      last ??= lastCollectionOf(observation.collections, observation.after, root.objects);
      return last;
    },
  };
}

export function isDead(observation: Observation, interpreter: number): boolean {
  return !observation.liveInterpreters.includes(interpreter);
}

/** Object after the repetition that was `object` in the record of a collection; null: it is gone. */
export function survivorOf(context: CauseContext, last: LastCollection, object: number): number | null {
  const identity = last.record.snapshot.identity[object] as number;
  const index = context.observation.after.identity.indexOf(identity);
  return index < 0 ? null : index;
}

export function plural(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
