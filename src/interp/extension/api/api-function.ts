import type { Ref } from '../../../gc/ref.js';
import type { TypeDescription } from '../description.js';
import type { CFrame } from '../frame.js';

/** An argument as an API function gets it: a borrowed object, or what stands literally in the C source. */
export type ApiArgument = Ref | string | LiteralInt | SpecArgument;

export interface LiteralInt {
  readonly int: number;
}

export interface SpecArgument {
  readonly spec: TypeDescription;
}

/** What a C API function gives back and takes over. */
export interface ApiFunction {
  /** 'new': a new reference; 'borrowed'; 'status': 0 or -1; 'void': cannot fail. */
  readonly result: 'new' | 'borrowed' | 'status' | 'void';
  /** Positions of the arguments whose reference it takes: always, or only when it succeeds. */
  readonly steals?: readonly number[];
  readonly stealsOnSuccess?: readonly number[];
  /** False: cannot fail, so `--fail-each` leaves it alone. */
  readonly fallible?: boolean;
  /** The reference (NULL: failed, or for 'borrowed' absent); true or false for a status. Failure sets an exception. */
  readonly run: (frame: CFrame, args: readonly ApiArgument[]) => Ref | boolean;
}

export interface ApiResult {
  readonly failed: boolean;
  readonly kind: 'new' | 'borrowed' | 'none';
  readonly value: Ref;
}
