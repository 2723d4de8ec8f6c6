import { fieldOf, flatten } from '../../interp/extension/compile.js';
import type { ExtensionDescription, Op, TypeDescription } from '../../interp/extension/description.js';
import type { Cell } from './result.js';

/** All operations of a body and of the C functions of the same file that it calls. */
export function* everyOp(
  extension: ExtensionDescription,
  ops: readonly Op[],
  entered: ReadonlySet<string> = new Set(),
): Generator<Op> {
  for (const op of flatten(ops)) {
    yield op;
    const helper = helperOf(extension, op);
    if (helper === null || entered.has(helper.name)) continue;
    yield* everyOp(extension, helper.body, new Set([...entered, helper.name]));
  }
}

/** The C function of this file that the operation calls. */
export function helperOf(extension: ExtensionDescription, op: Op): { name: string; body: readonly Op[] } | null {
  if (op.op !== 'call' || !op.api.startsWith('fn:')) return null;
  const name = op.api.slice('fn:'.length);
  const body = (extension.helpers?.[name] ?? extension.functions[name])?.body;
  return body ? { name, body } : null;
}

/** Why nobody can read the body: the words of its escapes. */
export function opaqueWords(extension: ExtensionDescription, ops: readonly Op[] | undefined): string[] {
  return [...everyOp(extension, ops ?? [])].flatMap((op) => (op.op === 'escape' ? [op.why] : []));
}

export function isOpaque(extension: ExtensionDescription, ops: readonly Op[] | undefined): boolean {
  return opaqueWords(extension, ops).length > 0;
}

/** 'yes' where it is seen to be done; what is not seen may still be done where a body is opaque. */
export function cellOf(done: boolean, opaque: boolean): Cell {
  if (done) return 'yes';
  return opaque ? 'opaque' : 'no';
}

/** How often a tp_traverse or m_traverse visits each field. */
export function visitsOf(ops: readonly Op[] | undefined): Map<string, number> {
  const visits = new Map<string, number>();
  for (const op of flatten(ops ?? [])) {
    if (op.op !== 'visit') continue;
    const field = fieldOf(op.slot);
    visits.set(field, (visits.get(field) ?? 0) + 1);
  }
  return visits;
}

/** Fields that a tp_clear, m_clear or m_free gives up. */
export function clearedBy(extension: ExtensionDescription, ops: readonly Op[] | undefined): Set<string> {
  return new Set([...everyOp(extension, ops ?? [])].flatMap((op) => givenUpBy(op, ops ?? [])));
}

/** Fields that tp_dealloc gives up; one that calls tp_clear gives up what that does. */
export function releasedBy(
  extension: ExtensionDescription,
  { slots, storage }: TypeDescription,
): { readonly fields: Set<string>; readonly opaque: boolean } {
  const { tp_dealloc, tp_clear } = slots;
  // subtype_dealloc() knows the type and nothing of the fields; a static type inherits what frees the memory alone.
  if (!tp_dealloc) return { fields: new Set(storage === 'heap' ? ['ob_type'] : []), opaque: false };
  const all = [...everyOp(extension, tp_dealloc)];
  const fields = new Set(all.flatMap((op) => givenUpBy(op, all)));
  const clears = all.some((op) => op.op === 'call' && op.api === 'tp_clear');
  if (clears) for (const field of clearedBy(extension, tp_clear)) fields.add(field);
  return { fields, opaque: isOpaque(extension, tp_dealloc) || (clears && isOpaque(extension, tp_clear)) };
}

/** Py_CLEAR, Py_DECREF or Py_XSETREF of a field; or its reference moved into a local that the body releases. */
function givenUpBy(op: Op, body: readonly Op[]): string[] {
  if (op.op === 'clear' || op.op === 'decref' || op.op === 'xdecref' || op.op === 'xsetref') return [fieldOf(op.slot)];
  if (op.op !== 'set' || op.how !== 'steal') return [];
  const released = [...flatten(body)].some(
    (each) => (each.op === 'clear' || each.op === 'decref' || each.op === 'xdecref') && each.slot === op.slot,
  );
  return released ? [fieldOf(op.from)] : [];
}

/** What may stand before PyObject_GC_UnTrack() in a tp_dealloc. */
const HARMLESS = new Set(['PyObject_ClearWeakRefs', 'PyObject_CallFinalizerFromDealloc']);

/** Whether a tp_dealloc takes its object out of the collector's list before it gives anything up. */
export function untracksFirst(dealloc: readonly Op[]): Cell {
  for (const op of dealloc) {
    if (op.op === 'untrack' || (op.op === 'call' && op.api === 'PyObject_GC_UnTrack')) return 'yes';
    if (op.op === 'escape') return 'opaque';
    if (!(op.op === 'call' && HARMLESS.has(op.api))) return 'no';
  }
  return 'no';
}

/** Fields that the same straight body releases twice without setting them to NULL between. */
export function releasedTwice(dealloc: readonly Op[]): Op[] {
  const seen = new Set<string>();
  return dealloc.filter((op) => {
    if (op.op !== 'decref' && op.op !== 'xdecref') return false;
    const field = fieldOf(op.slot);
    const again = seen.has(field);
    seen.add(field);
    return again;
  });
}
