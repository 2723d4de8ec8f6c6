import type { Trial } from './trials.js';

/** A state that was run: `state` is what --at takes. */
export interface Reading<T> {
  readonly state: string;
  readonly trial: T;
}

/** Between two states that follow each other; `to` is the state of the change that made the difference. */
export interface Transition<T> {
  readonly from: Reading<T>;
  readonly to: Reading<T>;
}

export type Beginning<T> =
  | { readonly kind: 'found'; readonly transition: Transition<T> }
  /** BAD does not leak. */
  | { readonly kind: 'bad-is-clean' }
  /** BAD could not be run or judged. */
  | { readonly kind: 'bad-is-unresolved' }
  /** It leaks in every state from the first on. */
  | { readonly kind: 'never-clean' }
  /** States in between could not be judged: it began with one of these. */
  | { readonly kind: 'one-of'; readonly candidates: readonly Reading<T>[]; readonly clean: Reading<T> };

/** The latest transition from clean to leaking; the last of the states is BAD, and nothing is guessed. */
export function beginningOf<T extends Trial>(states: readonly Reading<T>[]): Beginning<T> {
  const bad = states.at(-1);
  if (bad === undefined || bad.trial.verdict === 'unresolved') return { kind: 'bad-is-unresolved' };
  if (bad.trial.verdict === 'clean') return { kind: 'bad-is-clean' };
  const clean = states.findLastIndex(({ trial }) => trial.verdict === 'clean');
  const from = states[clean];
  if (from === undefined) return { kind: 'never-clean' };
  const first = states.findIndex(({ trial }, index) => index > clean && trial.verdict === 'leaks');
  const to = states[first] as Reading<T>;
  if (first === clean + 1) return { kind: 'found', transition: { from, to } };
  return { kind: 'one-of', candidates: states.slice(clean + 1, first + 1), clean: from };
}

/** Where neighbouring states that could be judged differ. */
export function transitionsOf<T extends Trial>(
  states: readonly Reading<T>[],
  differ: (left: T, right: T) => boolean,
): Transition<T>[] {
  const found: Transition<T>[] = [];
  let from: Reading<T> | undefined;
  for (const to of states) {
    if (to.trial.verdict === 'unresolved') continue;
    if (from !== undefined && differ(from.trial, to.trial)) found.push({ from, to });
    from = to;
  }
  return found;
}
