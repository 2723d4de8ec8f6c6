import { RuntimeFault } from './fault.js';
import { FREE_SLOT } from './object-flags.js';
import type { Ref } from './ref.js';
import type { Place } from './stray.js';

/*
 * Columns of an object (43 bytes without its edges):
 *
 *   refcnt i32 | type i32 | flags u16 | edgeClass u8 | blocks i16 | reuse u32 | maker u16 | place i32 |
 *   gcNext i32 | gcPrev i32 | gcRefs i32 | edgeStart i32 | edgeCount i32
 *
 * type 0 marks a free slot or the head of a collector's list; free slots are chained through gcNext. Until it is used
 * again, a free slot keeps what its object was: edgeStart its type, place where it was allocated, gcPrev where freed.
 */
const INITIAL_CAPACITY = 4096;
/** What the names of as many locals and texts of strings take stays below the memory that Node allows itself. */
const DEFAULT_OBJECT_LIMIT = 10_000_000;

type Column = Int32Array | Uint8Array | Int16Array | Uint16Array | Uint32Array;

/** The slots of all objects: their fields as typed arrays, and which of them are free. */
export class Columns {
  liveObjects = 0;
  /** What broke the process first: it stays broken where code of the test catches that. */
  firstFault: RuntimeFault | null = null;
  /** Slots that may be in use at once. */
  objectLimit = DEFAULT_OBJECT_LIMIT;
  capacity = INITIAL_CAPACITY;

  // Growth replaces the columns: hoist them into locals only where nothing can allocate.
  refcnt = new Int32Array(INITIAL_CAPACITY);
  type = new Int32Array(INITIAL_CAPACITY);
  flags = new Uint16Array(INITIAL_CAPACITY);
  edgeClass = new Uint8Array(INITIAL_CAPACITY);
  /** Memory blocks that are freed with the object; the flag ODD_BLOCKS says where that is not one. */
  blocks = new Int16Array(INITIAL_CAPACITY);
  /** Counts how often a slot was taken again, so that a stale handle can be told from its successor. */
  reuse = new Uint32Array(INITIAL_CAPACITY);
  /** Id of the interpreter that made the object. */
  maker = new Uint16Array(INITIAL_CAPACITY);
  /** Index into the place table of the operation that allocated it; 0: none. */
  place = new Int32Array(INITIAL_CAPACITY);
  gcNext = new Int32Array(INITIAL_CAPACITY);
  gcPrev = new Int32Array(INITIAL_CAPACITY);
  gcRefs = new Int32Array(INITIAL_CAPACITY);
  edgeStart = new Int32Array(INITIAL_CAPACITY);
  edgeCount = new Int32Array(INITIAL_CAPACITY);

  /** Number of the place that allocations are charged to. */
  currentPlace = 0;
  /** Places of operations; number 0 is no place. */
  readonly places: (Place | null)[] = [null];
  readonly #placeNumbers = new Map<string, number>();

  #top = 1;
  #freeHead = 0;
  readonly #spareHeads: Ref[] = [];

  isLive(ref: Ref): boolean {
    return ref > 0 && ref < this.#top && this.type[ref] !== 0;
  }

  /** One past the highest slot ever used: the bound of a walk over all objects. */
  get top(): number {
    return this.#top;
  }

  /** Remembers a fault that is about to be thrown. */
  broken(fault: RuntimeFault): RuntimeFault {
    this.firstFault ??= fault;
    return fault;
  }

  /** Where the object was allocated. */
  placeOf(ref: Ref): Place | null {
    return this.places[this.place[ref] as number] ?? null;
  }

  placeNumber(place: Place): number {
    const key = `${place.file}:${place.line}`;
    const known = this.#placeNumbers.get(key);
    if (known !== undefined) return known;
    this.#placeNumbers.set(key, this.places.length);
    return this.places.push(place) - 1;
  }

  /** A slot that is no object: the head of a collector's list. It never was one, lest a dangling reference lead to it. */
  allocListHead(): Ref {
    const head = this.#spareHeads.pop() ?? this.#newSlot();
    this.gcNext[head] = head;
    this.gcPrev[head] = head;
    return head;
  }

  freeListHead(head: Ref): void {
    this.#spareHeads.push(head);
  }

  protected takeSlot(): Ref {
    const free = this.#freeHead as Ref;
    if (free !== 0) {
      this.#freeHead = this.gcNext[free] as number;
      this.gcNext[free] = 0;
      this.gcPrev[free] = 0;
      this.gcRefs[free] = 0;
      this.reuse[free] = (this.reuse[free] as number) + 1;
      return free;
    }
    return this.#newSlot();
  }

  #newSlot(): Ref {
    if (this.#top >= this.capacity || this.#top > this.objectLimit) this.#grow();
    return this.#top++ as Ref;
  }

  protected giveSlot(ref: Ref): void {
    this.edgeStart[ref] = this.type[ref] as number;
    this.gcPrev[ref] = this.currentPlace;
    this.type[ref] = 0;
    this.flags[ref] = 0;
    this.refcnt[ref] = 0;
    this.gcRefs[ref] = FREE_SLOT;
    this.gcNext[ref] = this.#freeHead;
    this.#freeHead = ref;
  }

  #grow(): void {
    if (this.#top > this.objectLimit) {
      const why = `the simulated heap holds ${this.liveObjects} objects, its limit (--heap-limit)`;
      throw this.broken(new RuntimeFault('heap-limit', why));
    }
    this.capacity = Math.min(this.capacity * 2, this.objectLimit + 1);
    this.refcnt = this.#grown(this.refcnt);
    this.type = this.#grown(this.type);
    this.flags = this.#grown(this.flags);
    this.edgeClass = this.#grown(this.edgeClass);
    this.blocks = this.#grown(this.blocks);
    this.reuse = this.#grown(this.reuse);
    this.maker = this.#grown(this.maker);
    this.place = this.#grown(this.place);
    this.gcNext = this.#grown(this.gcNext);
    this.gcPrev = this.#grown(this.gcPrev);
    this.gcRefs = this.#grown(this.gcRefs);
    this.edgeStart = this.#grown(this.edgeStart);
    this.edgeCount = this.#grown(this.edgeCount);
  }

  #grown<T extends Column>(column: T): T {
    const bigger = new (column.constructor as new (length: number) => T)(this.capacity);
    bigger.set(column);
    return bigger;
  }
}
