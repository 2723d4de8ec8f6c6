import type { Scenario } from '../../interp/scenario.js';
import type { World } from '../../interp/world.js';
import type { TestEvent } from '../../runner/events.js';
import { type OpenSession, openSession } from '../../runner/open-session.js';
import type { SingleOptions } from '../../runner/options.js';
import type { TestResult } from '../../runner/result.js';
import type { Session } from '../../runner/session.js';
import { runSingleTest, type Watched } from '../../runner/single.js';

/** One test file with everything that decides what its hunt measures. */
export interface HuntRequest {
  readonly name: string;
  readonly scenario: Scenario;
  readonly world: World;
  readonly options: SingleOptions;
  readonly signal: AbortSignal;
}

export interface HuntOutcome {
  readonly result: TestResult;
  /** What ended the file, where something did. */
  readonly events: readonly TestEvent[];
}

/** Runs the hunt in a fresh process; `wrap` may stand between the runner and that process. Nothing is printed. */
export async function hunt(request: HuntRequest, wrap = (session: OpenSession): Session => session): Promise<HuntOutcome> {
  const { name, scenario, world, signal } = request;
  const options: SingleOptions = { ...request.options, verbose: false, outputOnFailure: false };
  const events: TestEvent[] = [];
  const result = await runSingleTest({ name, file: name, suggestion: null }, options, {
    emit: (event) => void events.push(event),
    signal,
    loadScenario: async () => scenario,
    openSession: async (loaded, single, hooks) => wrap(await openSession(loaded, single, world, hooks)),
    isUserFile: () => false,
    watch: unwatched,
  });
  return { result, events };
}

async function unwatched<T>(_name: string, body: () => Promise<T>): Promise<Watched<T>> {
  return { value: await body(), exit: null, unraisable: 0 };
}
