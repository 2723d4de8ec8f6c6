import { NULL, type Ref } from '../../gc/ref.js';
import type { Place, StrayReason } from '../../gc/stray.js';
import type { Runtime } from '../runtime.js';
import type { ExtensionDescription } from './description.js';
import type { RawMemory } from './raw-memory.js';

/** References that a C frame owns to one object; negative: it gave away or released more than it had. */
interface LedgerEntry {
  count: number;
  /** What to call the reference if nobody ever releases it. */
  owner: string;
  reason: StrayReason;
  place: Place | null;
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
  /** C integers and counters by local name; they own nothing. */
  readonly numbers: Map<string, number>;
  /** Structs in raw memory by the name of the local that points at them. */
  readonly pointers: Map<string, RawMemory>;
  readonly ledger: Map<Ref, LedgerEntry>;
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
    numbers: new Map(),
    pointers: new Map(),
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
  const entry = frame.ledger.get(ref);
  if (!entry) frame.ledger.set(ref, { count: 1, owner, reason, place });
  else if (++entry.count === 0) frame.ledger.delete(ref);
}

/** The frame gave one reference away or released it. */
export function disown(frame: CFrame, ref: Ref, owner: string, place: Place | null): void {
  if (ref === NULL) return;
  const entry = frame.ledger.get(ref);
  if (!entry) frame.ledger.set(ref, { count: -1, owner, reason: 'over-decref', place });
  else if (--entry.count === 0) frame.ledger.delete(ref);
}

export function owns(frame: CFrame, ref: Ref): boolean {
  return (frame.ledger.get(ref)?.count ?? 0) > 0;
}

/** The function returns: every reference still in the ledger has lost its owner, or takes one from somebody. */
export function settle(frame: CFrame): void {
  const heap = frame.runtime.heap;
  for (const [ref, entry] of frame.ledger) {
    if (!heap.isLive(ref)) continue;
    const delta = entry.count > 0 ? 1 : -1;
    const reason = delta > 0 ? entry.reason : 'over-decref';
    for (let left = Math.abs(entry.count); left > 0; left--) {
      heap.addStray(ref, delta, reason, `${entry.owner} of ${frame.name}`, entry.place);
    }
  }
  frame.ledger.clear();
}

/** Declared names for the arguments of a call; one that was not passed is NULL. */
export function bindArguments(params: readonly string[], values: readonly Ref[]): Map<string, Ref> {
  return new Map(params.map((param, index) => [param, values[index] ?? NULL]));
}
