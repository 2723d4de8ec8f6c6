import { identityKey, type LeakIdentity } from './identity.js';

/** A leak with what it costs in one repetition. */
export interface MeasuredLeak {
  readonly identity: LeakIdentity;
  readonly references: number;
  readonly blocks: number;
}

/** A known leak that is still there; `found` may have other numbers. */
export interface KnownLeak {
  readonly entry: MeasuredLeak;
  readonly found: MeasuredLeak;
}

export interface BaselineVerdict {
  readonly known: readonly KnownLeak[];
  /** Leaks that the baseline does not know, whatever their numbers. */
  readonly fresh: readonly MeasuredLeak[];
  /** Entries of tests that ran and no longer leak so. */
  readonly stale: readonly MeasuredLeak[];
}

/** Leaks of one identity together, in the order in which they come. */
export function byIdentity(leaks: readonly MeasuredLeak[]): MeasuredLeak[] {
  const merged = new Map<string, MeasuredLeak>();
  for (const leak of leaks) {
    const key = identityKey(leak.identity);
    const { references = 0, blocks = 0 } = merged.get(key) ?? {};
    merged.set(key, { ...leak, references: references + leak.references, blocks: blocks + leak.blocks });
  }
  return [...merged.values()];
}

/** Compares by identity, not by number. `judged`: the tests whose leaks are known; entries of others are not looked at. */
export function compareWithBaseline(
  baseline: readonly MeasuredLeak[],
  found: readonly MeasuredLeak[],
  judged: ReadonlySet<string>,
): BaselineVerdict {
  const leaks = new Map(byIdentity(found).map((leak) => [identityKey(leak.identity), leak]));
  const known: KnownLeak[] = [];
  const stale: MeasuredLeak[] = [];
  for (const entry of baseline) {
    const key = identityKey(entry.identity);
    const leak = leaks.get(key);
    if (leak !== undefined) known.push({ entry, found: leak });
    else if (judged.has(entry.identity.test)) stale.push(entry);
    leaks.delete(key);
  }
  return { known, fresh: [...leaks.values()], stale };
}

export function isSmaller({ entry, found }: KnownLeak): boolean {
  return found.references < entry.references || found.blocks < entry.blocks;
}

/** The baseline with its stale entries gone and the others as small as they were found; it never grows. */
export function shrunk(baseline: readonly MeasuredLeak[], { known, stale }: BaselineVerdict): MeasuredLeak[] {
  const found = new Map(known.map((each) => [each.entry, each.found]));
  return baseline
    .filter((entry) => !stale.includes(entry))
    .map((entry) => {
      const leak = found.get(entry) ?? entry;
      return {
        identity: entry.identity,
        references: Math.min(entry.references, leak.references),
        blocks: Math.min(entry.blocks, leak.blocks),
      };
    });
}
