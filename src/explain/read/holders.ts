import { ownerAt } from '../../gc/snapshot.js';
import type { MeasuredSnapshot } from '../../gc/snapshot-extent.js';
import type { HolderLine } from '../result.js';
import type { Graph } from './graph.js';
import { objectText, outsideText, step } from './path.js';
import { withoutIndex } from './roots.js';

const MAX_DEPTH = 5;
const MAX_LINES = 24;
/** Holders that differ in nothing a reader could see are one line. */
const MAX_ALIKE = 1;

/**
 * Who holds an object, as a tree from the object outwards: each line is one owner with the slot it holds through.
 * An owner that stands above on the same branch closes a cycle; one that was shown elsewhere is not shown again.
 */
export function holderTree(graph: Graph, object: number, isWorthShowing: (reference: number) => boolean): HolderLine[] {
  if (object < 0) return [];
  const snapshot = graph.snapshot as MeasuredSnapshot;
  const lines: HolderLine[] = [{ depth: 0, text: objectText(snapshot, object) }];
  const shown = new Set([object]);
  const branch = new Set([object]);
  const visit = (target: number, depth: number): void => {
    for (const { text, owner } of holdersOf(graph, target, isWorthShowing)) {
      if (lines.length >= MAX_LINES) return;
      if (owner !== null && branch.has(owner)) {
        lines.push({ depth, text: `${text} (cycle back to ${objectText(snapshot, owner)})` });
      } else if (owner !== null && shown.has(owner)) lines.push({ depth, text: `${text} (see above)` });
      else {
        lines.push({ depth, text });
        if (owner === null || depth >= MAX_DEPTH) continue;
        shown.add(owner);
        branch.add(owner);
        visit(owner, depth + 1);
        branch.delete(owner);
      }
    }
  };
  visit(object, 1);
  if (lines.length === 1) lines.push({ depth: 1, text: 'held by nothing' });
  if (lines.length >= MAX_LINES) lines.push({ depth: 1, text: '...' });
  return lines;
}

interface HolderEntry {
  readonly text: string;
  /** null: no object. */
  readonly owner: number | null;
}

/** Roots first: they end a chain. */
function holdersOf(graph: Graph, target: number, isWorthShowing: (reference: number) => boolean): HolderEntry[] {
  const snapshot = graph.snapshot as MeasuredSnapshot;
  const alike = new Map<string, { entry: HolderEntry; count: number }>();
  for (const reference of graph.incoming(target)) {
    if (!isWorthShowing(reference)) continue;
    const owner = ownerAt(snapshot, reference);
    const entry: HolderEntry =
      owner.kind === 'object'
        ? { text: `${objectText(snapshot, owner.of)}${step(snapshot, reference)}`, owner: owner.of }
        : { text: withoutIndex(outsideText(owner)), owner: null };
    const known = alike.get(entry.text);
    if (known) known.count++;
    else alike.set(entry.text, { entry, count: 1 });
  }
  const entries = [...alike.values()].map(({ entry, count }) =>
    count > MAX_ALIKE ? { ...entry, text: `${entry.text}  x${count}` } : entry,
  );
  return entries.sort((left, right) => Number(left.owner !== null) - Number(right.owner !== null));
}
