import { slotNameAt, VISITED } from '../../../gc/snapshot.js';
import type { Cause } from '../../result.js';
import type { BodySource, ModuleSource, TypeSource } from '../../sources.js';
import { describedModule, describedType, isGcType, typeName } from '../described.js';
import type { Keeper, LastCollection } from '../why-kept.js';
import { type CauseContext, type NamedCause, plural, survivorOf } from './cause.js';

/**
 * no-gc-support, type-not-visited, slot-not-visited: in the last collection an object owned a reference to the island
 * that its tp_traverse did not show, and has died of that same collection.
 */
export function notVisited(context: CauseContext): NamedCause | null {
  const last = context.root.kind === 'island' ? context.last() : null;
  if (last === null) return null;
  if (last.verdict === 'untracked') return unseenCycle(context, last);
  const keeper = blindKeeper(last);
  if (keeper === null || keeper.owner.kind !== 'object') return null;
  const { of } = keeper.owner;
  const slot = slotNameAt(last.record.snapshot, keeper.reference);
  const { sources } = context.observation;
  const module = describedModule(last.graph, sources, of);
  if (module) return ofModule(context, last, keeper, module, slot);
  const type = describedType(last.graph, sources, of);
  return type ? ofType(context, last, keeper, type, slot) : null;
}

/** The nearest of what kept the island, if it is a reference that its owner does not visit. */
function blindKeeper({ keepers, record }: LastCollection): Keeper | null {
  const nearest = keepers.filter(({ distance }) => distance === keepers[0]?.distance);
  const isBlind = ({ owner, reference }: Keeper): boolean =>
    owner.kind === 'object' && record.snapshot.references.visited[reference] !== VISITED;
  return nearest.find(isBlind) ?? null;
}

/** Of their own accord collections untrack these, where nothing in them has GC support. */
const UNTRACKED_BY_GC: ReadonlySet<string> = new Set(['tuple', 'dict']);

/** no-gc-support: the collector sees nothing of a cycle, because nothing in it has GC support. */
function unseenCycle(context: CauseContext, last: LastCollection): NamedCause | null {
  const { snapshot } = last.record;
  const isUnseen = (of: number): boolean => !isGcType(snapshot, of) || UNTRACKED_BY_GC.has(typeName(snapshot, of));
  if (!last.members.every(isUnseen)) return null;
  const cycle = new Set(last.members);
  const { target } = snapshot.references;
  for (const of of last.members) {
    const type = isGcType(snapshot, of) ? null : describedType(last.graph, context.observation.sources, of);
    const link = last.graph.outgoing(of).find((reference) => cycle.has(target[reference] as number));
    if (type && link !== undefined) return ofUnseen(context, last, type, link);
  }
  return null;
}

function ofUnseen(context: CauseContext, last: LastCollection, type: TypeSource, reference: number): NamedCause {
  const { snapshot } = last.record;
  const slot = slotNameAt(snapshot, reference);
  const of = snapshot.references.owner[reference] as number;
  return {
    kind: 'no-gc-support',
    subject: type.name,
    slot,
    place: type.place,
    part: { extension: type.extension, path: `types.${type.key}` },
    sentence: `each ${type.name} owns ${slot}, ${NO_GC}: no collection sees the cycle through ${snapshot.objects.label[of]}`,
    object: survivorOf(context, last, of),
  };
}

const NO_GC = 'which nothing visits (no Py_TPFLAGS_HAVE_GC)';

function ofType(
  context: CauseContext,
  last: LastCollection,
  keeper: Keeper,
  type: TypeSource,
  slot: string,
): NamedCause {
  const { of } = keeper.owner as { of: number };
  const toType = slot === 'ob_type';
  const haveGc = isGcType(last.record.snapshot, of);
  const kind: Cause = !haveGc ? 'no-gc-support' : toType ? 'type-not-visited' : 'slot-not-visited';
  const what = toType
    ? `${type.name} is a heap type; each instance owns a reference to it`
    : `each ${type.name} owns ${slot}`;
  const visitor = type.traverse?.name ?? 'a tp_traverse';
  const why = haveGc ? `which ${visitor} does not visit` : NO_GC;
  return {
    kind,
    subject: type.name,
    slot,
    place: haveGc ? (type.traverse?.place ?? type.place) : type.place,
    part: { extension: type.extension, path: `types.${type.key}${haveGc ? '.slots.tp_traverse' : ''}` },
    sentence: `${what}, ${why}: ${unaccounted(last, keeper)}`,
    object: survivorOf(context, last, keeper.target),
  };
}

function ofModule(
  context: CauseContext,
  last: LastCollection,
  keeper: Keeper,
  module: ModuleSource,
  slot: string,
): NamedCause {
  const traverse: BodySource | null = module.traverse;
  const why = traverse ? `which ${traverse.name} does not visit` : `and ${module.extension} has no m_traverse`;
  return {
    kind: 'slot-not-visited',
    subject: module.extension,
    slot,
    place: traverse?.place ?? module.place,
    part: { extension: module.extension, path: 'slots.m_traverse' },
    sentence: `the module ${module.extension} owns ${slot}, ${why}: ${unaccounted(last, keeper)}`,
    object: survivorOf(context, last, keeper.target),
  };
}

function unaccounted({ record, keepers }: LastCollection, { target }: Keeper): string {
  const count = keepers.filter((keeper) => keeper.target === target).length;
  const label = record.snapshot.objects.label[target];
  return `in the last collection of ${record.collector} ${label} keeps ${plural(count, 'reference')} that nobody accounts for`;
}
