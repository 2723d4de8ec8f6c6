/** A set of candidates: bit i stands for candidate number i. */
export type CandidateSet = bigint;

export const EMPTY: CandidateSet = 0n;

export const single = (index: number): CandidateSet => 1n << BigInt(index);

/** All candidates 0 .. count - 1. */
export const allOf = (count: number): CandidateSet => (1n << BigInt(count)) - 1n;

export const isSubset = (part: CandidateSet, whole: CandidateSet): boolean => (part & whole) === part;

export function setOf(indexes: Iterable<number>): CandidateSet {
  let set = EMPTY;
  for (const index of indexes) set |= single(index);
  return set;
}

/** Numbers of the members, ascending. */
export function membersOf(set: CandidateSet): number[] {
  const members: number[] = [];
  for (let rest = set, index = 0; rest !== 0n; rest >>= 1n, index++) if (rest & 1n) members.push(index);
  return members;
}

export function sizeOf(set: CandidateSet): number {
  let size = 0;
  for (let rest = set; rest !== 0n; rest &= rest - 1n) size++;
  return size;
}

/** The subsets with `size` members, in lexical order of their members. */
export function* subsetsOfSize(set: CandidateSet, size: number): Generator<CandidateSet> {
  const members = membersOf(set);
  function* choose(from: number, left: number, chosen: CandidateSet): Generator<CandidateSet> {
    if (left === 0) yield chosen;
    for (let index = from; left > 0 && index <= members.length - left; index++) {
      yield* choose(index + 1, left - 1, chosen | single(members[index] ?? 0));
    }
  }
  yield* choose(0, size, EMPTY);
}

/** Every subset, smaller ones first: the empty set, ..., the set itself. */
export function* subsetsOf(set: CandidateSet): Generator<CandidateSet> {
  for (let size = 0; size <= sizeOf(set); size++) yield* subsetsOfSize(set, size);
}

/** The sets that contain no other of them, without repetition, in the order given. */
export function minimalAmong(sets: Iterable<CandidateSet>): CandidateSet[] {
  const all = [...new Set(sets)];
  return all.filter((set) => !all.some((other) => other !== set && isSubset(other, set)));
}
