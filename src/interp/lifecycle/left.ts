import { STATIC } from '../../gc/object-flags.js';
import { forEachEdge, forEachOutsideReference, type OutsideOwner } from '../../gc/owners.js';
import type { Ref } from '../../gc/ref.js';
import type { Runtime } from '../runtime.js';

export interface Left {
  readonly references: number;
  readonly blocks: number;
}

/** References to objects of one type that owners of one kind hold, or blocks of one kind. */
export interface LeftItem extends Left {
  /** Interpreter that made the object; null: memory of no object. */
  readonly interpreter: number | null;
  readonly type: string;
  /** `type.tp_dict`, `static slips.cache`, `nobody: n of retval_bug in slips`. */
  readonly owner: string;
}

/** What a process leaves when its main interpreter has ended: `[N refs, M blocks]`, taken apart. */
export interface LeftReport {
  readonly total: Left;
  readonly interpreters: readonly (Left & { readonly interpreter: number })[];
  /** The largest first. */
  readonly items: readonly LeftItem[];
}

/**
 * The static objects of the core and of extensions are no allocations: the count that each starts with is not among
 * the references. CPython 3.11 Python/pylifecycle.c: Py_FinalizeEx() with -X showrefcount
 */
export function leftAtEnd(runtime: Runtime): LeftReport {
  const items = new Map<string, LeftItem>();
  const add = (interpreter: number | null, type: string, owner: string, references: number, blocks: number): void => {
    const key = `${interpreter}\n${type}\n${owner}`;
    const known = items.get(key) ?? { interpreter, type, owner, references: 0, blocks: 0 };
    items.set(key, { ...known, references: known.references + references, blocks: known.blocks + blocks });
  };
  addReferences(runtime, add);
  addBlocks(runtime, add);
  const list = [...items.values()].filter(({ references, blocks }) => references !== 0 || blocks !== 0);
  list.sort((left, right) => right.references - left.references || right.blocks - left.blocks);
  return { total: sum(list), interpreters: byInterpreter(list), items: list };
}

/** The reference with which a static object's count starts. */
function isStorage({ heap }: Runtime, target: Ref, owner: OutsideOwner): boolean {
  if (((heap.flags[target] as number) & STATIC) === 0) return false;
  return owner.kind === 'runtime' || (owner.kind === 'static' && owner.field.startsWith('type '));
}

type Add = (interpreter: number | null, type: string, owner: string, references: number, blocks: number) => void;

/** By owner; a reference that somebody lost to one DECREF too many counts the other way. */
function addReferences(runtime: Runtime, add: Add): void {
  const { heap } = runtime;
  const count = (target: Ref, owner: string, references: number): void =>
    add(heap.maker[target] as number, typeName(runtime, target), owner, references, 0);
  forEachEdge(heap, (target, of, slot) => {
    const slots = heap.types[heap.type[of] as number];
    count(target, `${typeName(runtime, of)}.${slots?.fixed[slot] ?? 'items'}`, 1);
  });
  forEachOutsideReference(heap, (target, owner) => {
    if (!isStorage(runtime, target, owner)) count(target, ownerText(owner), 1);
  });
  for (const { target, delta, owner } of [...heap.strays.values()].flat()) {
    if (delta === -1 && heap.isLive(target)) count(target, `taken: ${owner}`, -1);
  }
}

function addBlocks(runtime: Runtime, add: Add): void {
  const { heap } = runtime;
  for (let ref = 1 as Ref; ref < heap.top; ref = (ref + 1) as Ref) {
    if (!heap.isLive(ref) || heap.blocks[ref] === 0) continue;
    add(heap.maker[ref] as number, typeName(runtime, ref), 'its memory', 0, heap.blocks[ref] as number);
  }
  for (const [purpose, count] of heap.rawBlocks) add(null, 'memory', purpose, 0, count);
  add(null, 'memory', 'free lists', 0, heap.keptBlocks);
  add(null, 'freed object', 'counted still', heap.uncountedReferences, 0);
}

function typeName({ heap }: Runtime, ref: Ref): string {
  return heap.types[heap.type[ref] as number]?.name ?? 'deallocated type';
}

function ownerText(owner: OutsideOwner): string {
  return owner.kind === 'nobody' ? `nobody: ${owner.owner}` : `${owner.kind} ${owner.name}.${owner.field}`;
}

function sum(items: readonly Left[]): Left {
  const total = (of: keyof Left): number => items.reduce((count, item) => count + item[of], 0);
  return { references: total('references'), blocks: total('blocks') };
}

function byInterpreter(items: readonly LeftItem[]): LeftReport['interpreters'] {
  const ids = [...new Set(items.map(({ interpreter }) => interpreter))].filter((id) => id !== null);
  return ids
    .sort((left, right) => left - right)
    .map((interpreter) => ({ interpreter, ...sum(items.filter((item) => item.interpreter === interpreter)) }));
}
