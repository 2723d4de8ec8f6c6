const SIZE = 624;
const MIDDLE = 397;

/** MT19937 as CPython's random module seeds and reads it, so that a seed gives the order that regrtest gives. */
export class MersenneTwister {
  readonly #state = new Uint32Array(SIZE);
  #index = SIZE;

  /** CPython 3.11 Modules/_randommodule.c: init_by_array(), with the 32-bit digits of |seed| as its key */
  constructor(seed: bigint) {
    const key = digitsOf(seed < 0n ? -seed : seed);
    const state = this.#state;
    state[0] = 19650218;
    for (let i = 1; i < SIZE; i++) state[i] = Math.imul(1812433253, mixed(state, i)) + i;
    let i = 1;
    for (let k = 0, j = 0; k < Math.max(SIZE, key.length); k++, j = (j + 1) % key.length) {
      state[i] = ((state[i] ?? 0) ^ Math.imul(mixed(state, i), 1664525)) + (key[j] ?? 0) + j;
      i = this.#next(i);
    }
    for (let k = 0; k < SIZE - 1; k++) {
      state[i] = ((state[i] ?? 0) ^ Math.imul(mixed(state, i), 1566083941)) - i;
      i = this.#next(i);
    }
    state[0] = 0x80000000;
  }

  #next(i: number): number {
    if (i + 1 < SIZE) return i + 1;
    this.#state[0] = this.#state[SIZE - 1] ?? 0;
    return 1;
  }

  /** CPython 3.11 Modules/_randommodule.c: genrand_uint32() */
  uint32(): number {
    if (this.#index >= SIZE) this.#twist();
    let y = this.#state[this.#index++] ?? 0;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  #twist(): void {
    const state = this.#state;
    for (let i = 0; i < SIZE; i++) {
      const y = ((state[i] ?? 0) & 0x80000000) | ((state[(i + 1) % SIZE] ?? 0) & 0x7fffffff);
      state[i] = (state[(i + MIDDLE) % SIZE] ?? 0) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#index = 0;
  }

  /** A number below `limit`. CPython 3.11 Lib/random.py: _randbelow_with_getrandbits() */
  below(limit: number): number {
    const bits = 32 - Math.clz32(limit);
    for (;;) {
      const drawn = this.uint32() >>> (32 - bits);
      if (drawn < limit) return drawn;
    }
  }
}

/** What the seeding mixes into element `i`: its predecessor. */
function mixed(state: Uint32Array, i: number): number {
  const previous = state[i - 1] ?? 0;
  return previous ^ (previous >>> 30);
}

function digitsOf(value: bigint): number[] {
  const digits: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 32n) digits.push(Number(rest & 0xffffffffn));
  return digits.length === 0 ? [0] : digits;
}

/** CPython 3.11 Lib/random.py: Random.shuffle() */
export function shuffled<T>(items: readonly T[], seed: bigint): T[] {
  const random = new MersenneTwister(seed);
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}
