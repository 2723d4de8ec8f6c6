import { RuntimeFault } from '../../gc/fault.js';
import type { TypeSlots } from '../../gc/type-slots.js';
import type { Rules } from '../world.js';
import type { ExtensionDescription, Op, TypeDescription } from './description.js';

/** How instances of a described type hold and show their references. */
export interface CompiledType {
  /** Masks of the instance's fields, without ob_type. */
  readonly slots: TypeSlots;
  readonly instanceType: 'not-owned' | 'owned' | 'owned-and-visited';
  readonly releasesType: boolean;
}

/** All operations of a body, those inside `if`, `for` and `repeat` included. */
export function* flatten(ops: readonly Op[]): Generator<Op> {
  for (const op of ops) {
    yield op;
    if (op.op === 'if') {
      yield* flatten(op.then);
      yield* flatten(op.else ?? []);
    } else if (op.op === 'for' || op.op === 'repeat') yield* flatten(op.do);
  }
}

/** 'self.x', 'state.x' and a bare 'x' all mean the field x of the struct whose slot function this is. */
export function fieldOf(slot: string): string {
  return slot.replace(/^(self|state)\./, '');
}

/** Fields on which a body performs one of the named operations. */
export function touched(ops: readonly Op[], kinds: ReadonlySet<Op['op']>): Set<string> {
  const fields = new Set<string>();
  for (const op of flatten(ops)) {
    if (kinds.has(op.op) && 'slot' in op && op.slot !== undefined) fields.add(fieldOf(op.slot));
  }
  return fields;
}

const VISIT = new Set<Op['op']>(['visit']);
const CLEAR = new Set<Op['op']>(['clear']);
const RELEASE = new Set<Op['op']>(['clear', 'decref', 'xdecref']);

function callsOwnClear(ops: readonly Op[]): boolean {
  for (const op of flatten(ops)) if (op.op === 'call' && op.api === 'tp_clear') return true;
  return false;
}

const PLAIN_RELEASE = new Set<Op['op']>(['untrack', 'clear', 'decref', 'xdecref']);
const PLAIN_CALLS = new Set(['tp_clear', 'tp_free', 'PyObject_GC_UnTrack', 'PyObject_GC_Del', 'PyObject_Del']);

/** Whether masks say all that a tp_clear does. */
export function isPlainClear(body: readonly Op[]): boolean {
  return body.every((op) => op.op === 'clear' && !isForeign(op.slot));
}

/**
 * Whether masks say all that a tp_dealloc does: it releases fields of its object, always, once and also where they are
 * NULL, and its memory.
 */
export function isPlainDealloc(body: readonly Op[]): boolean {
  const slots = body.flatMap((op) => ('slot' in op && op.slot !== undefined ? [fieldOf(op.slot)] : []));
  if (new Set(slots).size < slots.length) return false;
  return body.every((op) => {
    if (op.op === 'decref') return op.slot === 'ob_type';
    if (op.op === 'call') return PLAIN_CALLS.has(op.api) && op.args[0] === 'self';
    return PLAIN_RELEASE.has(op.op) && !('slot' in op && isForeign(op.slot ?? ''));
  });
}

/** No field of the object itself: a static, a local, a field of something else. */
function isForeign(slot: string): boolean {
  return slot.includes('.') && !slot.startsWith('self.');
}

/** What tp_dealloc releases; one that calls tp_clear releases what that clears. No tp_dealloc: subtype_dealloc knows the type only. */
function released(type: TypeDescription): Set<string> {
  const dealloc = type.slots.tp_dealloc;
  if (!dealloc) return new Set(type.storage === 'heap' ? ['ob_type'] : []);
  const fields = touched(dealloc, RELEASE);
  if (callsOwnClear(dealloc)) for (const field of touched(type.slots.tp_clear ?? [], CLEAR)) fields.add(field);
  return fields;
}

/** Whether a new instance takes a reference to its type: by kind of storage, of allocation, and by year. */
export function ownsType(type: TypeDescription, rules: Rules): boolean {
  if (type.storage === 'static') return false;
  return type.alloc === 'tp_alloc' || rules['object-init-owns-type'];
}

/** Visits in tp_traverse of what the instance does not own: of somebody else's reference, or again of its own. */
export function visitsNotOwned(type: TypeDescription, rules: Rules): string[] {
  const owned = new Set([...type.fields, ...(ownsType(type, rules) ? ['ob_type'] : [])]);
  const slots: string[] = [];
  for (const op of flatten(type.slots.tp_traverse ?? [])) {
    if (op.op !== 'visit') continue;
    const field = op.slot.replace(/^self\./, '');
    if (!owned.delete(field) && !(field === 'ob_type' && type.storage === 'static')) slots.push(field);
  }
  return slots;
}

export function compileType(type: TypeDescription, rules: Rules): CompiledType {
  checkType(type, rules);
  const haveGc = type.flags.includes('HAVE_GC');
  const traverse = type.slots.tp_traverse;
  const visited = touched(traverse ?? [], VISIT);
  const cleared = type.slots.tp_clear ? touched(type.slots.tp_clear, CLEAR) : null;
  const releases = released(type);
  const visitsType = visited.has('ob_type') || (traverse !== undefined && rules['from-spec-wraps-traverse']);
  const slots: TypeSlots = {
    name: type.name,
    haveGc,
    fixed: [...type.fields],
    visits: type.fields.map((field) => haveGc && visited.has(field)),
    visitsItems: false,
    clears: cleared && type.fields.map((field) => cleared.has(field)),
    clearsItems: false,
    releases: type.fields.map((field) => releases.has(field)),
  };
  const instanceType = !ownsType(type, rules) ? 'not-owned' : haveGc && visitsType ? 'owned-and-visited' : 'owned';
  return { slots, instanceType, releasesType: releases.has('ob_type') };
}

/** What PyType_Ready refuses, and what no C source could say. */
function checkType(type: TypeDescription, rules: Rules): void {
  const refuse = (why: string): never => {
    throw new RuntimeFault('impossible-type', `type ${type.name} ${why}`);
  };
  const haveGc = type.flags.includes('HAVE_GC');
  if (haveGc && !type.slots.tp_traverse && rules['ready-requires-traverse']) {
    refuse('has the Py_TPFLAGS_HAVE_GC flag but has no traverse function');
  }
  const fields = new Set([...type.fields, 'ob_type']);
  const bodies = { tp_traverse: VISIT, tp_clear: CLEAR, tp_dealloc: RELEASE };
  for (const [slot, kinds] of Object.entries(bodies)) {
    const body = type.slots[slot as keyof typeof bodies];
    for (const field of touched(body ?? [], kinds)) {
      if (field.includes('.')) continue;
      if (!fields.has(field)) refuse(`names ${field} in ${slot}, which is none of its fields`);
    }
  }
}

/** Masks of a module object: md_dict, md_name and the fields of its state. */
export function compileModuleSlots(extension: ExtensionDescription): TypeSlots {
  const visited = touched(extension.slots.m_traverse ?? [], VISIT);
  const fixed = ['md_dict', 'md_name', ...extension.state.map((field) => `state.${field}`)];
  const state = <T>(value: (field: string) => T): T[] => extension.state.map(value);
  return {
    name: 'module',
    haveGc: true,
    fixed,
    visits: [true, false, ...state((field) => visited.has(field))],
    visitsItems: false,
    clears: null,
    clearsItems: false,
    // What m_free left in the state goes with the block: nobody owns it then.
    releases: [true, true, ...state(() => false)],
  };
}
