import type { CollectionRecord } from '../../gc/snapshot-collection.js';
import { NOT_COLLECTED } from '../../gc/snapshot-collection.js';
import type { GcRow, GcTable } from '../result.js';
import { objectText, outsideText, step } from './path.js';
import type { Keeper, LastCollection } from './why-kept.js';

/** Rows of what the collector could not explain first, then of what hangs on it. */
export function gcTable(last: LastCollection): GcTable {
  const { record, members, keepers } = last;
  const involved = new Set([...keepers.map(({ target }) => target), ...members]);
  const rows = [...involved]
    .filter((object) => record.gcRefs[object] !== NOT_COLLECTED)
    .map((object) =>
      gcRow(
        record,
        keepers.filter(({ target }) => target === object),
        object,
      ),
    );
  // By name in the end: the order of the lists follows which memory was used again.
  const byName = (left: GcRow, right: GcRow): number => (left.object < right.object ? -1 : 1);
  rows.sort((left, right) => right.rest - left.rest || right.refcnt - left.refcnt || byName(left, right));
  return { collector: record.collector, during: record.during, rows };
}

/** An object of the collected lists, with what keeps it. */
export function gcRow(
  record: CollectionRecord,
  keepers: readonly Pick<Keeper, 'owner' | 'reference'>[],
  object: number,
): GcRow {
  const rest = record.gcRefs[object] as number;
  const { snapshot } = record;
  const refcnt = snapshot.objects.refcnt[object] as number;
  const owners = keepers.map((keeper) => keeperText(record, keeper));
  return { object: objectText(snapshot, object), refcnt, inside: refcnt - rest, rest, owners };
}

function keeperText({ snapshot }: CollectionRecord, { owner, reference }: Pick<Keeper, 'owner' | 'reference'>): string {
  if (owner.kind !== 'object') return outsideText(owner);
  return `${objectText(snapshot, owner.of)}${step(snapshot, reference)}`;
}
