import type { TextNumbers } from '../../gc/state-walk.js';
import type { IsUserFile } from '../describe-error.js';
import { leakPattern } from '../leak-pattern.js';
import type { Deltas, LeakItem, Proof } from '../result.js';
import type { Session } from '../session.js';
import { type Captured, CapturedState, changedBetween, Identities } from './captured-state.js';
import { ScopeReader } from './function-scopes.js';
import { addedGlobals } from './globals.js';

/** Words that are kept in all, 4 bytes each: of more, the oldest states are forgotten. */
const MOST_WORDS = 64_000_000;

interface KeptState {
  /** Number of the repetition, from 1. */
  readonly run: number;
  readonly words: Int32Array;
  readonly captured: Captured;
}

/** --until-proved: looks at the state after each repetition and says whether it has been there before. */
export interface StateWatch {
  /** Repetition `index` (from 0) is over and collected. */
  look(index: number): void;
  /** Of the measured repetitions, where no state came again. */
  proof(deltas: Deltas, warmups: number): Proof;
  close(): void;
}

/** A state is that of the simulated process and what the test's own JavaScript, reached from `roots`, keeps. */
export function watchStates(session: Session, roots: unknown, isUserFile: IsUserFile): StateWatch {
  const texts: TextNumbers = new Map();
  const identities = new Identities();
  const reader = new ScopeReader();
  const kept: KeptState[] = [];
  let proof: Proof | null = null;
  /** The simulated process came to where it was, and the test did not. */
  let testMoved: { first: number; period: number; what: string } | null = null;

  const files = new Map<string, boolean>();
  const isUsers = (file: string): boolean => {
    const known = files.get(file) ?? isUserFile(file);
    files.set(file, known);
    return known;
  };
  const read = (run: number): KeptState => {
    const captured = new CapturedState(reader, isUsers, identities);
    captured.textOf(roots, '');
    captured.textOf(addedGlobals(), 'globalThis');
    const words = session.state(texts, (body) => captured.textOf(body, 'a Python function'));
    return { run, words, captured: captured.finish() };
  };
  const look = (index: number): void => {
    if (proof !== null) return;
    const now = read(index + 1);
    const before = kept.findLast(({ words }) => sameWords(words, now.words));
    const what = before && (now.captured.opaque ?? changedBetween(before.captured, now.captured));
    const same = kept.findLast(({ words, captured }) => sameWords(words, now.words) && isSame(captured, now.captured));
    if (same) proof = { kind: 'proved', first: same.run, period: now.run - same.run };
    else if (before) testMoved = { first: before.run, period: now.run - before.run, what: what ?? '' };
    kept.push(now);
    while (kept.length > 1 && wordsIn(kept) > MOST_WORDS) kept.shift();
  };
  return {
    look,
    proof: (deltas, warmups) => {
      if (proof !== null) return proof;
      const growth = growthOf(deltas, warmups);
      return testMoved ? { kind: 'test-keeps-state', ...testMoved, growth } : { kind: 'not-proved', growth };
    },
    close: () => reader.close(),
  };
}

function isSame(before: Captured, after: Captured): boolean {
  return after.opaque === null && changedBetween(before, after) === null;
}

function wordsIn(states: readonly KeptState[]): number {
  return states.reduce((sum, { words }) => sum + words.length, 0);
}

function sameWords(left: Int32Array, right: Int32Array): boolean {
  return left.length === right.length && left.every((word, at) => word === right[at]);
}

/** How the measured repetitions grew, regrtest's own integers taken out. */
function growthOf({ references, blocks, handles, harness }: Deltas, warmups: number) {
  const without = (deltas: readonly number[], own: readonly number[] = []): number[] =>
    deltas.map((delta, index) => delta - (own[index] ?? 0)).slice(warmups);
  const items: readonly (readonly [LeakItem, number[]])[] = [
    ['references', without(references, harness?.references)],
    ['memory blocks', without(blocks, harness?.blocks)],
    ['file descriptors', without(handles)],
  ];
  return items
    .filter(([, deltas]) => deltas.some((delta) => delta !== 0))
    .map(([item, deltas]) => ({ item, deltas, pattern: leakPattern(deltas) }));
}
