import { join } from 'node:path';
import history from '../../scenarios/history.js';
import { HuntOracle } from '../../src/bisect/hunt-oracle.js';
import { runHunt } from '../../src/bisect/run-hunt.js';
import { SHIPPED_SCENARIOS } from '../../src/runner/package-root.js';
import { HUNT_3_3 } from '../support/explanations.js';

export { history };

/** Hunts of a shipped scenario over the shipped history; `repetitions` as after -R. */
export function shippedHunts(name: string, patterns: readonly string[] = [], repetitions = '3:3'): HuntOracle {
  const [warmups, runs] = repetitions.split(':').map(Number) as [number, number];
  const test = { name, file: join(SHIPPED_SCENARIOS, `${name}.ts`), suggestion: null };
  const options = {
    ...HUNT_3_3,
    quiet: true,
    huntRefleak: { warmups, runs, filename: 'reflog.txt' },
    patterns: patterns.map((pattern) => ({ pattern, accept: true })),
  };
  const { signal } = new AbortController();
  return new HuntOracle({
    history,
    width: 1,
    run: (question) => runHunt({ test, options, history, signal }, question),
  });
}
