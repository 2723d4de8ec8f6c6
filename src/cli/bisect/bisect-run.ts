import type { BisectResult } from '../../bisect/result.js';
import type { History } from '../../interp/history/change.js';
import type { PastedCommands } from '../../report/bisect/bisect-json.js';
import type { Progress } from '../../report/bisect/bisect-progress.js';
import { type NamedRequest, openHistory, requestOf } from '../../runner/load-world.js';
import type { SingleOptions, TestFile } from '../../runner/options.js';
import { selectTests } from '../../runner/select.js';
import type { BisectOptions } from '../options/bisect-options.js';
import { UsageError } from '../options/command-line.js';
import { type HuntOptions, USUAL_HUNT } from '../options/hunt-options.js';
import { singleOptions } from '../options/single-options.js';
import { createHunts, type Hunts } from './bisect-hunts.js';

export interface BisectRun {
  readonly options: BisectOptions;
  readonly hunt: HuntOptions;
  readonly cwd: string | null;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Text for people that comes before the result. */
  readonly say: (text: string) => void;
}

export interface Bisected {
  readonly result: BisectResult;
  readonly commands: PastedCommands;
}

/** The hunts never print, and nothing ends them early. */
export function quietly(hunt: HuntOptions): SingleOptions {
  return {
    ...singleOptions(hunt),
    huntRefleak: hunt.huntRefleak ?? USUAL_HUNT,
    verbose: false,
    quiet: true,
    outputOnFailure: false,
    failfast: false,
  };
}

export async function existingTest(word: string, dir: string, cwd: string | null): Promise<TestFile> {
  const selection = { dir, cwd, words: [word], fromfile: null, exclude: false, start: null, seed: null };
  const [test] = await selectTests(selection);
  if (test !== undefined && test.file !== null) return test;
  const hint = test?.suggestion == null ? '' : `; did you mean '${test.suggestion}'?`;
  throw new UsageError(`refhunt bisect: no test named '${word}'${hint}`);
}

/** Opens the history of the folder and what hunts in it, for the time of one bisection. */
export async function withHunts<T>(
  { hunt, options, cwd, signal, progress }: BisectRun,
  dir: string,
  test: TestFile,
  body: (hunts: Hunts, asked: Asked) => Promise<T>,
): Promise<T> {
  const open = await openHistory(dir);
  const place = { open, test, single: quietly(hunt), dir, cwd };
  const hunts = createHunts({ ...place, jobs: hunt.jobs, signal, progress, maxRuns: options.maxIter });
  try {
    return await body(hunts, { history: open.history, state: requestOf(open, hunt.world, cwd) });
  } finally {
    hunts.close();
  }
}

export interface Asked {
  readonly history: History;
  /** --at, --with, --without. */
  readonly state: NamedRequest;
}
