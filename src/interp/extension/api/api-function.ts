import type { Ref } from '../../../gc/ref.js';
import type { Place } from '../../../gc/stray.js';
import type { RawMemory } from '../../objects/c-fields.js';
import type { TypeDescription } from '../description.js';
import type { CFrame } from '../frame.js';

/** An argument as an API function gets it: a borrowed object, a C number, raw memory, or what stands literally in the C source. */
export type ApiArgument = Ref | string | CNumber | SpecArgument | RawMemory;

export interface CNumber {
  readonly int: number;
}

export interface SpecArgument {
  readonly spec: TypeDescription;
}

/** What a C API function gives back and takes over. */
export interface ApiFunction {
  /** 'new': a new reference; 'borrowed'; 'status': 0 or -1; 'void': cannot fail; a C number; a pointer to raw memory. */
  readonly result: 'new' | 'borrowed' | 'status' | 'void' | 'number' | 'pointer';
  /** Positions of the arguments whose reference it takes: always, or only when it succeeds. */
  readonly steals?: readonly number[] | ((args: readonly ApiArgument[]) => readonly number[]);
  readonly stealsOnSuccess?: readonly number[];
  /** False: cannot fail, so `--fail-each` leaves it alone. */
  readonly fallible?: boolean;
  /** The reference (NULL: failed, or for 'borrowed' absent); true or false for a status. Failure sets an exception. */
  readonly run: (
    frame: CFrame,
    args: readonly ApiArgument[],
    place: Place | null,
  ) => Ref | boolean | CNumber | RawMemory;
}

/** What a call of the API or of a C function of the same file came to. */
export type ApiResult =
  | { readonly kind: 'failed' | 'none' }
  | { readonly kind: 'new' | 'borrowed'; readonly value: Ref }
  | { readonly kind: 'number'; readonly value: CNumber }
  | { readonly kind: 'pointer'; readonly value: RawMemory };
