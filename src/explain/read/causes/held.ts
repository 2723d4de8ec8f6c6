import { type OutsideOwner, slotNames, typeName } from '../described.js';
import type { Difference } from '../difference.js';
import { reach } from '../graph.js';
import { rootPath } from '../path.js';
import { leadsTo, reachedFromOutside } from '../rebound.js';
import { slotOf, withoutIndex } from '../roots.js';
import { type CauseContext, isDead, type NamedCause, type Together } from './cause.js';
import { fieldText, placeOfStore, STRUCT_FIELD, slotText } from './too-late.js';

/** never-released: a field of the struct of an interpreter that has ended, or a static that nothing clears. */
export function neverReleased(context: CauseContext): NamedCause | null {
  const { owner } = context.root;
  if (owner?.kind !== 'interpreter' && owner?.kind !== 'static') return null;
  if (owner.kind === 'interpreter' && !isDead(context.observation, Number(owner.name.replace(/\D+/, '')))) return null;
  const slot = withoutIndex(slotText(owner));
  return {
    kind: 'never-released',
    subject: owner.kind === 'interpreter' ? 'interpreter' : owner.name,
    slot,
    place: placeOfStore(context.observation.sources, slot),
    part: null,
    sentence:
      owner.kind === 'interpreter'
        ? `${fieldText(owner)} is never released: no finalization step clears it when ${owner.name} ends`
        : `${fieldText(owner)} is never released: it keeps what each run stores there`,
    object: null,
    ...(owner.kind === 'interpreter' && wholeStruct(owner)),
  };
}

/** What clears one field of a struct in the struct clears them all. */
function wholeStruct({ name, field }: { readonly name: string; readonly field: string }): { together?: Together } {
  const [, struct, first] = STRUCT_FIELD.exec(field) ?? [];
  if (struct === undefined) return {};
  const sentence = (fields: number): string =>
    `interp->${struct} is never released: no finalization step clears its ${fields} fields, such as ${first}, when ${name} ends`;
  return { together: { slot: `interp.${struct}`, sentence } };
}

/** growing-chain: a root holds the newest of a chain whose every member holds the one before it. */
export function growingChain(context: CauseContext): NamedCause | null {
  const { root, difference } = context;
  const { after, graph, afterOf } = difference;
  const target = root.objects[0];
  if (root.owner === null || root.owner.kind === 'nobody' || target === undefined) return null;
  const head = root.previous < 0 ? growsAtItsTail(context) : target;
  const tail = root.previous < 0 ? target : (afterOf[root.previous] as number);
  if (head < 0 || (head === target && !keepsAlive(context, tail))) return null;
  const path = rootPath(difference.after, graph, root.references[0] as number);
  return {
    kind: 'growing-chain',
    subject: path,
    slot: slotOf(difference, root),
    place: after.objects.place[target] ?? null,
    part: null,
    sentence: `${path} holds a new ${after.objects.label[target]} after each run, and that one holds the ${after.objects.label[tail]} of the run before: everything is reachable, no collection can help`,
    object: target,
  };
}

/** What the root holds now keeps that object: nothing else leads to it, or what is new leads there without detours. */
function keepsAlive({ root, difference }: CauseContext, object: number): boolean {
  const { graph } = difference;
  if (root.objects.some((head) => leadsTo(difference, head, object))) return true;
  const through = reach(graph, root.objects, () => true)[object] === 1;
  return through && !reachedFromOutside(difference, new Set(root.objects))[object];
}

/** The last member of the chain got a successor of its own kind. */
function growsAtItsTail({ root, difference }: CauseContext): number {
  const { after } = difference;
  const target = root.objects[0] as number;
  if (root.owner?.kind !== 'object') return -1;
  const { of, slot } = root.owner;
  const isField = slot < slotNames(after, of).length;
  return isField && typeName(after, of) === typeName(after, target) ? of : -1;
}

/** growing-cache: a container that is still reachable got items that nothing takes out again. */
export function growingCache(context: CauseContext): NamedCause | null {
  const { root, difference } = context;
  const { after, graph } = difference;
  if (root.owner?.kind !== 'object') return null;
  const { of, slot } = root.owner;
  if (slot < slotNames(after, of).length || !hasMoreItems(difference, of)) return null;
  const path = containerPath(context, root.references[0] as number);
  const garbage = gcGarbage(context);
  if (garbage) return garbage;
  const count = new Set(root.objects).size;
  return {
    kind: 'growing-cache',
    subject: path,
    slot: null,
    place: after.objects.place[root.objects[0] as number] ?? null,
    part: null,
    sentence: `${after.objects.label[of]} (${path}) grows in each run and nothing takes out of it what was put there: ${count} new ${count === 1 ? 'object' : 'objects'}, such as ${after.objects.label[root.objects.at(-1) as number]}`,
    object: null,
  };
  function containerPath({ difference: { after: snapshot } }: CauseContext, reference: number): string {
    return rootPath(snapshot, graph, reference, true);
  }
}

/** What was only put in the place of something else makes nothing grow. */
function hasMoreItems({ graph, graphBefore, beforeOf }: Difference, container: number): boolean {
  const before = beforeOf[container] as number;
  return graph.outgoing(container).length > graphBefore.outgoing(before).length;
}

/** uncollectable-finalizer: what stands in gc.garbage. */
function gcGarbage({ root, difference }: CauseContext): NamedCause | null {
  const { after, graph } = difference;
  const { of } = root.owner as { of: number };
  const isGarbage = (owner: OutsideOwner | undefined): boolean =>
    owner?.kind === 'interpreter' && owner.field === 'gc.garbage';
  const held = graph.incoming(of).some((reference) => {
    const owner = after.references.owner[reference] as number;
    return owner < 0 && isGarbage(after.outside[-1 - owner]);
  });
  if (!held) return null;
  const object = root.objects[0] as number;
  return {
    kind: 'uncollectable-finalizer',
    subject: typeName(after, object),
    slot: 'tp_del',
    place: after.objects.place[object] ?? null,
    part: null,
    sentence: `${after.objects.label[object]} is in a cycle and has a tp_del: the collector moves it to gc.garbage and never frees it`,
    object,
  };
}

/** shared-across-interpreters: an object of an interpreter that has ended, held by one that lives or by the process. */
export function sharedAcrossInterpreters(context: CauseContext): NamedCause | null {
  const { root, difference, observation } = context;
  const { after, graph } = difference;
  const { owner } = root;
  if (owner?.kind !== 'object') return null;
  const object = root.objects[0] as number;
  const maker = after.objects.interpreter[object] as number;
  if (!isDead(observation, maker) || after.objects.interpreter[owner.of] === maker) return null;
  const path = rootPath(after, graph, root.references[0] as number);
  return {
    kind: 'shared-across-interpreters',
    subject: path,
    slot: slotOf(difference, root),
    place: after.objects.place[object] ?? null,
    part: null,
    sentence: `${after.objects.label[object]} was made in interpreter ${maker}, which has ended, and ${path} of another interpreter still holds it`,
    object,
  };
}
