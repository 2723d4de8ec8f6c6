import type { Edit } from '../../interp/history/change.js';
import { applyEdit } from '../../interp/history/edit.js';
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
  /** Reads the scenario anew, so that no run sees what another one left in its module. */
  readonly loadScenario: () => Promise<Scenario>;
  /** Without the extensions that the scenario describes. */
  readonly world: World;
  readonly options: SingleOptions;
  readonly signal: AbortSignal;
}

/** The same hunt with changes on top of everything, also of the extensions that the scenario describes itself. */
export function withEdits(request: HuntRequest, edits: readonly Edit[]): HuntRequest {
  const { onTop } = request.world;
  const changed: World['onTop'] = (merged, described) => edits.reduce(applyEdit, onTop?.(merged, described) ?? merged);
  return { ...request, world: { ...request.world, onTop: changed } };
}

export interface HuntOutcome {
  readonly result: TestResult;
  /** What ended the file, where something did. */
  readonly events: readonly TestEvent[];
}

export interface HuntWatch {
  /** Objects and counts are charged to lines of the source: slow. */
  readonly tracesPlaces?: boolean;
}

/** Runs the hunt in a fresh process; `wrap` may stand between the runner and that process. Nothing is printed. */
export async function hunt(
  request: HuntRequest,
  wrap: (session: OpenSession) => Session = (session) => session,
  { tracesPlaces = false }: HuntWatch = {},
): Promise<HuntOutcome> {
  const { name, world, signal } = request;
  const options: SingleOptions = { ...request.options, verbose: false, outputOnFailure: false };
  const events: TestEvent[] = [];
  const result = await runSingleTest({ name, file: name, suggestion: null }, options, {
    emit: (event) => void events.push(event),
    signal,
    loadScenario: request.loadScenario,
    openSession: async (loaded, single, hooks) => {
      const traced = tracesPlaces ? { ...hooks, tracesPlaces } : hooks;
      return wrap(await openSession(loaded, single, world, traced));
    },
    isUserFile: () => false,
    watch: unwatched,
  });
  return { result, events };
}

async function unwatched<T>(_test: unknown, body: () => Promise<T>): Promise<Watched<T>> {
  return { value: await body(), exit: null, unraisable: 0 };
}
