import type { GcState } from './gc-state.js';
import type { Heap } from './heap.js';
import type { Holder } from './holder.js';
import { FINALIZED, HAS_WEAKREFS, STATIC, TRACKED } from './object-flags.js';
import { NULL, type Ref } from './ref.js';

/** Numbers of texts, the same for all forms that are compared with each other. */
export type TextNumbers = Map<string, number>;

/** Says what an object means beside its references, in words, texts and further objects. */
export type DescribeObject = (ref: Ref, walk: StateWalk) => void;

/** Bits that decide what becomes of an object. */
const KEPT_FLAGS = TRACKED | FINALIZED | HAS_WEAKREFS | STATIC;
const FIRST_WORDS = 1 << 16;

/**
 * Writes the state of a heap as words in which objects are numbered in the order in which a walk from ordered roots
 * meets them: two states have the same words if and only if one is the other with its objects at other places.
 */
export class StateWalk {
  readonly #heap: Heap;
  readonly #texts: TextNumbers;
  #words = new Int32Array(FIRST_WORDS);
  #length = 0;
  /** Number of each object, from 1 on; 0: not met. */
  readonly #numbers: Int32Array;
  /** In the order of their numbers. */
  readonly #met: Int32Array;
  #count = 0;
  #described = 0;
  readonly #leftOut: Uint8Array;

  /** What the holders that `isLeftOut` names keep alive alone is no part of the state. */
  constructor(heap: Heap, texts: TextNumbers, isLeftOut: (holder: Holder) => boolean) {
    this.#heap = heap;
    this.#texts = texts;
    this.#numbers = new Int32Array(heap.top);
    this.#met = new Int32Array(heap.top);
    this.#leftOut = onlyReachedBy(heap, isLeftOut);
    this.#walkRoots(isLeftOut);
  }

