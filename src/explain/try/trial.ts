import type { Reading as Counted, Harness } from '../../interp/harness/harness.js';
import type { Edit } from '../../interp/history/change.js';
import { applyEdit, EditError } from '../../interp/history/edit.js';
import type { Runtime } from '../../interp/runtime.js';
import type { World } from '../../interp/world.js';
import type { TestEvent } from '../../runner/events.js';
import type { OpenSession } from '../../runner/open-session.js';
import type { LeakItem, TestResult } from '../../runner/result.js';
import type { Session } from '../../runner/session.js';
import type { Reading } from '../read/findings.js';
import type { Finding, Fix, Verdict } from '../result.js';
import type { Candidate } from './candidates/candidate.js';
import { suggest } from './candidates/suggest.js';
import { type HuntRequest, hunt, withEdits } from './hunt.js';

/** What a hunt came to, as far as two of them are compared. */
interface Outcome {
  readonly references: number;
  readonly blocks: number;
  readonly handles: number;
  readonly faults: readonly string[];
  /** Of each repetition. */
  readonly readings: readonly Counted[];
}

/** A change, the finding it was made for, and what the hunt came to with it. */
interface Tried {
  readonly candidate: Candidate;
  readonly outcome: Outcome;
}

/** Why a hunt leaks, and the world that it ran in. */
export interface Looked {
  readonly reading: Reading;
  readonly world: World;
}

export interface TrialOptions {
  readonly request: HuntRequest;
  /** With the extensions of the scenario. */
  readonly world: World;
  readonly findings: readonly Finding[];
  /** Looks into another hunt: where a change did not help, what is left may be a second mistake. */
  readonly look: (request: HuntRequest) => Promise<Looked | null>;
}

/** At most so many hunts for one test. */
const MOST_TRIALS = 60;
/** Changes that treat a cause and do not help are followed up so often. */
const MOST_FOLLOWED = 3;

/** Tries what the findings suggest, each in a hunt of its own; best first. */
export async function tryFixes({ request, world, findings, look }: TrialOptions): Promise<Fix[]> {
  const before = await measure(request, null);
  const attempt = async (candidates: readonly Candidate[]): Promise<Tried[]> => {
    const tried: Tried[] = [];
    for (const candidate of candidates) {
      if (applyAll(world, candidate.edits) === null) continue;
      tried.push({ candidate, outcome: await measure(withEdits(request, candidate.edits), before) });
    }
    return tried;
  };
  const tried = await attempt(suggest(findings, world).slice(0, MOST_TRIALS));
  if (!tried.some(isCure)) {
    tried.push(...(await attempt(together(findings, world, tried, before))));
    const pairs = await followUps(tried, before, (edits) => look(withEdits(request, edits)));
    if (!tried.some(isCure)) tried.push(...(await attempt(pairs.slice(0, MOST_TRIALS - tried.length))));
  }
  return ranked(tried.map(({ candidate, outcome }) => fixOf(candidate, before, outcome)));
}

function isCure({ candidate, outcome }: Tried): boolean {
  return candidate.treats === 'cause' && isClean(outcome);
}

function isClean({ references, blocks, handles, faults }: Outcome): boolean {
  return references === 0 && blocks === 0 && handles === 0 && faults.length === 0;
}

/** For each finding the change that helped most, one upon the other. */
function together(findings: readonly Finding[], world: World, tried: readonly Tried[], before: Outcome): Candidate[] {
  const left = new Map(
    tried
      .filter(({ candidate, outcome }) => candidate.treats === 'cause' && helps(outcome, before))
      .map(({ candidate, outcome }) => [candidate.title, outcome.references]),
  );
  const leftBy = ({ title }: Candidate): number => left.get(title) ?? Number.POSITIVE_INFINITY;
  const parts: Candidate[] = [];
  let now = world;
  for (const finding of findings) {
    const part = suggest([finding], now)
      .filter(({ title }) => left.has(title))
      .sort((one, other) => leftBy(one) - leftBy(other))[0];
    const next = part && applyAll(now, part.edits);
    if (!part || !next) continue;
    now = next;
    parts.push(part);
  }
  return parts.length < 2 ? [] : [combined(parts)];
}

function helps(outcome: Outcome, before: Outcome): boolean {
  return outcome.faults.length === 0 && outcome.references < before.references;
}

function combined(parts: readonly Candidate[]): Candidate {
  return {
    title: `all of: ${parts.map(({ title }) => title).join('; ')}`,
    edits: withoutOverwritten(parts.flatMap(({ edits }) => edits)),
    treats: parts.every(({ treats }) => treats === 'cause') ? 'cause' : 'symptom',
  };
}

/** A later replacement of the same body was made upon the earlier one. */
function withoutOverwritten(edits: readonly Edit[]): Edit[] {
  const key = (edit: Edit): string => (edit.edit === 'ops' ? `${edit.extension} ${edit.path}` : JSON.stringify(edit));
  return edits.filter((edit, index) => edits.findLastIndex((other) => key(other) === key(edit)) === index);
}

/** A mistake that is mended and changes nothing may hide another one: its changes are tried on top. */
async function followUps(
  tried: readonly Tried[],
  before: Outcome,
  lookWith: (edits: readonly Edit[]) => Promise<Looked | null>,
): Promise<Candidate[]> {
  const vain = tried.filter(
    ({ candidate, outcome }) =>
      candidate.treats === 'cause' && outcome.faults.length === 0 && outcome.references === before.references,
  );
  const pairs: Candidate[] = [];
  for (const { candidate } of vain.slice(0, MOST_FOLLOWED)) {
    const looked = await lookWith(candidate.edits);
    if (looked === null) continue;
    const seconds = suggest(looked.reading.findings, looked.world).filter(({ treats }) => treats === 'cause');
    pairs.push(...seconds.map((second) => combined([candidate, second])));
  }
  return pairs;
}

