import { NOT_COLLECTED } from '../../gc/snapshot-collection.js';
import type { GcRow, GcTable } from '../result.js';
import { objectText, outsideText, step } from './path.js';
import type { Keeper, LastCollection } from './why-kept.js';

/** Rows of what the collector could not explain first, then of what hangs on it. */
export function gcTable(last: LastCollection): GcTable {
  const { record, members, keepers } = last;
  const involved = new Set([...keepers.map(({ target }) => target), ...members]);
  const rows = [...involved].flatMap((object) => gcRow(last, object));
  rows.sort((left, right) => right.rest - left.rest || right.refcnt - left.refcnt);
  return { collector: record.collector, during: record.during, rows };
}

function gcRow({ record, keepers }: LastCollection, object: number): GcRow[] {
  const rest = record.gcRefs[object] as number;
  if (rest === NOT_COLLECTED) return [];
  const { snapshot } = record;
  const refcnt = snapshot.objects.refcnt[object] as number;
  const owners = keepers.filter(({ target }) => target === object).map((keeper) => keeperText(record, keeper));
  return [{ object: objectText(snapshot, object), refcnt, inside: refcnt - rest, rest, owners }];
}

function keeperText({ snapshot }: LastCollection['record'], { owner, reference }: Keeper): string {
  if (owner.kind !== 'object') return outsideText(owner);
  return `${objectText(snapshot, owner.of)}${step(snapshot, reference)}`;
}
