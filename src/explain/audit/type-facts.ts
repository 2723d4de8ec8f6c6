import { ownsType } from '../../interp/extension/compile.js';
import type { ExtensionDescription, Op, TypeDescription } from '../../interp/extension/description.js';
import type { Rules } from '../../interp/world.js';
import { cPrefix } from '../sources.js';
import { cellOf, clearedBy, everyOp, isOpaque, releasedBy, untracksFirst, visitsOf } from './bodies.js';
import type { GcSupport } from './gc-support.js';
import type { Cell, SlotRow } from './result.js';

export const OB_TYPE = 'ob_type';
export const UNTRACK = 'PyObject_GC_UnTrack';

export interface TypeSubject {
  readonly extension: ExtensionDescription;
  readonly key: string;
  readonly type: TypeDescription;
  readonly support: GcSupport;
  readonly rules: Rules;
}

/** What the source of a type says of each slot of its instances. */
export interface TypeFacts {
  readonly rows: readonly SlotRow[];
  readonly visits: ReadonlyMap<string, number>;
  readonly untracksFirst: Cell;
}

export function typeFacts(subject: TypeSubject): TypeFacts {
  const { extension, type, support } = subject;
  const { tp_traverse, tp_clear, tp_dealloc } = type.slots;
  const visits = visitsOf(tp_traverse);
  const unreadTraverse = isOpaque(extension, tp_traverse);
  const cleared = clearedBy(extension, tp_clear);
  const unreadClear = isOpaque(extension, tp_clear);
  const released = releasedBy(extension, type);
  const fieldRow = (slot: string): SlotRow => {
    const owned = !isBorrowed(extension, type, slot);
    return {
      slot,
      owned: owned ? 'yes' : 'no',
      visited: whereOwned(owned, visits.has(slot) && support.gc === 'own', unreadTraverse),
      cleared: whereOwned(owned, cleared.has(slot), unreadClear),
      released: whereOwned(owned, released.fields.has(slot), released.opaque),
    };
  };
  const owned = ownsType(type, subject.rules);
  const named = visits.has(OB_TYPE) || released.fields.has(OB_TYPE);
  const typeRow: SlotRow = {
    slot: OB_TYPE,
    owned: owned ? 'yes' : 'no',
    visited: whereOwned(owned, visitsType(subject, visits), unreadTraverse),
    cleared: 'none',
    released: whereOwned(owned, released.fields.has(OB_TYPE), released.opaque),
  };
  return {
    rows: [...(type.storage === 'heap' || named ? [typeRow] : []), ...type.fields.map(fieldRow)],
    visits,
    untracksFirst: support.gc === 'none' || !tp_dealloc ? 'none' : untracksFirst(tp_dealloc),
  };
}

function whereOwned(owned: boolean, done: boolean, opaque: boolean): Cell {
  return owned || done ? cellOf(done, opaque) : 'none';
}

function visitsType({ type, support, rules }: TypeSubject, visits: ReadonlyMap<string, number>): boolean {
  if (support.gc === 'inherited') return support.inheritedVisitsType;
  const wrapped = type.slots.tp_traverse !== undefined && rules['from-spec-wraps-traverse'];
  return support.gc === 'own' && (visits.has(OB_TYPE) || wrapped);
}

/** A field that is only ever given references that it does not own: `x = y` without Py_INCREF. */
function isBorrowed(extension: ExtensionDescription, type: TypeDescription, field: string): boolean {
  const stores = allBodies(extension, type).flatMap((body) => [...everyOp(extension, body)].flatMap(storeOf(field)));
  return stores.length > 0 && stores.every((how) => how === 'borrow');
}

const storeOf =
  (field: string) =>
  (op: Op): string[] => {
    const into = op.op === 'set' || op.op === 'xsetref' ? op.slot : op.op === 'call' ? (op.into ?? '') : '';
    const named = into === field || into === `self.${field}` || into.endsWith(`->${field}`);
    if (!named) return [];
    return op.op === 'set' || op.op === 'xsetref' ? (op.from === 'NULL' ? [] : [op.how]) : ['steal'];
  };

function allBodies(extension: ExtensionDescription, type: TypeDescription): (readonly Op[])[] {
  const functions = Object.values({ ...extension.helpers, ...extension.functions }).map(({ body }) => body);
  const methods = Object.values(type.methods).map(({ body }) => body);
  const { tp_new, tp_init } = type.slots;
  const { create, exec } = extension;
  return [create ?? [], exec, ...functions, ...methods, tp_new ?? [], tp_init ?? []];
}

/** As C would call it: `lock_traverse`. */
export function slotFunction({ key }: TypeSubject, slot: 'tp_traverse' | 'tp_clear' | 'tp_dealloc'): string {
  return `${cPrefix(key)}_${slot.slice('tp_'.length)}`;
}
