import { STATIC } from '../../gc/object-flags.js';
import { forEachEdge } from '../../gc/owners.js';
import { NULL, type Ref } from '../../gc/ref.js';
import type { Runtime } from '../../interp/runtime.js';
import { typeSlot } from '../../interp/type-info.js';
import type { SharedBy, SharedObject } from './result.js';

/** What is held across interpreters now; each entry counts the references alike. */
export function sharedNow(runtime: Runtime): Map<string, SharedObject> {
  const found = new Map<string, SharedObject>();
  const add = (by: SharedBy, holder: string, field: string | null, target: Ref): void => {
    const key = JSON.stringify([by, holder, field, runtime.typeOf(target), makerOf(runtime, target)]);
    const known = found.get(key);
    if (known) found.set(key, { ...known, count: known.count + 1 });
    else found.set(key, newEntry(runtime, by, holder, field, target));
  };
  addHolders(runtime, add);
  addEdges(runtime, add);
  return found;
}

type Add = (by: SharedBy, holder: string, field: string | null, target: Ref) => void;

function newEntry(runtime: Runtime, by: SharedBy, holder: string, field: string | null, target: Ref): SharedObject {
  const { heap } = runtime;
  return {
    kind: 'shared-across-interpreters',
    by,
    holder,
    field,
    object: heap.describe(target),
    maker: makerOf(runtime, target),
    count: 1,
    place: heap.placeOf(target),
  };
}

function makerOf({ heap }: Runtime, ref: Ref): 'main' | 'sub' {
  return heap.maker[ref] === 0 ? 'main' : 'sub';
}

/** C statics of extensions, whoever made what they hold; structs of interpreters that did not make it. */
function addHolders(runtime: Runtime, add: Add): void {
  const { heap } = runtime;
  const statics = new Map([...runtime.statics].map(([extension, holder]) => [holder, extension]));
  for (const holder of heap.holders) {
    const extension = statics.get(holder);
    const foreign = holder.kind === 'interpreter';
    if (extension === undefined && !foreign) continue;
    for (const [field, target] of holder.fields) {
      if (isOfTheProcess(runtime, target)) continue;
      if (extension !== undefined) {
        if (isAnybodys(runtime, extension)) add('static', extension, field.replace(/\[.*/, '[]'), target);
      } else if (heap.maker[target] !== holder.interpreter && !isAtom(runtime, target)) {
        add('interpreter', 'interpreter struct', field.replace(/\[.*/, '[]'), target);
      }
    }
  }
}

/** A module that is initialised once for the process shares its statics by design; its objects show where they go. */
function isAnybodys(runtime: Runtime, extension: string): boolean {
  return runtime.loaded.get(extension)?.description.init === 'multi-phase';
}

function addEdges(runtime: Runtime, add: Add): void {
  const { heap } = runtime;
  const bookkeeping = subclassTables(runtime);
  // Singletons, and the frozen code of importlib.
  const ofTheProcess = new Set(runtime.singletonHolder.fields.values());
  forEachEdge(heap, (target, of, slot) => {
    if (heap.maker[of] === heap.maker[target] || isOfTheProcess(runtime, target) || isAtom(runtime, target)) return;
    if (bookkeeping.has(of) || bookkeeping.has(target) || ofTheProcess.has(target)) return;
    const fixed = heap.slotsOf(of).fixed;
    const isStatic = ((heap.flags[of] as number) & STATIC) !== 0;
    add(isStatic ? 'static type' : 'interpreter', heap.describe(of), fixed[slot] ?? null, target);
  });
}

/** Static types, singletons, and what else has no memory block of its own. */
function isOfTheProcess({ heap }: Runtime, target: Ref): boolean {
  return target === NULL || ((heap.flags[target] as number) & STATIC) !== 0;
}

const ATOMS = new Set(['str', 'int', 'float', 'bytes']);

/** Holds nothing and stands in no list: interpreters may pass it on. */
function isAtom(runtime: Runtime, target: Ref): boolean {
  return ATOMS.has(runtime.info(runtime.typeOf(target)).name);
}

/** tp_subclasses of static types: weak references to types of every interpreter, which CPython itself keeps there. */
function subclassTables(runtime: Runtime): Set<Ref> {
  const { heap } = runtime;
  const slot = typeSlot('tp_subclasses');
  const tables = new Set<Ref>();
  for (let ref = 1 as Ref; ref < heap.top; ref++) {
    if (heap.type[ref] !== runtime.staticTypeId) continue;
    const table = heap.edge(ref, slot);
    if (table !== NULL) tables.add(table);
  }
  return tables;
}
