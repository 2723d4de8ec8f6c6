import type { Ref } from '../gc/ref.js';

/** Interned strings by text: borrowed references, as the interned dict holds them. */
export type InternTable = Map<string, Ref>;
