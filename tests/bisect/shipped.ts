import { join } from 'node:path';
import history from '../../scenarios/history.js';
import { HuntOracle } from '../../src/bisect/hunt-oracle.js';
import { runHunt } from '../../src/bisect/run-hunt.js';
import type { SingleOptions } from '../../src/runner/options.js';
import { SHIPPED_SCENARIOS } from '../../src/runner/package-root.js';

const OPTIONS: SingleOptions = {
  style: '3.11',
  huntRefleak: { warmups: 3, runs: 3, filename: 'reflog.txt' },
  patterns: [],
  verbose: false,
  quiet: true,
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

export { history };

/** Hunts of a shipped scenario over the shipped history. */
export function shippedHunts(name: string, patterns: readonly string[] = []): HuntOracle {
  const test = { name, file: join(SHIPPED_SCENARIOS, `${name}.ts`), suggestion: null };
  const options = { ...OPTIONS, patterns: patterns.map((pattern) => ({ pattern, accept: true })) };
  const { signal } = new AbortController();
  return new HuntOracle({
    history,
    width: 1,
    run: (question) => runHunt({ test, options, history, signal }, question),
  });
}
