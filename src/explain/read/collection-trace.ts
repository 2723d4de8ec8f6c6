import { type CollectionRecord, NOT_COLLECTED, OBJECT_STATES, type ObjectState } from '../../gc/snapshot-collection.js';
import type { GcRow, Part } from '../result.js';
import type { CollectionTrace, PhaseTrace } from '../trace/result.js';
import { typeName } from './described.js';
import { gcRow } from './gc-table.js';
import { graphOf } from './graph.js';
import { withoutIndex } from './roots.js';
import { restOf } from './why-kept.js';

export interface TraceOptions {
  readonly number: number;
  /** Identities of what was there before the repetition. */
  readonly before: ReadonlySet<number>;
  readonly mostRows: number;
}

/** Reads one collection: what each phase did, and who holds what was not found from inside. */
export function readCollection(record: CollectionRecord, { number, before, mostRows }: TraceOptions): CollectionTrace {
  const { collector, during, generation, snapshot } = record;
  const collected = objectsWhere(record, (object) => record.gcRefs[object] !== NOT_COLLECTED);
  const isNew = (object: number): boolean => !before.has(snapshot.identity[object] as number);
  const rest = (object: number): number => record.gcRefs[object] as number;
  const told = collected.filter((object) => rest(object) > 0 || isNew(object));
  told.sort((left, right) => Number(isNew(right)) - Number(isNew(left)) || rest(right) - rest(left) || left - right);
  const graph = graphOf(snapshot);
  const rows = alike(told, (object) => gcRow(record, restOf(record, graph, object), object));
  const left = rows.slice(mostRows).flatMap(({ objects }) => objects);
  return {
    number,
    collector,
    during,
    generation,
    phases: phasesOf(record, collected),
    rows: rows.slice(0, mostRows).map(({ row }) => row),
    others: byType(
      record,
      left.filter((object) => rest(object) > 0),
    ),
  };
}

interface Rows {
  readonly row: GcRow;
  readonly objects: number[];
}

/** Objects that differ in nothing but the numbers of items are one row: '9 method_descriptor'. */
function alike(objects: readonly number[], rowOf: (object: number) => GcRow): Rows[] {
  const byWords = new Map<string, Rows>();
  for (const object of objects) {
    const row = rowOf(object);
    const key = JSON.stringify({ ...row, owners: row.owners.map(withoutIndex) });
    const known = byWords.get(key);
    if (known) known.objects.push(object);
    else byWords.set(key, { row, objects: [object] });
  }
  const named = ({ row, objects: all }: Rows): Rows =>
    all.length === 1 ? { row, objects: all } : { row: { ...row, object: `${all.length} ${row.object}` }, objects: all };
  return [...byWords.values()].map(named);
}

function objectsWhere({ snapshot }: CollectionRecord, isWanted: (object: number) => boolean): number[] {
  return Array.from({ length: snapshot.objects.count }, (_, object) => object).filter(isWanted);
}

/** Most frequent first. */
function byType({ snapshot }: CollectionRecord, objects: readonly number[]): Part[] {
  const counts = new Map<string, number>();
  for (const object of objects) {
    const name = typeName(snapshot, object);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const parts = [...counts].map(([what, count]) => ({ what, count }));
  return parts.sort((left, right) => right.count - left.count || (left.what < right.what ? -1 : 1));
}

function phasesOf(record: CollectionRecord, collected: readonly number[]): PhaseTrace[] {
  const { snapshot, gcRefs, phases, weakCleared } = record;
  const sum = (values: (object: number) => number): number =>
    collected.reduce((total, object) => total + values(object), 0);
  const refcnt = sum((object) => snapshot.objects.refcnt[object] as number);
  const rest = sum((object) => gcRefs[object] as number);
  const kept = collected.filter((object) => (gcRefs[object] as number) > 0).length;
  const cleared = weakCleared.reduce((total, flag) => total + flag, 0);
  const facts: Readonly<Record<string, readonly Part[]>> = {
    update_refs: [part(collected.length, 'objects'), part(refcnt, 'references to them')],
    subtract_refs: [part(refcnt - rest, 'found from inside'), part(rest, 'rest'), part(kept, 'objects with a rest')],
    handle_weakrefs: [part(cleared, 'weak references cleared')],
  };
  return phases.map(({ phase, states }, index): PhaseTrace => {
    const became = (state: ObjectState): number[] => becameIn(phases[index - 1]?.states, states, state);
    const [state, words] = ABOUT[phase] ?? [null, ''];
    const about = state === null ? [] : became(state);
    const freed = became('freed').length;
    return {
      phase,
      counts: [
        ...(facts[phase] ?? []),
        ...(state === null ? [] : [part(about.length, words)]),
        ...(freed > 0 || phase === 'delete_garbage' ? [part(freed, 'freed')] : []),
      ],
      types: byType(record, about),
    };
  });
}

const part = (count: number, what: string): Part => ({ what, count });

/** What each phase looks for, and how to say so. */
const ABOUT: Readonly<Record<string, readonly [ObjectState, string]>> = {
  move_unreachable: ['unreachable', 'unreachable'],
  move_legacy_finalizers: ['uncollectable', 'kept for tp_del'],
  finalize_garbage: ['finalized', 'finalized'],
  handle_resurrected_objects: ['resurrected', 'resurrected'],
  delete_garbage: ['kept', 'not freed'],
};

function becameIn(before: Uint8Array | undefined, states: Uint8Array, state: ObjectState): number[] {
  const code = OBJECT_STATES.indexOf(state);
  const found: number[] = [];
  for (const [object, now] of states.entries()) if (now === code && before?.[object] !== code) found.push(object);
  return found;
}
