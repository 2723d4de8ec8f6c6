import type { Heap } from '../../gc/heap.js';
import type { Holder } from '../../gc/holder.js';
import { NULL, type Ref } from '../../gc/ref.js';
import { identityOf } from '../../gc/snapshot-extent.js';
import type { Runtime } from '../../interp/runtime.js';
import { type BookStray, LedgerBook, type OwningSlot } from './book.js';
import type { LedgerEvent } from './result.js';

/** Names of slots, as explanations have them. */
export interface Names {
  /** Borrowed object, while it is there. */
  readonly object: (ref: Ref) => string;
  readonly slot: (ref: Ref, slot: number) => string;
  readonly field: (holder: Holder, field: string) => string;
}

export interface LedgerWatch {
  /** Which repetition runs. */
  run: number | null;
  /** The objects that are there, with their books. */
  books(): ReadonlyMap<Ref, LedgerBook>;
  strays(ref: Ref): readonly BookStray[];
}

/**
 * Puts an observer between the simulated process and its counts: it is told of every change of a slot and of a count,
 * and writes down those of the objects with the given identities. Nothing that can be measured changes.
 */
export function watchObjects(runtime: Runtime, identities: ReadonlySet<number>, names: Names): LedgerWatch {
  const { heap } = runtime;
  const wanted = new Set([...identities].map((identity) => (identity % 2 ** 32) as Ref));
  const books = new Map<Ref, LedgerBook>();
  const watch: LedgerWatch = { run: null, books: () => books, strays: (ref) => straysOf(heap, ref) };
  const event = (): LedgerEvent => ({
    run: watch.run,
    phase: runtime.phase,
    collecting: heap.gcState?.collecting === true,
    interpreter: runtime.current.id,
    place: heap.places[heap.currentPlace] ?? null,
    caller: null,
  });
  const slotOf = slotNamer(heap, names);
  openBooks(heap, { wanted, identities, books, event });
  watchCounts(heap, { wanted, identities, books, event });
  watchEdges(heap, books, slotOf);
  watchHolders(heap, books, names);
  heap.watchReleases((of, slot, target) => books.get(target)?.released(slotOf(of, slot), event()));
  return watch;
}

interface Watched {
  /** Where they are, or will be. */
  readonly wanted: ReadonlySet<Ref>;
  readonly identities: ReadonlySet<number>;
  readonly books: Map<Ref, LedgerBook>;
  readonly event: () => LedgerEvent;
}

/** What is there already has references from before. */
function openBooks(heap: Heap, { wanted, identities, books, event }: Watched): void {
  for (const ref of wanted) {
    if (!heap.isLive(ref) || !identities.has(identityOf(heap, ref))) continue;
    const book = new LedgerBook();
    for (let count = heap.countedRefcnt(ref); count > 0; count--) book.incref({ ...event(), place: null });
    books.set(ref, book);
  }
}

function watchCounts(heap: Heap, { wanted, identities, books, event }: Watched): void {
  const alloc = heap.alloc.bind(heap);
  const incref = heap.incref.bind(heap);
  const decref = heap.decref.bind(heap);
  heap.alloc = (type) => {
    const ref = alloc(type);
    if (!wanted.has(ref)) return ref;
    books.delete(ref);
    if (!identities.has(identityOf(heap, ref))) return ref;
    const book = new LedgerBook();
    book.incref(event());
    books.set(ref, book);
    return ref;
  };
  heap.incref = (ref) => {
    incref(ref);
    books.get(ref)?.incref(event());
  };
  heap.decref = (ref) => {
    books.get(ref)?.decref(event());
    decref(ref);
  };
}

function slotNamer(heap: Heap, names: Names) {
  return (of: Ref, slot: number): OwningSlot => {
    // A slot that is asked for when its owner has gone was named before.
    const words = (): string => (heap.isLive(of) ? `${names.object(of)}${names.slot(of, slot)}` : 'a freed object');
    const target = heap.edge(of, slot);
    const reuse = heap.reuse[of];
    const holds = (): boolean => heap.isLive(of) && heap.reuse[of] === reuse && heap.edge(of, slot) === target;
    return { key: `${of}/${slot}`, text: words, holds, visited: isVisited(heap, of, slot) };
  };
}

function isVisited(heap: Heap, of: Ref, slot: number): boolean {
  return (heap.arena.cells[(heap.edgeStart[of] as number) + slot] as number) > 0;
}

function watchEdges(heap: Heap, books: ReadonlyMap<Ref, LedgerBook>, slotOf: ReturnType<typeof slotNamer>): void {
  for (const target of books.keys()) storeExisting(heap, target, books, slotOf);
  const setEdge = heap.setEdge.bind(heap);
  const truncateEdges = heap.truncateEdges.bind(heap);
  heap.setEdge = (of, slot, target) => {
    const old = heap.edge(of, slot);
    if (old !== target) books.get(old)?.given(slotOf(of, slot));
    setEdge(of, slot, target);
    if (old !== target) books.get(target)?.stored(slotOf(of, slot));
  };
  heap.truncateEdges = (of, count) => {
    for (let slot = count; slot < (heap.edgeCount[of] as number); slot++) {
      books.get(heap.edge(of, slot))?.given(slotOf(of, slot));
    }
    truncateEdges(of, count);
  };
}

function storeExisting(
  heap: Heap,
  target: Ref,
  books: ReadonlyMap<Ref, LedgerBook>,
  slotOf: ReturnType<typeof slotNamer>,
): void {
  for (let of = 1 as Ref; of < heap.top; of++) {
    if (heap.type[of] === 0) continue;
    for (let slot = 0; slot < (heap.edgeCount[of] as number); slot++) {
      if (heap.edge(of, slot) === target) books.get(target)?.stored(slotOf(of, slot));
    }
  }
}

function watchHolders(heap: Heap, books: ReadonlyMap<Ref, LedgerBook>, names: Names): void {
  let count = 0;
  const watchHolder = (holder: Holder): void => {
    const number = count++;
    const { fields } = holder;
    const slotOf = (field: string): OwningSlot => {
      const target = fields.get(field);
      const holds = (): boolean => fields.get(field) === target;
      return { key: `h${number}/${field}`, text: () => names.field(holder, field), holds, visited: null };
    };
    const put = fields.set.bind(fields);
    const remove = fields.delete.bind(fields);
    const given = (field: string, next: Ref): void => {
      const old = fields.get(field) ?? NULL;
      if (old !== next) books.get(old)?.given(slotOf(field));
    };
    for (const [field, target] of fields) books.get(target)?.stored(slotOf(field));
    fields.set = (field, target) => {
      const isNew = fields.get(field) !== target;
      given(field, target);
      put(field, target);
      if (isNew) books.get(target)?.stored(slotOf(field));
      return fields;
    };
    fields.delete = (field) => {
      given(field, NULL);
      return remove(field);
    };
    fields.clear = () => {
      for (const field of [...fields.keys()]) fields.delete(field);
    };
  };
  for (const holder of heap.holders) watchHolder(holder);
  const add = heap.holders.add.bind(heap.holders);
  heap.holders.add = (holder) => {
    watchHolder(holder);
    return add(holder);
  };
}

function straysOf(heap: Heap, ref: Ref): BookStray[] {
  return (heap.strays.get(ref) ?? []).map(({ delta, owner, place }) => ({
    delta,
    owner,
    file: place?.file ?? null,
    line: place?.line ?? null,
  }));
}
