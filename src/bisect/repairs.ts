import type { Cause } from '../explain/result.js';
import type { Change, History } from '../interp/history/change.js';
import { wholeOf } from '../interp/history/find-change.js';
import { holdingAt, worldOf } from '../interp/history/resolve.js';
import type { FinalizationStep } from '../interp/world.js';
import { type CandidateSet, membersOf } from './candidate-set.js';
import { isRevert, repairCandidates } from './candidates.js';
import type { HuntOracle } from './hunt-oracle.js';
import { type HuntAnswer, type StateQuestion, sumOf, unresolved } from './hunt-question.js';
import { changeInfo } from './over-history.js';
import { knownProof } from './proof.js';
import type { RepairSet } from './result.js';
import { smallSets } from './small-sets.js';
import { statesAfter } from './states.js';
import { type Oracle, Trials, unlessSpent } from './trials.js';

/** So many changes are tried together. */
const MOST_TOGETHER = 3;

export interface Repairs {
  readonly sets: readonly RepairSet[];
  readonly candidates: readonly Change[];
  /** Every set of up to three was tried. */
  readonly complete: boolean;
  readonly tried: number;
}

/** The state BAD with more changes in it. */
class RepairOracle implements Oracle<HuntAnswer> {
  readonly width: number;
  readonly #hunts: HuntOracle;
  readonly #bad: StateQuestion;
  readonly #candidates: readonly Change[];
  /** By candidate, the ids that must be there too. */
  readonly #required: readonly (readonly string[])[];

  constructor(hunts: HuntOracle, history: History, bad: StateQuestion, candidates: readonly Change[]) {
    this.width = hunts.width;
    this.#hunts = hunts;
    this.#bad = bad;
    this.#candidates = candidates;
    const holding = new Set(holdingAt(history, bad).changes.map(({ id }) => id));
    this.#required = candidates.map((change) => requiredBy(history, change).filter((id) => !holding.has(id)));
  }

