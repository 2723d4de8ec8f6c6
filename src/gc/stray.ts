import { fileURLToPath } from 'node:url';
import type { Ref } from './ref.js';

/** Where a scenario wrote an operation; `file` as the loader knows it. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** `FILE:LINE` for a message, without what the loader adds to the name of the file. */
export function placeText({ file, line }: Place): string {
  const path = file.startsWith('file:') ? fileURLToPath(file.replace(/\?.*$/, '')) : file;
  return `${path}:${line}`;
}

/** How a reference came to have no owner (delta 1), or an owner came to lose one that it still counts on (delta -1). */
export type StrayReason =
  | 'lost-local'
  | 'overwritten'
  | 'not-released-in-dealloc'
  | 'freed-without-decref'
  | 'over-decref'
  | 'permanent-incref';

/** A reference that nobody owns: what a missing DECREF leaves behind. */
export interface Stray {
  readonly target: Ref;
  readonly delta: 1 | -1;
  readonly reason: StrayReason;
  /** Who lost it, in the words of the C source: `static.ItimerError`, `res in _elementtree.XMLParser`, `lock.ob_type`. */
  readonly owner: string;
  readonly place: Place | null;
}
