import { slotNameAt, VISITED } from '../../../gc/snapshot.js';
import { describedModule, describedType } from '../described.js';
import type { LastCollection } from '../why-kept.js';
import { type CauseContext, type NamedCause, survivorOf } from './cause.js';

/** not-cleared: the collector found the cycle to be garbage and had no tp_clear or m_clear that would break it. */
export function notCleared(context: CauseContext): NamedCause | null {
  const last = context.root.kind === 'island' ? context.last() : null;
  if (last?.verdict !== 'garbage') return null;
  const members = new Set(last.members);
  const { references } = last.record.snapshot;
  for (const of of last.members) {
    for (const reference of last.graph.outgoing(of)) {
      const inCycle = members.has(references.target[reference] as number) && references.visited[reference] === VISITED;
      const named = inCycle ? unclearedSlot(context, last, of, reference) : null;
      if (named) return named;
    }
  }
  return null;
}

function unclearedSlot(context: CauseContext, last: LastCollection, of: number, reference: number): NamedCause | null {
  const { sources } = context.observation;
  const slot = slotNameAt(last.record.snapshot, reference);
  if (slot === 'ob_type') return null;
  const module = describedModule(last.graph, sources, of);
  const type = module ? null : describedType(last.graph, sources, of);
  const clear = module?.clear ?? type?.clear;
  const source = module ?? type;
  if (!source || clear?.touches.some((touch) => touch.slot === slot || touch.slot === `self.${slot}`)) return null;
  if (module && !slot.startsWith('state.')) return null;
  if (type && !type.fields.includes(slot)) return null;
  const subject = type?.name ?? source.extension;
  const missing = type ? 'tp_clear' : 'm_clear';
  const why = clear ? `which ${clear.name} does not clear` : `and there is no ${missing}`;
  const target = last.record.snapshot.references.target[reference] as number;
  return {
    kind: 'not-cleared',
    subject,
    slot,
    place: clear?.place ?? source.place,
    part: {
      extension: source.extension,
      path: type ? `types.${type.key}.slots.tp_clear` : 'slots.m_clear',
    },
    sentence: `${subject} owns ${slot}, ${why}: the last collection of ${last.record.collector} found the cycle through ${last.record.snapshot.objects.label[target]} to be garbage and could not break it`,
    object: survivorOf(context, last, of),
  };
}
