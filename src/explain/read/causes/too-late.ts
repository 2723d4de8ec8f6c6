import type { SnapshotOwner } from '../../../gc/snapshot.js';
import type { SourcePlace } from '../../result.js';
import type { Sources, StepSource } from '../../sources.js';
import { reach } from '../graph.js';
import { withoutIndex } from '../roots.js';
import type { LastCollection } from '../why-kept.js';
import { type CauseContext, type NamedCause, survivorOf } from './cause.js';

/**
 * garbage-after-last-gc, released-after-last-gc: a struct or a static held the island during the last collection of
 * its interpreter and let go of it afterwards.
 */
export function tooLate(context: CauseContext): NamedCause | null {
  const { root } = context;
  if (root.kind !== 'island') return releasedByNextRun(context);
  const last = context.last();
  if (last === null) return madeAfterwards(context);
  const holder = last.keepers.find(({ owner, distance }) => isHolder(owner) && distance === last.keepers[0]?.distance);
  if (holder === undefined || !isHolder(holder.owner)) return null;
  return releasedLate(context, last, holder.owner, survivorOf(context, last, holder.target));
}

type HolderOwner = Extract<SnapshotOwner, { field: string }>;

function isHolder(owner: SnapshotOwner): owner is HolderOwner {
  return owner.kind === 'interpreter' || owner.kind === 'static' || owner.kind === 'struct';
}

/** No collection follows the clearing of the interpreter struct as a whole. */
function clearComesLast({ steps }: Sources): boolean {
  const lastCollection = steps.findLastIndex(({ does, on }) => does === 'collect' && on !== 'main');
  return steps.findIndex(({ does }) => does === 'interp-clear') > lastCollection;
}

function releasedLate(
  context: CauseContext,
  last: LastCollection,
  owner: HolderOwner,
  object: number | null,
): NamedCause {
  const { sources } = context.observation;
  const collector = last.record.collector;
  const field = fieldText(owner);
  if (owner.kind === 'interpreter' && clearComesLast(sources)) {
    const sentence = (held: string): string =>
      `the last collection of ${collector} (${last.record.during}) stands before PyInterpreterState_Clear(): what ${held} becomes garbage that no collection will see`;
    return {
      kind: 'garbage-after-last-gc',
      subject: 'interpreter',
      // Baselines know it by this: the fields may be other ones in the next state.
      slot: 'interp',
      place: placeOfStep(sources, ({ name }) => name === last.record.during),
      part: null,
      sentence: sentence(`${field} held`),
      object: null,
      together: { slot: 'interp', sentence: () => sentence(`the fields of the struct held (${field} among them)`) },
    };
  }
  const together = keptTogether(last, owner);
  return {
    kind: 'released-after-last-gc',
    subject: owner.kind === 'interpreter' ? 'interpreter' : owner.name,
    slot: together?.slot ?? withoutIndex(slotText(owner)),
    place: placeOfStore(sources, slotText(owner)) ?? placeOfRelease(sources, owner),
    part: null,
    sentence: `${together?.text ?? withoutIndex(field)} is released only after the last collection of ${collector} (${last.record.during}): the cycles that it held are then garbage that no collection will see`,
    object,
  };
}

/** `ast.Load_type` is a field of a struct in the struct. */
export const STRUCT_FIELD = /^(\w+)\.(\w+)/;

/** Where the history puts a finalization step. */
function placeOfStep({ steps }: Sources, isIt: (step: StepSource) => boolean): SourcePlace | null {
  return steps.find(isIt)?.at ?? null;
}

/** Of a field that the runtime itself fills: the step that clears it. */
function placeOfRelease(sources: Sources, { kind, field }: HolderOwner): SourcePlace | null {
  return kind === 'interpreter' ? placeOfStep(sources, ({ clears }) => clears(field)) : null;
}

/** Several fields of a struct in the interpreter struct, which one step clears; null: it is the field alone. */
function keptTogether(
  { keepers }: LastCollection,
  { kind, field }: HolderOwner,
): { slot: string; text: string } | null {
  const [, struct] = STRUCT_FIELD.exec(field) ?? [];
  if (kind !== 'interpreter' || struct === undefined) return null;
  const same = keepers.filter(({ owner }) => isHolder(owner) && owner.field.startsWith(`${struct}.`));
  return same.length < 2 ? null : { slot: `interp.${struct}`, text: `interp->${struct}` };
}

function madeAfterwards(context: CauseContext): NamedCause | null {
  const { after, collections } = context.observation;
  if (collections.length === 0) return null;
  const label = after.objects.label[context.root.objects[0] as number];
  return {
    kind: 'garbage-after-last-gc',
    subject: 'interpreter',
    slot: null,
    place: after.objects.place[context.root.objects[0] as number] ?? null,
    part: null,
    sentence: `${label} was made after the last collection of its interpreter and is garbage that no collection will see`,
    object: null,
  };
}

/** A static that the next run releases correctly, when the interpreter of its old value and its collector are gone. */
function releasedByNextRun(context: CauseContext): NamedCause | null {
  const { root, difference } = context;
  const { owner, previous } = root;
  if (owner === null || !isHolder(owner) || owner.kind === 'interpreter' || previous < 0) return null;
  const now = difference.afterOf[previous] as number;
  const held = difference.graph.incoming(now).length;
  // A chain that leads on from the new value still holds it.
  if (held === 0 || reach(difference.graph, root.objects, () => true)[now]) return null;
  const { owner: ownerOf } = difference.after.references;
  const outside = difference.graph.incoming(now).some((reference) => (ownerOf[reference] as number) < 0);
  if (outside) return null;
  return {
    kind: 'released-after-last-gc',
    subject: owner.name,
    slot: slotText(owner),
    place: placeOfStore(context.observation.sources, slotText(owner)),
    part: null,
    sentence: `${fieldText(owner)} is released by the next run, when the interpreter of its old value has ended: that value is in a cycle and its collector is gone`,
    object: null,
  };
}

/** As C would say it: `interp->codec_search_path`, `static ItimerError of _signal`. */
export function fieldText(owner: HolderOwner): string {
  return owner.kind === 'interpreter' ? `interp->${owner.field}` : `${owner.kind} ${owner.field} of ${owner.name}`;
}

/** As an extension description says it: 'interp.ast.Add_type', 'static.ItimerError'. */
export function slotText(owner: HolderOwner): string {
  return `${owner.kind === 'interpreter' ? 'interp' : owner.kind}.${owner.field}`;
}

/** Where an extension first stores into a struct field or a static. */
export function placeOfStore(sources: Sources, slot: string): SourcePlace | null {
  for (const { code } of sources.modules) {
    for (const { touches } of code) {
      const found = touches.find((touch) => touch.slot === slot && touch.place !== null);
      if (found) return found.place;
    }
  }
  return null;
}
