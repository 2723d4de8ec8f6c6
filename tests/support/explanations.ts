import history from '../../scenarios/history.js';
import { explain } from '../../src/explain/explain.js';
import type { Explanation } from '../../src/explain/result.js';
import { type HuntRequest, hunt } from '../../src/explain/try/hunt.js';
import { resolveState } from '../../src/interp/history/resolve.js';
import type { Scenario, World } from '../../src/interp/scenario.js';
import type { SingleOptions } from '../../src/runner/options.js';
import type { TestResult } from '../../src/runner/result.js';

/** `-R 3:3`, nothing printed. */
export const HUNT_3_3: SingleOptions = {
  style: '3.11',
  huntRefleak: { warmups: 3, runs: 3, filename: '' },
  patterns: [],
  verbose: false,
  quiet: false,
  pgo: false,
  outputOnFailure: false,
  failfast: false,
  resources: [],
  timeout: null,
  strict: false,
  world: { at: null, with: [], without: [] },
  gcStress: 0,
  heapLimit: null,
};

/** Milliseconds for a test that hunts again and again, on a machine that does other things too. */
export const PATIENCE = 240_000;

export interface StateWords {
  readonly with?: readonly string[];
  readonly without?: readonly string[];
  readonly fixes?: boolean;
  /** -m */
  readonly match?: string;
  /** Two warm-ups and one run, where the number of runs makes no difference. */
  readonly brief?: boolean;
}

export function worldAt(at: string, { with: added = [], without = [] }: StateWords = {}): World {
  return resolveState(history, { at, with: added, without }).world;
}

export function requestFor(name: string, scenario: Scenario, world: World, words: StateWords = {}): HuntRequest {
  const { match, brief = false } = words;
  const patterns = match === undefined ? [] : [{ pattern: match, accept: true }];
  const signal = new AbortController().signal;
  const huntRefleak = brief ? { warmups: 2, runs: 1, filename: '' } : HUNT_3_3.huntRefleak;
  const options = { ...HUNT_3_3, huntRefleak, patterns };
  return { name, loadScenario: async () => scenario, world, options, signal };
}

export interface Explained {
  readonly result: TestResult;
  readonly explanation: Explanation | null;
}

/** Hunts and explains, as `refhunt explain -R 3:3`. */
export async function explainScenario(
  name: string,
  scenario: Scenario,
  world: World,
  words: StateWords = {},
): Promise<Explained> {
  const request = requestFor(name, scenario, world, words);
  const { result, events } = await hunt(request);
  const crash = events.find(({ event }) => event === 'crashed' || event === 'failed');
  if (crash) throw new Error(JSON.stringify(crash));
  const explanation = await explain(request, result, { mapPlace: (place) => place, fixes: words.fixes ?? false });
  return { result, explanation };
}

/** Of a shipped test in a state of the shipped history. */
export async function explainShipped(name: string, at: string, words: StateWords = {}): Promise<Explained> {
  const { default: scenario } = (await import(`../../scenarios/${name}.ts`)) as { default: Scenario };
  return await explainScenario(name, scenario, worldAt(at, words), words);
}