const ORDER: readonly Verdict[] = ['fixes', 'workaround', 'no-help', 'harmful'];

/** What fixes most comes first; of equals, what changes least. */
function ranked(fixes: readonly Omit<Fix, 'id'>[]): Fix[] {
  const sorted = fixes.toSorted(
    (left, right) =>
      ORDER.indexOf(left.verdict) - ORDER.indexOf(right.verdict) ||
      left.sumAfter - right.sumAfter ||
      left.edits.length - right.edits.length,
  );
  return sorted.map((fix, index) => ({ id: index + 1, ...fix }));
}

/** null: the change does not fit the world. */
function applyAll(world: World, edits: readonly Edit[]): World | null {
  try {
    return edits.reduce(applyEdit, world);
  } catch (error) {
    if (error instanceof EditError) return null;
    throw error;
  }
}

/** So many repetitions after the first with the same numbers as before say that the change does nothing. */
const TELLING = 2;

/** Hunts; one that goes just as the hunt without the change goes (`before`) is not run to its end. */
async function measure(request: HuntRequest, before: Outcome | null): Promise<Outcome> {
  const runtimes: Runtime[] = [];
  let inVain = false;
  const { result, events } = await hunt(request, (session) => {
    runtimes.push(session.runtime);
    return before === null
      ? session
      : stopWhenSame(session, before.readings, () => {
          inVain = true;
        });
  });
  return inVain && before !== null ? before : outcomeOf(result, events, runtimes[0]);
}

class StoppedTrial extends Error {}

function stopWhenSame(session: OpenSession, readings: readonly Counted[], onStop: () => void): Session {
  const beginHarness = (repetitions: number): Harness => {
    const harness = session.beginHarness(repetitions);
    let same = 0;
    const reading = (index: number): Counted => {
      const now = harness.reading(index);
      if (index > 0 && isSame(now, readings[index])) same++;
      if (same < TELLING || index !== TELLING || index === repetitions - 1) return now;
      onStop();
      throw new StoppedTrial();
    };
    return { ...harness, reading };
  };
  return { ...session, beginHarness };
}

function isSame(left: Counted, right: Counted | undefined): boolean {
  return left.references === right?.references && left.blocks === right?.blocks && left.handles === right?.handles;
}

function outcomeOf(result: TestResult, events: readonly TestEvent[], runtime: Runtime | undefined): Outcome {
  return {
    references: sumOf(result, 'references'),
    blocks: sumOf(result, 'memory blocks'),
    handles: sumOf(result, 'file descriptors'),
    faults: [...faultsIn(result, events), ...(runtime ? takenIn(runtime) : [])],
    readings: readingsOf(result),
  };
}

function readingsOf({ deltas }: TestResult): Counted[] {
  return (deltas?.references ?? []).map((references, index) => ({
    references,
    blocks: deltas?.blocks[index] ?? 0,
    handles: deltas?.handles[index] ?? 0,
  }));
}

/** Of all measured repetitions, also where regrtest's rule lets it pass. */
function sumOf({ deltas, warmups }: TestResult, item: LeakItem): number {
  if (deltas === null) return 0;
  const column = { references: deltas.references, 'memory blocks': deltas.blocks, 'file descriptors': deltas.handles }[
    item
  ];
  return column.slice(warmups).reduce((sum, delta) => sum + delta, 0);
}

function faultsIn({ name, state, errors, failures }: TestResult, events: readonly TestEvent[]): string[] {
  const crashes = events.flatMap((event) =>
    event.event === 'crashed' ? [`${event.traceback.type}: ${event.traceback.message}`] : [],
  );
  if (crashes.length > 0) return crashes;
  const problems = [...errors, ...failures].map(
    ({ description, traceback }) => `${description}: ${traceback.type}: ${traceback.message}`,
  );
  if (problems.length > 0) return problems;
  return state === 'PASSED' || state === 'REFLEAK' ? [] : [`${name}: ${state}`];
}

/** References that were released by somebody who did not own them: what a crash comes of, later. */
function takenIn({ heap }: Runtime): string[] {
  const taken = [...heap.strays.values()].flat().filter(({ delta }) => delta === -1);
  return [...new Set(taken.map(({ target, owner }) => `one DECREF too many of ${heap.describe(target)}: ${owner}`))];
}

function fixOf({ title, edits, treats }: Candidate, before: Outcome, after: Outcome): Omit<Fix, 'id'> {
  const faults = after.faults.filter((fault) => !before.faults.includes(fault));
  const counted = before.references !== 0 ? 'references' : before.blocks !== 0 ? 'blocks' : 'handles';
  return {
    verdict: verdictOf(treats, before, after, faults),
    title,
    sumBefore: before[counted],
    sumAfter: after[counted],
    faults,
    edits,
  };
}

function verdictOf(treats: Candidate['treats'], before: Outcome, after: Outcome, faults: readonly string[]): Verdict {
  const worse = after.references > before.references || after.blocks > before.blocks || after.handles > before.handles;
  const negative = after.references < 0 || after.blocks < 0;
  if (faults.length > 0 || worse || negative) return 'harmful';
  const better = after.references < before.references || after.blocks < before.blocks || after.handles < before.handles;
  if (!better) return 'no-help';
  return treats === 'cause' ? 'fixes' : 'workaround';
}
