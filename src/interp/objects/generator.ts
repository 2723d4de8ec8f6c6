import type { Ref } from '../../gc/ref.js';
import { correctSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { codeField, keepZombieFrame, takeZombieFrame } from './code.js';
import { defineCoreType } from './core-type.js';
import { builtinsFromGlobals, functionField } from './function.js';

/** With the frame inside, the generator owns what the frame owns; before, a frame object did. */
const INLINE_FIELDS = ['gi_code', 'gi_name', 'gi_qualname', 'frame.f_func', 'frame.f_code'];
const FRAME_OWNER_FIELDS = ['gi_frame', 'gi_code', 'gi_name', 'gi_qualname'];
const FRAME_FIELDS = ['f_code', 'f_builtins', 'f_globals'];
const F_CODE = 0;

export function defineGenerator(runtime: Runtime): void {
  const inline = runtime.rule('generator-inline-frame');
  const fields = inline ? INLINE_FIELDS : FRAME_OWNER_FIELDS;
  const visits = fields.map((field) => inline || field === 'gi_frame' || field === 'gi_code');
  const generator = { ...correctSlots('generator', fields, inline), visits, clears: null, clearsItems: false };
  defineCoreType(runtime, generator, { hasWeakrefs: true, basetype: false });
  const frame = {
    ...correctSlots('frame', FRAME_FIELDS, true),
    clears: FRAME_FIELDS.map(() => false),
    onDealloc: (self: Ref) => frameDealloc(runtime, self),
  };
  defineCoreType(runtime, frame, { basetype: false });
}

/**
 * A generator that has not started, of a generator function (borrowed); its arguments are borrowed too.
 * CPython 3.11 Objects/genobject.c: _Py_MakeCoro(), make_gen()
 */
export function newGenerator(runtime: Runtime, func: Ref, args: readonly Ref[] = []): Ref {
  const heap = runtime.heap;
  const code = functionField(runtime, func, 'func_code');
  const inline = runtime.rule('generator-inline-frame');
  const frame = inline ? heap.newRef(func) : newFrame(runtime, func, args);
  const values: Readonly<Record<string, Ref>> = {
    gi_frame: frame,
    'frame.f_func': frame,
    'frame.f_code': code,
    gi_code: code,
    gi_name: codeField(runtime, code, 'co_name'),
    gi_qualname: functionField(runtime, func, 'func_qualname'),
  };
  const generator = heap.alloc(runtime.core('generator'));
  for (const [slot, field] of heap.slotsOf(generator).fixed.entries()) {
    const value = values[field] as Ref;
    heap.setEdge(generator, slot, value === frame ? frame : heap.newRef(value));
  }
  if (inline) for (const argument of args) heap.pushEdge(generator, heap.newRef(argument));
  heap.gcTrack(generator);
  return generator;
}

/** The block of the code's last frame is used first. CPython 3.9 Objects/frameobject.c: _PyFrame_New_NoTrack() */
function newFrame(runtime: Runtime, func: Ref, args: readonly Ref[]): Ref {
  const heap = runtime.heap;
  const code = functionField(runtime, func, 'func_code');
  const globals = functionField(runtime, func, 'func_globals');
  takeZombieFrame(runtime, code);
  const frame = heap.alloc(runtime.core('frame'));
  for (const [slot, value] of [code, builtinsFromGlobals(runtime, globals), globals].entries()) {
    heap.setEdge(frame, slot, heap.newRef(value));
  }
  for (const argument of args) heap.pushEdge(frame, heap.newRef(argument));
  heap.gcTrack(frame);
  return frame;
}

/** CPython 3.9 Objects/frameobject.c: frame_dealloc() */
function frameDealloc(runtime: Runtime, frame: Ref): void {
  const heap = runtime.heap;
  keepZombieFrame(runtime, heap.edge(frame, F_CODE));
}
