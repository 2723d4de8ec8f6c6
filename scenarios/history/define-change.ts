import type { Change } from 'refhunt/scenario';

type Details = Partial<Omit<Change, 'id' | 'date' | 'title' | 'status'>>;

const NOTHING = { names: [], requires: [], reverts: [], parts: [], edits: [], area: 'extension' } as const;

/** A commit of CPython; without edits where it only moves code about. */
export function merged(id: string, date: string, title: string, details: Details = {}): Change {
  return { ...NOTHING, ...details, id, date, title, status: 'merged' };
}

/** A version of a change that was proposed and never merged. */
export function proposed(id: string, date: string, title: string, details: Details = {}): Change {
  return { ...NOTHING, ...details, id, date, title, status: 'proposed' };
}

/** Something that was tried, or a part of a commit that can be taken singly. */
export function experiment(id: string, date: string, title: string, details: Details = {}): Change {
  return { ...NOTHING, ...details, id, date, title, status: 'experiment' };
}
