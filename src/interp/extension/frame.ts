import { NULL, type Ref } from '../../gc/ref.js';
import type { Place, StrayReason } from '../../gc/stray.js';
import { type CFields, newCFields } from '../objects/c-fields.js';
import type { Runtime } from '../runtime.js';
import type { ExtensionDescription } from './description.js';

/** A reference that a C frame owns, or one that it gave away without having it. */
interface LedgerEntry {
  /** What to call the reference if nobody ever releases it. */
  readonly owner: string;
  readonly reason: StrayReason;
  readonly place: Place | null;
}

/**
 * One call of a C function. Its ledger says which references the frame owns; what is left in it when the
 * function returns has lost its owner, and what is missing in it was somebody else's.
 */
export interface CFrame {
  readonly runtime: Runtime;
  readonly extension: ExtensionDescription;
  /** C name for messages: `m_exec in _thread`. */
  readonly name: string;
  /** Object whose slot or method runs, borrowed; NULL in module functions. */
  readonly self: Ref;
  /** Module whose state 'state.x' means, borrowed. */
  readonly module: Ref;
  /** Borrowed arguments by declared name. */
  readonly args: ReadonlyMap<string, Ref>;
  readonly locals: Map<string, Ref>;
  /** Locals that are numbers or point at raw memory. */
  readonly plain: CFields;
  /** What it owns of each object, or (all `over-decref`) what it gave away or released beyond that; never empty. */
  readonly ledger: Map<Ref, LedgerEntry[]>;
}

export interface FrameOptions {
  readonly extension: ExtensionDescription;
  readonly name: string;
  readonly self?: Ref;
  readonly module?: Ref;
  readonly args?: ReadonlyMap<string, Ref>;
}

export function newFrame(runtime: Runtime, options: FrameOptions): CFrame {
  return {
    runtime,
    extension: options.extension,
    name: `${options.name} in ${options.extension.name}`,
    self: options.self ?? NULL,
    module: options.module ?? NULL,
    args: options.args ?? new Map(),
    locals: new Map(),
    plain: newCFields(),
    ledger: new Map(),
  };
}

/** The frame came to own one more reference to `ref`. */
export function own(
  frame: CFrame,
  ref: Ref,
  owner: string,
  place: Place | null,
  reason: StrayReason = 'lost-local',
): void {
  if (ref === NULL) return;
  const entries = frame.ledger.get(ref);
  if (!entries) frame.ledger.set(ref, [{ owner, reason, place }]);
  else if (entries[0]?.reason !== 'over-decref') entries.push({ owner, reason, place });
  else drop(frame, ref, entries, entries.length - 1);
}

/**
 * The frame gave one reference away or released it: of several to one object that of the local which it names, else a
 * local one rather than one that an lvalue has lost.
 */
export function disown(frame: CFrame, ref: Ref, owner: string, place: Place | null): void {
  if (ref === NULL) return;
  const entries = frame.ledger.get(ref);
  const entry: LedgerEntry = { owner, reason: 'over-decref', place };
  if (!entries) frame.ledger.set(ref, [entry]);
  else if (entries[0]?.reason === 'over-decref') entries.push(entry);
  else {
    drop(frame, ref, entries, entries.length === 1 ? 0 : meantBy(entries, owner));
  }
}

/** `Py_DECREF(local.value)` means the reference that `value` got. */
function meantBy(entries: readonly LedgerEntry[], label: string): number {
  const words = new Set(label.match(/[\w.]+/g));
  const named = entries.findLastIndex(({ reason, owner }) => reason === 'lost-local' && words.has(`local.${owner}`));
  if (named >= 0) return named;
  const local = entries.findLastIndex(({ reason }) => reason === 'lost-local');
  return local < 0 ? entries.length - 1 : local;
}

function drop(frame: CFrame, ref: Ref, entries: LedgerEntry[], index: number): void {
  entries.splice(index, 1);
  if (entries.length === 0) frame.ledger.delete(ref);
}

export function owns(frame: CFrame, ref: Ref): boolean {
  const first = frame.ledger.get(ref)?.[0];
  return first !== undefined && first.reason !== 'over-decref';
}

/** The function returns: every reference still in the ledger has lost its owner, or takes one from somebody. */
export function settle(frame: CFrame): void {
  const heap = frame.runtime.heap;
  for (const [ref, entries] of frame.ledger) {
    if (!heap.isLive(ref)) continue;
    for (const { owner, reason, place } of entries) {
      heap.addStray(ref, reason === 'over-decref' ? -1 : 1, reason, `${owner} of ${frame.name}`, place);
    }
  }
  frame.ledger.clear();
}

/** Declared names for the arguments of a call; one that was not passed is NULL. */
export function bindArguments(params: readonly string[], values: readonly Ref[]): Map<string, Ref> {
  return new Map(params.map((param, index) => [param, values[index] ?? NULL]));
}
