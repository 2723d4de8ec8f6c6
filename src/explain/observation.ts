import type { CollectionRecord } from '../gc/snapshot-collection.js';
import type { MeasuredSnapshot } from '../gc/snapshot-extent.js';
import type { Sources } from './sources.js';

/** Kind of handle. */
export const FILE_DESCRIPTOR = 'file descriptor';

/** Open handles of the operating system by kind: 'file descriptor', or what Windows calls them. */
export type Handles = ReadonlyMap<string, number>;

/** All that is known of one repetition: the heap before and after it, and what the collectors last saw during it. */
export interface Observation {
  /** Where the counters were read after the repetition before. */
  readonly before: MeasuredSnapshot;
  readonly after: MeasuredSnapshot;
  /** The last full collection of each collector, in the order of time. */
  readonly collections: readonly CollectionRecord[];
  /** Ids of the interpreters that have not ended. */
  readonly liveInterpreters: readonly number[];
  readonly handlesBefore: Handles;
  readonly handlesAfter: Handles;
  /** Kinds of which more are open now, and a C function that opened one of them: `f in mine`. */
  readonly openers: ReadonlyMap<string, string>;
  readonly sources: Sources;
}
