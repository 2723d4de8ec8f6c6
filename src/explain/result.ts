import type { CollectionPhase } from '../gc/collection-phase.js';
import type { ObjectState } from '../gc/snapshot-collection.js';

/** The closed list of causes, in the order in which a reader may look them up; each has a page in docs/causes. */
export const CAUSES = [
  'type-not-visited',
  'slot-not-visited',
  'no-gc-support',
  'visited-not-owned',
  'not-cleared',
  'static-overwritten',
  'lost-reference',
  'not-released-in-dealloc',
  'stolen-twice',
  'released-after-last-gc',
  'never-released',
  'garbage-after-last-gc',
  'growing-chain',
  'growing-cache',
  'uncollectable-finalizer',
  'handle-not-closed',
  'shared-across-interpreters',
  'harness-only',
] as const;

export type Cause = (typeof CAUSES)[number];

/** A line of a scenario, or of whatever source an extension was read from. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
}

/** A part of an extension description: what an edit would replace. */
export interface DescriptionPart {
  readonly extension: string;
  /** Dotted, as edits name it: 'types.lock.slots.tp_traverse'. */
  readonly path: string;
}

/** So many references, or so many blocks, for one reason; all parts of a sum add up to it. */
export interface Part {
  readonly what: string;
  readonly count: number;
}

/** The sum of one repetition, taken apart. */
export interface Sum {
  /** What the counters of the process grew by. */
  readonly references: number;
  readonly blocks: number;
  /** By owner and target, by kind of block; each list adds up to the number above. */
  readonly referenceParts: readonly Part[];
  readonly blockParts: readonly Part[];
}

/** One line of a tree that leads from an object to what holds it. */
export interface HolderLine {
  readonly depth: number;
  readonly text: string;
}

/** What the collector knew of one object in the collection that should have taken it. */
export interface GcRow {
  readonly object: string;
  readonly refcnt: number;
  /** Found from inside: what subtract_refs took off. */
  readonly inside: number;
  readonly rest: number;
  /** Owners of the references in the rest. */
  readonly owners: readonly string[];
}

export interface GcTable {
  readonly collector: string;
  readonly during: string;
  readonly rows: readonly GcRow[];
}

/** An object, several alike, or a root outside of the heap. */
export interface PictureNode {
  readonly id: string;
  readonly label: string;
  readonly shape: 'object' | 'type' | 'root';
  /** Number of its cycle, from 1; null: it is in none. */
  readonly component: number | null;
  /** How many cycles its own stands for, with the same around them; 1: itself alone. */
  readonly alike: number;
  /** It owns what the collector did not see, and links two cycles that have nothing else in common. */
  readonly link: boolean;
  /** How many objects it stands for. */
  readonly count: number;
  readonly refcnt: number | null;
  /** After subtract_refs; null: the collection did not look at it. */
  readonly gcRefs: number | null;
  /** After move_unreachable. */
  readonly unreachable: boolean;
  /** What each phase of the picture made of it. */
  readonly states: readonly ObjectState[];
  /** Number of the object, the same in every identical run; null: it is a root. */
  readonly identity: number | null;
}

export interface PictureEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** 'hidden': owned, and visited by nothing. */
  readonly kind: 'visited' | 'hidden' | 'weak';
  readonly count: number;
  /** handle_weakrefs has cleared it. */
  readonly cleared: boolean;
}

export interface Picture {
  /** Of the collection that it shows; empty: it shows none. */
  readonly phases: readonly CollectionPhase[];
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
}

/** One root leak. */
export interface Finding {
  /** null: no cause of the list fits; the owners are all that can be said. */
  readonly kind: Cause | null;
  /** The type, module, struct or static at fault: '_thread.lock', '_signal', 'interpreter'. */
  readonly subject: string;
  readonly slot: string | null;
  readonly place: SourcePlace | null;
  readonly part: DescriptionPart | null;
  readonly sentence: string;
  /** Of one repetition: the object that leaks and what hangs on it. */
  readonly references: number;
  readonly blocks: number;
  /** References to the root object itself; the others are held by what it keeps alive. */
  readonly rootReferences: number;
  readonly root: string;
  /** Number of the root object, the same in every identical run; null: there is none, or several. */
  readonly identity: number | null;
  readonly holders: readonly HolderLine[];
  readonly gc: GcTable | null;
  /** Who holds whom, as far as it matters. */
  readonly picture: Picture | null;
}

/** References and blocks of one repetition. */
export interface Amount {
  readonly references: number;
  readonly blocks: number;
}

/** How a change that was tried turned out. */
export type Verdict = 'fixes' | 'workaround' | 'no-help' | 'harmful';

/** A change of the world that was tried: the hunt was run again with it. */
export interface Fix {
  /** Its number in the table, from 1. */
  readonly id: number;
  readonly verdict: Verdict;
  readonly title: string;
  /** Of the measured repetitions, references or, where none leak, blocks. */
  readonly sumBefore: number;
  readonly sumAfter: number;
  /** What went wrong with it that did not go wrong before. */
  readonly faults: readonly string[];
  /** What `--with FILE` puts to the state. */
  readonly edits: readonly unknown[];
}

/** Why one test leaks. */
export interface Explanation {
  readonly name: string;
  /** Number of the repetition that was taken apart, from 0. */
  readonly repetition: number;
  readonly sum: Sum;
  /** One for each root leak, the largest first. */
  readonly findings: readonly Finding[];
  /** What several findings keep alive together. */
  readonly shared: Amount;
  /** Growth that belongs to no finding: something was replaced by something larger. */
  readonly rest: Amount;
  /** Best first; null: none were tried. */
  readonly fixes: readonly Fix[] | null;
}