  word(value: number): void {
    if (this.#length === this.#words.length) {
      const bigger = new Int32Array(2 * this.#length);
      bigger.set(this.#words);
      this.#words = bigger;
    }
    this.#words[this.#length++] = value;
  }

  text(text: string): void {
    this.word(this.#numberOf(text));
  }

  /** A reference to an object, or NULL. */
  object(ref: Ref): void {
    this.word(this.#meet(ref));
  }

  isMet(ref: Ref): boolean {
    return this.#numbers[ref] !== 0;
  }

  /** Describes what was met and what that leads to, until nothing new is met. */
  follow(describe: DescribeObject): void {
    while (this.#described < this.#count) {
      const ref = this.#met[this.#described++] as Ref;
      this.#describeObject(ref);
      describe(ref, this);
    }
  }

  /** The lists and counters of a collector; objects that nothing else leads to are garbage that it will find. */
  collector({ generations, enabled, longLivedTotal, longLivedPending, garbage, finalized }: GcState): void {
    for (const flag of [enabled, finalized]) this.word(flag ? 1 : 0);
    for (const number of [longLivedTotal, longLivedPending]) this.word(number);
    this.object(garbage);
    const { gcNext } = this.#heap;
    for (const { head, threshold, count } of generations) {
      this.word(threshold);
      this.word(count);
      for (let ref = gcNext[head] as Ref; ref !== head; ref = gcNext[ref] as Ref) this.object(ref);
      this.word(-1);
    }
  }

  /** The words; also how much there is that nothing leads to: it matters to nobody, and its amount shows. */
  finish(): Int32Array {
    const { type, edgeStart, edgeCount, blocks, top, arena } = this.#heap;
    let [objects, edges, allBlocks] = [0, 0, 0];
    for (let ref = 1; ref < top; ref++) {
      if (type[ref] === 0 || this.#leftOut[ref] === 1) continue;
      objects++;
      allBlocks += blocks[ref] as number;
      const end = (edgeStart[ref] as number) + (edgeCount[ref] as number);
      for (let at = edgeStart[ref] as number; at < end; at++) if (arena.cells[at] !== 0) edges++;
    }
    const { keptBlocks, stressCount } = this.#heap;
    for (const total of [objects, edges, allBlocks, keptBlocks, stressCount]) this.word(total);
    for (const [purpose, count] of this.#heap.rawBlocks) if (count !== 0) this.#pair(purpose, count);
    return this.#words.slice(0, this.#length);
  }

  #pair(text: string, count: number): void {
    this.text(text);
    this.word(count);
  }

  #numberOf(text: string): number {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    this.#texts.set(text, this.#texts.size + 1);
    return this.#texts.size;
  }

  /** 0 for NULL, for what is left out and for what has been freed. */
  #meet(ref: Ref): number {
    const known = this.#numbers[ref] as number;
    if (known !== 0 || ref === NULL || this.#leftOut[ref] === 1 || this.#heap.type[ref] === 0) return known;
    this.#met[this.#count++] = ref;
    this.#numbers[ref] = this.#count;
    return this.#count;
  }

  /** Names of structs of interpreters hold their ids, which say nothing. */
  #walkRoots(isLeftOut: (holder: Holder) => boolean): void {
    for (const holder of this.#heap.holders) {
      if (isLeftOut(holder)) continue;
      this.text(holder.kind === 'interpreter' ? holder.kind : `${holder.kind} ${holder.name}`);
      for (const [field, ref] of holder.fields) {
        this.text(field);
        this.object(ref);
      }
    }
    for (const [target, strays] of this.#heap.strays) {
      this.object(target);
      for (const { delta, reason, owner } of strays) this.#pair(`${reason} ${owner}`, delta);
    }
  }

  #describeObject(ref: Ref): void {
    const { flags, blocks, type, types, hooks } = this.#heap;
    this.text(types[type[ref] as number]?.name ?? '');
    this.word((flags[ref] as number) & KEPT_FLAGS);
    this.word(blocks[ref] as number);
    this.#describeEdges(ref);
    if ((flags[ref] as number) & HAS_WEAKREFS) {
      for (const weakref of hooks.weakrefs?.weakrefsOf(ref) ?? []) this.object(weakref);
    }
  }

  /** Items that are NULL are gaps, as deleted entries of a dict leave them: nobody can tell how many there are. */
  #describeEdges(ref: Ref): void {
    const { type, fixedCount, edgeStart, edgeCount, arena } = this.#heap;
    const fixed = fixedCount[type[ref] as number] as number;
    const start = edgeStart[ref] as number;
    const count = edgeCount[ref] as number;
    for (let slot = 0; slot < count; slot++) {
      const cell = arena.cells[start + slot] as number;
      if (cell === 0 && slot >= fixed) continue;
      this.word(cell < 0 ? -this.#meet(-cell as Ref) : this.#meet(cell as Ref));
    }
    this.word(0);
  }
}

/** 1 for each object that these holders lead to and nothing else does. */
function onlyReachedBy(heap: Heap, isLeftOut: (holder: Holder) => boolean): Uint8Array {
  const holders = [...heap.holders];
  const targets = (some: readonly Holder[]): Ref[] => some.flatMap(({ fields }) => [...fields.values()]);
  const others = targets(holders.filter((holder) => !isLeftOut(holder)));
  const kept = new Uint8Array(heap.top);
  mark(heap, [...others, ...heap.strays.keys()], kept, new Uint8Array(heap.top));
  const alone = new Uint8Array(heap.top);
  mark(heap, targets(holders.filter(isLeftOut)), alone, kept);
  return alone;
}

/** Marks what the roots own, directly or not, where it does not stand in `known`. */
function mark(heap: Heap, roots: readonly Ref[], marks: Uint8Array, known: Uint8Array): void {
  const stack: Ref[] = [];
  const enter = (ref: Ref): void => {
    if (ref === NULL || marks[ref] === 1 || known[ref] === 1) return;
    marks[ref] = 1;
    stack.push(ref);
  };
  for (const root of roots) enter(root);
  for (let ref = stack.pop(); ref !== undefined; ref = stack.pop()) {
    const start = heap.edgeStart[ref] as number;
    const count = heap.edgeCount[ref] as number;
    for (let slot = 0; slot < count; slot++) enter(Math.abs(heap.arena.cells[start + slot] as number) as Ref);
  }
}
