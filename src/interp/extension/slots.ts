import { NULL, type Ref } from '../../gc/ref.js';
import type { TypeSlots } from '../../gc/type-slots.js';
import { takePendingError } from '../errors.js';
import { typeField } from '../objects/type.js';
import type { Runtime } from '../runtime.js';
import { fieldOf, isPlainClear, isPlainDealloc, visitsNotOwned } from './compile.js';
import type { ExtensionDescription, Op, TypeDescription } from './description.js';
import { runBody } from './execute.js';
import { newFrame } from './frame.js';
import { read } from './lvalue.js';

/** Slots of a type whose C body says more than masks can: they run as code. */
export type CodeSlots = Pick<TypeSlots, 'onDealloc' | 'finalize' | 'legacyDel' | 'clear' | 'traverse'>;

/** `module` is what 'state.x' means in a type that does not know its module. */
export function bindSlots(
  runtime: Runtime,
  extension: ExtensionDescription,
  module: Ref,
  type: TypeDescription,
): CodeSlots {
  const { tp_dealloc, tp_clear, tp_finalize, tp_del } = type.slots;
  const code = (slot: string, body: readonly Op[]) => (self: Ref) => {
    const state = runtime.heap.isLive(module) ? module : NULL;
    runSlot(runtime, extension, `${slot} of ${type.name}`, self, moduleOf(runtime, self) || state, body);
  };
  const foreign = type.flags.includes('HAVE_GC') ? visitsNotOwned(type, runtime.world.rules) : [];
  return {
    ...(foreign.length > 0 && { traverse: traverseCode(runtime, extension, module, type, foreign) }),
    ...(tp_finalize && { finalize: code('tp_finalize', tp_finalize) }),
    // Only subtype_dealloc() calls it; a tp_dealloc of one's own does not.
    ...(tp_del && { legacyDel: tp_dealloc ? () => {} : code('tp_del', tp_del) }),
    ...(tp_clear && !isPlainClear(tp_clear) && { clear: code('tp_clear', tp_clear) }),
    ...(tp_dealloc && !isPlainDealloc(tp_dealloc) && { onDealloc: deallocCode(runtime, type, tp_dealloc, code) }),
  };
}

/** What tp_traverse visits although the object does not own it. */
function traverseCode(
  runtime: Runtime,
  extension: ExtensionDescription,
  module: Ref,
  type: TypeDescription,
  slots: readonly string[],
): NonNullable<TypeSlots['traverse']> {
  return (self, visit) => {
    const frame = newFrame(runtime, { extension, name: `tp_traverse of ${type.name}`, self, module });
    for (const slot of slots) {
      const target = slot === 'ob_type' ? runtime.typeOf(self) : read(frame, ownSlot(type, slot));
      if (target !== NULL) visit(target);
    }
  };
}

const ownSlot = ({ fields }: TypeDescription, slot: string): string => (fields.includes(slot) ? `self.${slot}` : slot);

/** ht_module of the type of `self`, or NULL. CPython 3.11 Objects/typeobject.c: PyType_GetModule() */
function moduleOf(runtime: Runtime, self: Ref): Ref {
  return typeField(runtime, runtime.typeOf(self), 'ht_module');
}

/** An exception that is set already outlives the slot. */
function runSlot(
  runtime: Runtime,
  extension: ExtensionDescription,
  name: string,
  self: Ref,
  module: Ref,
  body: readonly Op[],
): void {
  const pending = takePendingError(runtime);
  const ending = runBody(newFrame(runtime, { extension, name, self, module }), body);
  if (ending.kind === 'return') runtime.heap.decref(ending.value);
  takePendingError(runtime);
  runtime.pendingError = pending;
}

/**
 * The body, then the memory goes: what still stands in a field has no owner any more. The heap releases the type last,
 * if the body came to where it does.
 */
function deallocCode(
  runtime: Runtime,
  type: TypeDescription,
  body: readonly Op[],
  code: (slot: string, body: readonly Op[]) => (self: Ref) => void,
): (self: Ref) => void {
  const released = new Map<Ref, Set<string>>();
  const run = code('tp_dealloc', releasing(body, type, onceOnly(runtime, released)));
  return (self) => {
    released.set(self, new Set());
    run(self);
    const { heap } = runtime;
    const { fixed } = heap.slotsOf(self);
    const forgotten = released.get(self)?.has('ob_type') ? type.fields : [...type.fields, 'ob_type'];
    released.delete(self);
    for (const field of forgotten) {
      const slot = fixed.indexOf(field);
      const left = slot < 0 ? NULL : heap.edge(self, slot);
      if (left === NULL) continue;
      heap.setEdge(self, slot, NULL);
      heap.addStray(left, 1, 'not-released-in-dealloc', `${type.name}.${field}`, heap.placeOf(self));
    }
  };
}

/** Makes the operation before a release of a field. After a DECREF the field still holds the pointer: a second one is a fault. */
type BeforeRelease = (field: string, by: 'DECREF' | 'CLEAR') => Op;

function onceOnly({ heap }: Runtime, released: ReadonlyMap<Ref, Set<string>>): BeforeRelease {
  return (field, by) => ({
    op: 'escape',
    why: `Py_${by}(${field})`,
    run: (frame) => {
      const { self } = frame as { self: Ref };
      const fields = released.get(self);
      if (fields?.has(field))
        throw heap.fault('use-after-free', self, `Py_${by} of ${field}, which it has released before,`);
      const slot = heap.slotsOf(self).fixed.indexOf(field);
      if (by === 'DECREF' && (slot < 0 || heap.edge(self, slot) !== NULL)) fields?.add(field);
    },
  });
}

const DONE_BY_THE_HEAP = new Set([
  'tp_free',
  'PyObject_GC_UnTrack',
  'PyObject_GC_Del',
  'PyObject_Del',
  'PyObject_Free',
]);

/** Py_DECREF of a field that is NULL is what it is anywhere. */
function releaseField(op: Op & { op: 'visit' | 'clear' | 'incref' | 'decref' | 'xdecref' }): Op[] {
  const release: Op = { ...op, op: 'clear' };
  const then = [op];
  return op.op === 'decref' ? [{ op: 'if', test: { isNull: op.slot }, then, else: [release] }] : [release];
}

/** In a dealloc the DECREF of a field ends the field's ownership; untracking and freeing are the heap's. */
function releasing(body: readonly Op[], type: TypeDescription, before: BeforeRelease): Op[] {
  return body.flatMap((op): Op[] => {
    switch (op.op) {
      case 'untrack':
        return [];
      case 'decref':
      case 'xdecref':
        if (op.slot === 'ob_type') return [before('ob_type', 'DECREF')];
        return type.fields.includes(fieldOf(op.slot))
          ? [before(fieldOf(op.slot), 'DECREF'), ...releaseField(op)]
          : [op];
      case 'clear':
        return type.fields.includes(fieldOf(op.slot)) ? [before(fieldOf(op.slot), 'CLEAR'), op] : [op];
      case 'call':
        if (op.api === 'tp_clear') return [...(type.slots.tp_clear ?? [])];
        return DONE_BY_THE_HEAP.has(op.api) && op.args[0] === 'self' ? [] : [op];
      case 'if': {
        const then = releasing(op.then, type, before);
        return [{ ...op, then, ...(op.else && { else: releasing(op.else, type, before) }) }];
      }
      case 'for':
      case 'repeat':
        return [{ ...op, do: releasing(op.do, type, before) }];
      default:
        return [op];
    }
  });
}