  async ask(sets: readonly CandidateSet[]): Promise<HuntAnswer[]> {
    const lacking = sets.map((set) => this.#lacking(set));
    const askable = sets.filter((_, index) => lacking[index] === null);
    const answers = await this.#hunts.ask(
      askable.map((set) => ({ state: withChanges(this.#bad, this.#members(set)), cases: null })),
    );
    const bySet = new Map(askable.map((set, index) => [set, answers[index] as HuntAnswer]));
    return sets.map((set, index) => bySet.get(set) ?? unresolved(lacking[index] ?? ''));
  }

  #members(set: CandidateSet): Change[] {
    return membersOf(set).map((index) => this.#candidates[index] as Change);
  }

  /** Why a set means nothing: one of its changes requires another that is not there. */
  #lacking(set: CandidateSet): string | null {
    const there = new Set(this.#members(set).map(({ id }) => id));
    for (const index of membersOf(set)) {
      const missing = this.#required[index]?.find((id) => !there.has(id));
      if (missing !== undefined) return `${this.#candidates[index]?.id} requires ${missing}`;
    }
    return null;
  }
}

/** A part also requires what its change does, and the change itself, where that is more than its parts. */
function requiredBy(history: History, change: Change): string[] {
  const whole = wholeOf(history, change);
  if (whole === undefined || whole === change) return [...change.requires];
  return [...change.requires, ...whole.requires, ...(whole.edits.length > 0 ? [whole.id] : [])];
}

/** What somebody asks for by --with is no longer taken out by --without. */
function withChanges(state: StateQuestion, changes: readonly Change[]): StateQuestion {
  const ids = changes.map(({ id }) => id);
  return {
    ...state,
    with: [...state.with, ...ids],
    without: state.without.filter((name) => !ids.includes(name)),
  };
}

/** The merged changes from BAD to the first state in which the test is clean; to undo the culprit is no arrival. */
async function wayOut(hunts: HuntOracle, history: History, bad: StateQuestion): Promise<Change[]> {
  const way: Change[] = [];
  for (const { at, change } of statesAfter(history, bad.at)) {
    if (change === null) continue;
    way.push(change);
    if (isRevert(change)) continue;
    const question = { state: { at, with: [], without: [] }, cases: null };
    const answer = await unlessSpent<HuntAnswer | null>(() => hunts.one(question), null);
    if (answer === null || answer.verdict === 'clean') break;
  }
  return way;
}

export interface RepairsOptions {
  /** Of the causes of the leaks at BAD. */
  readonly kinds: readonly (Cause | null)[];
  readonly onEstimate: (left: number) => void;
}

/** Minimal sets of up to three parts, half-fixes and later changes with which the test is clean. */
export async function repairsOf(
  hunts: HuntOracle,
  history: History,
  bad: StateQuestion,
  { kinds, onEstimate }: RepairsOptions,
): Promise<Repairs> {
  const holding = holdingAt(history, bad).changes;
  const candidates = repairCandidates(history, holding, await wayOut(hunts, history, bad));
  const trials = new Trials(new RepairOracle(hunts, history, bad, candidates));
  const found: CandidateSet[] = [];
  const wanted = ({ verdict }: HuntAnswer): boolean => verdict === 'clean';
  const all = { count: candidates.length, most: MOST_TOGETHER, wanted, onEstimate };
  const complete = await unlessSpent(() => smallSets(trials, all, found).then(() => true), false);
  const sets = found.map((set) => {
    const changes = membersOf(set).map((index) => candidates[index] as Change);
    const worked = stepsOf(history, withChanges(bad, changes));
    const workaround = onlyHides(changes, kinds) || repeatsCollection(worked, stepsOf(history, bad));
    return { ...repairSet(trials, set, candidates), workaround };
  });
  return { sets: shownRepairs(sets), candidates, complete, tried: trials.count };
}

/** What mends the cause, then the smallest of what only hides it. */
function shownRepairs(sets: readonly RepairSet[]): RepairSet[] {
  const workarounds = sets.filter(({ workaround }) => workaround);
  const smallest = Math.min(...workarounds.map(({ changes }) => changes.length));
  const shown = workarounds.filter(({ changes }) => changes.length === smallest);
  return [...sets.filter(({ workaround }) => !workaround), ...shown];
}

function repairSet(
  trials: Trials<HuntAnswer>,
  set: CandidateSet,
  candidates: readonly Change[],
): Omit<RepairSet, 'workaround'> {
  const changes = membersOf(set).map((index) => candidates[index] as Change);
  return {
    changes: changes.map(changeInfo),
    proof: knownProof(trials, set).map((line) => ({
      changes: membersOf(line.set).map((index) => candidates[index]?.id ?? ''),
      answer: line.trial,
      sum: sumOf(line.trial),
    })),
  };
}

const stepsOf = (history: History, state: StateQuestion): readonly FinalizationStep[] =>
  worldOf(history, holdingAt(history, state)).steps;

/**
 * Whether a collection follows another with nothing in between that releases anything, which was not so before: it can
 * only find what the first one should have found.
 */
function repeatsCollection(steps: readonly FinalizationStep[], before: readonly FinalizationStep[]): boolean {
  return repetitions(steps) > repetitions(before);
}

function repetitions(steps: readonly FinalizationStep[]): number {
  return steps.filter(({ does }, index) => does === 'collect' && steps[index - 1]?.does === 'collect').length;
}

/** Causes that lie in an extension, whenever its interpreter collects and clears. */
const IN_EXTENSION: ReadonlySet<Cause | null> = new Set<Cause | null>([
  'type-not-visited',
  'slot-not-visited',
  'no-gc-support',
  'visited-not-owned',
  'not-cleared',
  'static-overwritten',
  'lost-reference',
  'not-released-in-dealloc',
  'stolen-twice',
]);

/** The cause is in an extension, and what takes the leak away is not. */
function onlyHides(changes: readonly Change[], kinds: readonly (Cause | null)[]): boolean {
  const elsewhere = changes.every(({ area }) => area === 'collector' || area === 'finalization');
  return elsewhere && kinds.length > 0 && kinds.every((kind) => IN_EXTENSION.has(kind));
}
