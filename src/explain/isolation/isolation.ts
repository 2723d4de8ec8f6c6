import type { Runtime } from '../../interp/runtime.js';
import type { OpenSession } from '../../runner/open-session.js';
import type { Session } from '../../runner/session.js';
import type { SourcePlace } from '../result.js';
import { type HuntOutcome, type HuntRequest, hunt } from '../try/hunt.js';
import type { IsolationResult, SharedObject } from './result.js';
import { sharedNow } from './shared.js';

/** Without -R: once to meet what an earlier run left behind. */
const TWICE = { warmups: 1, runs: 1, filename: '' };

/**
 * Runs a test and looks, before each interpreter ends and after each repetition, for objects that one interpreter made
 * and something outside of it holds.
 */
export async function isolation(
  asked: HuntRequest,
  mapPlace: (place: SourcePlace) => SourcePlace,
): Promise<IsolationResult> {
  const request = { ...asked, options: { ...asked.options, huntRefleak: asked.options.huntRefleak ?? TWICE } };
  const shared = new Map<string, SharedObject>();
  let orphan = false;
  const onOrphan = (): void => {
    orphan = true;
  };
  const outcome = await hunt(request, (session) => watched(session, shared, onOrphan));
  const crash = crashOf(outcome);
  return {
    test: request.name,
    shared: [...shared.values()].map((each) => ({ ...each, place: each.place && mapPlace(each.place) })),
    fault: orphan ? crash : null,
    problem: orphan ? null : (crash ?? problemOf(outcome)),
  };
}

function watched(session: OpenSession, shared: Map<string, SharedObject>, onOrphan: () => void): Session {
  const { runtime } = session;
  const look = (): void => keepMost(shared, runtime);
  runtime.heap.hooks.onOrphan = onOrphan;
  runtime.beforeFinalize = look;
  return { ...session, beginHarness: (repetitions) => session.beginHarness(repetitions, look) };
}

function keepMost(shared: Map<string, SharedObject>, runtime: Runtime): void {
  for (const [key, now] of sharedNow(runtime)) {
    if (now.count > (shared.get(key)?.count ?? 0)) shared.set(key, now);
  }
}

function crashOf({ events }: HuntOutcome): string | null {
  const crash = events.find((event) => event.event === 'crashed');
  return crash === undefined ? null : crash.traceback.message;
}

function problemOf({ result }: HuntOutcome): string | null {
  if (result.state === 'PASSED' || result.state === 'ENV_CHANGED' || result.state === 'REFLEAK') return null;
  return result.reason ?? result.state.toLowerCase().replaceAll('_', ' ');
}
