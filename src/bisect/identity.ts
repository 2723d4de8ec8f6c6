import type { Cause, Finding } from '../explain/result.js';
import type { LeakItem } from '../runner/result.js';

/**
 * What makes a leak the same leak in another state, with other numbers: the test, the kind of its cause, the type or
 * struct at fault, and its slot. Where no cause is known, the counted item stands for it.
 */
export interface LeakIdentity {
  readonly test: string;
  readonly kind: Cause | null;
  /** '_abc._abc_data', 'interpreter'; null where no cause is known. */
  readonly subject: string | null;
  readonly slot: string | null;
  readonly item: LeakItem | null;
}

export function identityOf(test: string, { kind, subject, slot }: Finding): LeakIdentity {
  return { test, kind, subject, slot, item: null };
}

export function itemIdentity(test: string, item: LeakItem): LeakIdentity {
  return { test, kind: null, subject: null, slot: null, item };
}

/** Equal identities have equal keys. */
export function identityKey({ test, kind, subject, slot, item }: LeakIdentity): string {
  return JSON.stringify([test, kind, subject, slot, item]);
}

/** Causes that are one and the same mistake at different stages of its mending: a reference that no tp_traverse visits. */
const UNVISITED: ReadonlySet<Cause | null> = new Set<Cause | null>(['no-gc-support', 'type-not-visited']);

/**
 * As the identity, but an instance's reference to its type that is not visited is the same leak before and after the
 * type got Py_TPFLAGS_HAVE_GC.
 */
export function leakKey(identity: LeakIdentity): string {
  if (!UNVISITED.has(identity.kind)) return identityKey(identity);
  return identityKey({ ...identity, kind: 'type-not-visited', slot: 'ob_type' });
}
