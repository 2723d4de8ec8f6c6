import { type CandidateSet, EMPTY, membersOf, setOf, single, sizeOf } from './candidate-set.js';
import type { Trial, Trials } from './trials.js';

/**
 * A minimal leaking subset of a leaking set, by halving: delta debugging in the form of Junker's QuickXplain, about
 * k * log2(n / k) trials for k members among n. `enough`: a set of that size is not made smaller.
 * Where the leak is not monotone the result leaks all the same and none of its members can be left out.
 */
export async function shrink<T extends Trial>(trials: Trials<T>, set: CandidateSet, enough = 1): Promise<CandidateSet> {
  if (sizeOf(set) <= enough) return set;
  const halved = await halve(trials, EMPTY, false, membersOf(set), enough);
  const smaller = (await trials.leaks(halved)) ? halved : set;
  return sizeOf(smaller) <= enough ? smaller : await withoutSpare(trials, smaller, enough);
}

/** Of `rest`, what is needed beside `base`; `grown`: base has changed since it was last tried. */
async function halve<T extends Trial>(
  trials: Trials<T>,
  base: CandidateSet,
  grown: boolean,
  rest: readonly number[],
  enough: number,
): Promise<CandidateSet> {
  if (grown && (await trials.leaks(base))) return EMPTY;
  if (rest.length === 1 || sizeOf(base | setOf(rest)) <= enough) return setOf(rest);
  const middle = Math.ceil(rest.length / 2);
  const [left, right] = [rest.slice(0, middle), rest.slice(middle)];
  const needed = await halve(trials, base | setOf(left), true, right, enough);
  return needed | (await halve(trials, base | needed, needed !== EMPTY, left, enough));
}

/** Leaves out one member after the other as long as the rest leaks. */
async function withoutSpare<T extends Trial>(
  trials: Trials<T>,
  set: CandidateSet,
  enough: number,
): Promise<CandidateSet> {
  const fewer = membersOf(set).map((member) => set & ~single(member));
  const tried = await trials.ofAll(fewer);
  const next = fewer.find((_, index) => tried[index]?.verdict === 'leaks');
  return next === undefined || sizeOf(next) < enough ? set : await shrink(trials, next, enough);
}
