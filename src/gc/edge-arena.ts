import { RuntimeFault } from './fault.js';

const SHORT = 32;
/** Half a gigabyte: more than that is an endless loop of the test. */
export const MAX_CELLS = 2 ** 27;

export function tooManyEdges(count: number): RuntimeFault {
  return new RuntimeFault(
    'heap-limit',
    `the simulated heap would hold ${count} references between objects, over its limit`,
  );
}

/**
 * Outgoing references of all objects in one Int32Array.
 *
 * A block of class c has 2^c cells. The sign of a cell says who sees the reference:
 *   t > 0  owned, and visited by tp_traverse
 *   t < 0  owned, NOT visited
 *   0      NULL
 * Free blocks of a class are chained through their first cell.
 */
export class EdgeArena {
  /** Replaced when the arena grows: re-read after anything that can take a block. */
  cells = new Int32Array(1024);
  limit = MAX_CELLS;
  #top = 1;
  readonly #free = new Int32Array(32);

  /** Smallest class whose block holds `count` cells. */
  static classOf(count: number): number {
    return count <= 1 ? 0 : 32 - Math.clz32(count - 1);
  }

  take(sizeClass: number): number {
    const head = this.#free[sizeClass] as number;
    const size = 1 << sizeClass;
    if (head !== 0) {
      this.#free[sizeClass] = this.cells[head] as number;
      this.clear(head, head + size);
      return head;
    }
    const start = this.#top;
    this.#top = start + size;
    if (this.#top > this.cells.length) this.#grow();
    return start;
  }

  /** NULLs the cells. Most blocks are too short for the price of calling fill(). */
  clear(start: number, end: number): void {
    const { cells } = this;
    if (end - start > SHORT) cells.fill(0, start, end);
    else for (let at = start; at < end; at++) cells[at] = 0;
  }

  copy(from: number, count: number, to: number): void {
    const { cells } = this;
    if (count > SHORT) cells.copyWithin(to, from, from + count);
    else for (let at = 0; at < count; at++) cells[to + at] = cells[from + at] as number;
  }

  give(start: number, sizeClass: number): void {
    this.cells[start] = this.#free[sizeClass] as number;
    this.#free[sizeClass] = start;
  }

  #grow(): void {
    if (this.#top > this.limit) throw tooManyEdges(this.#top);
    let length = this.cells.length;
    while (length < this.#top) length *= 2;
    const cells = new Int32Array(length);
    cells.set(this.cells);
    this.cells = cells;
  }
}
