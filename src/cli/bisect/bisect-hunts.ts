import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HuntOracle } from '../../bisect/hunt-oracle.js';
import { createPool } from '../../bisect/hunt-process.js';
import { runHunt } from '../../bisect/run-hunt.js';
import type { Progress } from '../../report/bisect/bisect-progress.js';
import type { OpenHistory } from '../../runner/load-world.js';
import type { SingleOptions, TestFile } from '../../runner/options.js';
import { PACKAGE_ROOT } from '../../runner/package-root.js';

/** Script of the child processes that hunt; compiled, as they are started by a bare node. */
export const HUNT_ENTRY = pathToFileURL(join(PACKAGE_ROOT, 'dist', 'src', 'cli', 'bisect-worker.js'));

export interface Hunts {
  readonly oracle: HuntOracle;
  close(): void;
}

export interface HuntsOptions {
  readonly open: OpenHistory;
  readonly test: TestFile;
  readonly single: SingleOptions;
  readonly dir: string;
  readonly cwd: string | null;
  /** null: one after the other, in this process. */
  readonly jobs: number | null;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  readonly maxRuns: number;
}

/** What runs the hunts of one bisection. */
export function createHunts({ open, test, single, dir, cwd, jobs, signal, progress, maxRuns }: HuntsOptions): Hunts {
  const { history } = open;
  const limits = { maxRuns, onRun: progress.ran };
  if (jobs === null || jobs <= 1) {
    const setup = { test, options: single, history, signal };
    const oracle = new HuntOracle({ ...limits, history, width: 1, run: (question) => runHunt(setup, question) });
    return { oracle, close: () => {} };
  }
  const pool = createPool(HUNT_ENTRY, { dir, cwd, test, options: single }, signal);
  return { oracle: new HuntOracle({ ...limits, history, width: jobs, run: pool.ask }), close: pool.close };
}
