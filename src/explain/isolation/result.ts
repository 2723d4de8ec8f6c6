import type { SourcePlace } from '../result.js';

/** Who holds an object that another interpreter made. */
export type SharedBy = 'static' | 'static type' | 'interpreter';

/** Objects of one interpreter that something outside of it holds: alike in holder, field and type. */
export interface SharedObject {
  readonly kind: 'shared-across-interpreters';
  readonly by: SharedBy;
  /** `_signal`, `type m.T`, `dict of module m` */
  readonly holder: string;
  /** null: an item of a container. */
  readonly field: string | null;
  /** One of them. */
  readonly object: string;
  readonly maker: 'main' | 'sub';
  /** Most of them at one time. */
  readonly count: number;
  /** Where that one was made. */
  readonly place: SourcePlace | null;
}

export interface IsolationResult {
  readonly test: string;
  readonly shared: readonly SharedObject[];
  /** An object was taken out of the list of an interpreter that had ended. */
  readonly fault: string | null;
  /** Why the test says nothing: it fails, is skipped or crashes otherwise. */
  readonly problem: string | null;
}
