import { RuntimeFault } from '../../gc/fault.js';
import { freedObjectText } from '../../gc/freed-object.js';
import type { Holder } from '../../gc/holder.js';
import { NULL, type Ref } from '../../gc/ref.js';
import { takePendingError } from '../errors.js';
import { newFloat } from '../objects/float.js';
import { newInt } from '../objects/long.js';
import { newStr } from '../objects/str.js';
import type { Runtime } from '../runtime.js';
import type { Operand, Value } from '../test-context.js';
import { PythonError } from '../test-outcome.js';
import { withCleanup } from './cleanup.js';
import type { RunningCode } from './running-code.js';

/** What the parts of a test context share: the running Python frame and its namespace. */
export interface ContextCore {
  readonly runtime: Runtime;
  /** Borrowed dict of the module whose code runs. */
  readonly globals: Ref;
  /** Frame whose locals own what calls return; blocks push further ones. */
  readonly frames: Holder[];
  /** Numbers the locals, so that each has a name of its own. */
  readonly locals: { count: number };
  /** Of the frame, for messages. */
  readonly name: string;
  readonly code: RunningCode;
}

/** Gives a new reference to the innermost frame and hands out a handle to it. */
export function keep(core: ContextCore, ref: Ref): Value {
  const frame = core.frames.at(-1);
  if (frame === undefined) throw usedTooLate(core.runtime, core.name);
  frame.set(`local ${++core.locals.count}`, ref);
  return handle(core.runtime, ref);
}

export function handle(runtime: Runtime, ref: Ref): Value {
  return { ref, reuse: runtime.heap.reuse[ref] as number };
}

/** Borrowed reference behind a handle; a handle of a freed object is a fault. */
export function use(runtime: Runtime, value: Value): Ref {
  const ref = value.ref as Ref;
  if (runtime.heap.isLive(ref) && runtime.heap.reuse[ref] === value.reuse) return ref;
  throw runtime.heap.broken(new RuntimeFault('use-after-free', staleText(runtime, value)));
}

/** What the handle meant is known until its slot is used again, and longer where places are traced. */
function staleText({ heap, freedObjects }: Runtime, value: Value): string {
  const ref = value.ref as Ref;
  const current = !heap.isLive(ref) && heap.reuse[ref] === value.reuse ? heap.freedObject(ref) : null;
  const known = current ?? freedObjects?.get(ref, value.reuse) ?? null;
  return `a handle is used after its object was freed${known === null ? '' : `: ${freedObjectText(known)}`}`;
}

export function usedTooLate({ heap }: Runtime, name: string): RuntimeFault {
  return heap.broken(
    new RuntimeFault('interpreter-state', `the context of ${name} is used after its code has returned`),
  );
}

function isValue(operand: unknown): operand is Value {
  return typeof operand === 'object' && operand !== null && 'ref' in operand && 'reuse' in operand;
}

/** New reference to the object that an operand means. */
export function owned(runtime: Runtime, operand: Operand): Ref {
  const { heap, singletons } = runtime;
  if (operand === null) return heap.newRef(singletons.none);
  if (isValue(operand)) return heap.newRef(use(runtime, operand));
  if (typeof operand === 'boolean') return heap.newRef(operand ? singletons.true : singletons.false);
  if (typeof operand === 'string') return newStr(runtime, operand);
  if (typeof operand !== 'number') throw new TypeError(`${typeof operand} stands for no Python object`);
  return Number.isInteger(operand) ? newInt(runtime, operand) : newFloat(runtime, operand);
}

/** Lends the object to `body` and releases it afterwards. */
export function lend<T>(runtime: Runtime, operand: Operand, body: (ref: Ref) => T): T {
  const ref = owned(runtime, operand);
  return withCleanup(
    () => body(ref),
    () => runtime.heap.decref(ref),
  );
}

/** Lends several objects at once. */
export function lendAll<T>(runtime: Runtime, operands: readonly Operand[], body: (refs: Ref[]) => T): T {
  const refs = operands.map((operand) => owned(runtime, operand));
  return withCleanup(
    () => body(refs),
    () => {
      for (const ref of refs) runtime.heap.decref(ref);
    },
  );
}

/** The exception that a failed operation left behind becomes one that the scenario can catch. */
export function raisePending(runtime: Runtime): never {
  const pending = takePendingError(runtime);
  if (pending !== null && 'cause' in pending) throw pending.cause;
  throw new PythonError(pending?.type ?? 'SystemError', pending?.message ?? 'error return without exception set');
}

/** A new reference becomes a handle; NULL raises. */
export function checked(core: ContextCore, ref: Ref): Value {
  return ref === NULL ? raisePending(core.runtime) : keep(core, ref);
}

/** Runs `body` with a frame of its own on top; its locals die with it. */
export function withFrame<T>(core: ContextCore, name: string, body: (frame: Holder) => T): T {
  const { runtime } = core;
  const frame = runtime.holder('frame', name, runtime.current.id);
  const outerGlobals = runtime.globals;
  runtime.globals = core.globals;
  core.frames.push(frame);
  return withCleanup(
    () => body(frame),
    () => {
      runtime.globals = outerGlobals;
      if (core.frames.at(-1) === frame) core.frames.pop();
      frame.release();
    },
  );
}

/** As withFrame(), but what the body returns, a value or several, goes to the frame around it. */
export function withBlock<T>(core: ContextCore, body: () => T): T {
  return withFrame(core, 'block', (block) => {
    const result = body();
    core.frames.pop();
    for (const each of Array.isArray(result) ? result : [result]) if (isValue(each)) handOver(core, block, each);
    return result;
  });
}

function handOver(core: ContextCore, block: Holder, value: Value): void {
  const field = [...block.fields].find(([, held]) => held === value.ref)?.[0];
  if (field !== undefined) keep(core, block.take(field));
}
