import type { Stray } from '../../gc/stray.js';
import { type Runtime, START_UP } from '../../interp/runtime.js';
import type { OpenSession } from '../../runner/open-session.js';
import type { Deltas, TestResult } from '../../runner/result.js';
import type { Session } from '../../runner/session.js';
import { verdictOf } from '../../runner/verdict.js';
import type { SourcePlace } from '../result.js';
import { type HuntOutcome, type HuntRequest, hunt } from '../try/hunt.js';
import { type CallSite, createCallNumbers } from './calls.js';
import type { FailEachResult, FailureFinding, LostReference } from './result.js';
import { tolerant } from './tolerant.js';

/** A line in a loop is made to fail in its first calls; the later ones are left alone. */
const MOST_CALLS = 1000;

/** Without -R. */
const FEW_REPETITIONS = { warmups: 2, runs: 3, filename: '' };

export interface FailEachOptions {
  /** From places as the engine saw them to those of the source. */
  readonly mapPlace: (place: SourcePlace) => SourcePlace;
  /** Told before each process that is run. */
  readonly onProgress?: (done: number, all: number) => void;
}

/**
 * Runs a test once for each fallible operation that its extensions come to, in a process of its own in which that
 * operation fails in every repetition; a repetition must then leave nothing that it does not leave anyway.
 */
export async function failEach(asked: HuntRequest, { mapPlace, onProgress }: FailEachOptions): Promise<FailEachResult> {
  const { huntRefleak } = asked.options;
  const request = {
    ...asked,
    options: { ...asked.options, huntRefleak: huntRefleak ?? FEW_REPETITIONS, harnessInts: false },
  };
  const found = new Map<string, CallSite>();
  const outcome = await runWith(request, (site) => {
    found.set(site.key, site);
    return false;
  });
  const problem = problemOf(outcome);
  const sites = [...found.values()].filter(({ nth }) => nth <= MOST_CALLS);
  const leftOut = found.size - sites.length;
  const usual = outcome.result.deltas;
  if (problem !== null || usual === null) {
    return { test: asked.name, operations: 0, leftOut: 0, findings: [], problem: problem ?? 'it measured nothing' };
  }
  const findings: FailureFinding[] = [];
  for (const [index, site] of sites.entries()) {
    onProgress?.(index, sites.length);
    const finding = await failOne(request, site, usual);
    if (finding !== null) findings.push(placed(finding, mapPlace));
  }
  return { test: asked.name, operations: sites.length, leftOut, findings: merged(findings), problem: null };
}

type Decide = (site: CallSite) => boolean;

interface Outcome extends HuntOutcome {
  /** References that came to have no owner in the last repetition. */
  readonly lost: readonly Stray[];
}

/** Runs the test; `decide` is asked for each call until it has let one fail, once in every repetition. */
async function runWith(request: HuntRequest, decide: Decide): Promise<Outcome> {
  let failed = false;
  const strays = { before: new Set<Stray>(), after: new Set<Stray>() };
  const watch = (session: OpenSession): Session => {
    const { runtime } = session;
    const number = createCallNumbers();
    runtime.failCall = (call) => {
      // An interpreter whose making fails is none: nothing is asked of what it would leave.
      const site = number(call);
      if (runtime.phase === START_UP || failed || !decide(site)) return false;
      failed = true;
      return true;
    };
    const onReading = (): void => {
      failed = false;
      strays.before = strays.after;
      strays.after = straysOf(runtime);
    };
    return { ...session, beginHarness: (repetitions) => session.beginHarness(repetitions, onReading) };
  };
  const loadScenario = async () => tolerant(await request.loadScenario(), () => failed);
  const outcome = await hunt({ ...request, loadScenario }, watch);
  return { ...outcome, lost: [...strays.after].filter((stray) => !strays.before.has(stray)) };
}

function straysOf({ heap }: Runtime): Set<Stray> {
  return new Set([...heap.strays.values()].flat().filter(({ delta }) => delta === 1));
}

async function failOne(request: HuntRequest, site: CallSite, usual: Deltas): Promise<FailureFinding | null> {
  const { result, events, lost } = await runWith(request, ({ key }) => key === site.key);
  const fault = faultIn(events);
  const leaks = fault === null ? excessOf(result, usual) : [];
  if (fault === null && leaks.length === 0) return null;
  const { operation, nth } = site;
  return { operation, calls: [nth], leaks, lost: fault === null ? lostReferences(lost) : [], fault };
}

function placed(finding: FailureFinding, mapPlace: FailEachOptions['mapPlace']): FailureFinding {
  const map = <T extends { readonly place: SourcePlace | null }>(found: T): T => ({
    ...found,
    place: found.place && mapPlace(found.place),
  });
  return { ...finding, operation: map(finding.operation), lost: finding.lost.map(map) };
}

/** Each loss once, however many references it costs. */
function lostReferences(strays: readonly Stray[]): LostReference[] {
  const losses = strays.map(({ owner, reason, place }) => ({ owner, reason, place }));
  return [...new Map(losses.map((loss) => [JSON.stringify(loss), loss])).values()];
}

/** What the repetitions leave beyond what they leave where nothing fails. */
function excessOf({ deltas, warmups }: TestResult, usual: Deltas): FailureFinding['leaks'] {
  if (deltas === null) return [];
  const beyond = (of: 'references' | 'blocks' | 'handles'): number[] =>
    deltas[of].map((delta, index) => Math.max(0, delta - Math.max(0, usual[of][index] ?? 0)));
  return verdictOf({ references: beyond('references'), blocks: beyond('blocks'), handles: beyond('handles') }, warmups)
    .leaks;
}

function faultIn(events: HuntOutcome['events']): string | null {
  const crash = events.find((event) => event.event === 'crashed');
  return crash === undefined ? null : crash.traceback.message;
}

/** A test that does not run by itself says nothing of failures. */
function problemOf({ result, events }: HuntOutcome): string | null {
  if (result.state === 'PASSED' || result.state === 'ENV_CHANGED' || result.state === 'REFLEAK') return null;
  return faultIn(events) ?? result.reason ?? result.state.toLowerCase().replaceAll('_', ' ');
}

/** Calls of one line that go wrong in the same way are one finding. */
function merged(findings: readonly FailureFinding[]): FailureFinding[] {
  const byWhat = new Map<string, FailureFinding>();
  for (const finding of findings) {
    const { calls, ...what } = finding;
    const key = JSON.stringify(what);
    const known = byWhat.get(key);
    byWhat.set(key, known ? { ...known, calls: [...known.calls, ...calls] } : finding);
  }
  return [...byWhat.values()];
}
