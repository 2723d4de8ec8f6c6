import { compareWithBaseline, type MeasuredLeak, shrunk } from '../bisect/baseline.js';
import { namedLeaks } from '../bisect/named-leaks.js';
import { bisectHistory } from '../bisect/over-history.js';
import type { World } from '../interp/world.js';
import { baselineReport } from '../report/bisect/baseline-text.js';
import { SILENT } from '../report/bisect/bisect-progress.js';
import { blameLine } from '../report/bisect/blame-text.js';
import { Interrupted } from '../runner/guard.js';
import { openHistory, requestOf } from '../runner/load-world.js';
import type { TestFile } from '../runner/options.js';
import type { State, TestResult } from '../runner/result.js';
import { writeBaseline } from './bisect/baseline-io.js';
import { createHunts } from './bisect/bisect-hunts.js';
import { quietly } from './bisect/bisect-run.js';
import { gitBisectExit } from './bisect/git-bisect-exit.js';
import { captureConsole } from './capture-console.js';
import { EXIT_BAD_TEST, EXIT_INTERRUPTED, EXIT_OK } from './exit-codes.js';
import type { AfterOptions, Baseline } from './options/after-options.js';
import type { HuntOptions } from './options/hunt-options.js';
import { singleOptions } from './options/single-options.js';

/** A hunt that is over. */
export interface FinishedHunt {
  readonly options: HuntOptions;
  readonly world: World;
  readonly dir: string;
  readonly cwd: string | null;
  readonly tests: readonly TestFile[];
  readonly results: readonly TestResult[];
  readonly exitCode: number;
  readonly interrupted: boolean;
  readonly signal: AbortSignal;
  /** For stderr. */
  readonly say: (text: string) => void;
}

/** Does what is to be done when a hunt is over; returns the exit code of the process. */
export async function afterHunt(after: AfterOptions, finished: FinishedHunt): Promise<number> {
  const release = captureConsole(() => {});
  try {
    const exitCode = finished.interrupted ? finished.exitCode : await useLeaks(after, finished);
    return after.bisectExit ? gitBisectExit(finished.results, finished.interrupted) : exitCode;
  } catch (error) {
    if (error instanceof Interrupted) return EXIT_INTERRUPTED;
    throw error;
  } finally {
    release();
  }
}

async function useLeaks(after: AfterOptions, finished: FinishedHunt): Promise<number> {
  if (after.blame) await blame(finished);
  if (after.saveBaseline === null && after.baseline === null) return finished.exitCode;
  const found = await measured(finished);
  if (after.saveBaseline !== null) writeBaseline('--save-baseline', after.saveBaseline, found, finished.cwd);
  return after.baseline === null ? finished.exitCode : useBaseline(after, after.baseline, { finished, found });
}

/** Each leaking test once: by the last of its runs. */
function leaking({ tests, results }: FinishedHunt): { test: TestFile; result: TestResult }[] {
  const last = new Map(results.map((result) => [result.name, result]));
  return [...last.values()].flatMap((result) => {
    const test = tests.find(({ name }) => name === result.name);
    return test !== undefined && result.state === 'REFLEAK' ? [{ test, result }] : [];
  });
}

/** `test_x leaks since 53e4c91725 (bpo-40077, 2020-03-30)` */
async function blame(finished: FinishedHunt): Promise<void> {
  const { options, dir, cwd, say, signal } = finished;
  const open = await openHistory(dir);
  const { at, ...state } = requestOf(open, options.world, cwd);
  for (const { test } of leaking(finished)) {
    const place = { open, test, single: quietly(options), dir, cwd };
    const maxRuns = Number.POSITIVE_INFINITY;
    const hunts = createHunts({ ...place, jobs: options.jobs, signal, progress: SILENT, maxRuns });
    try {
      const request = { ...state, test: test.name, good: null, bad: at, all: false };
      say(`${blameLine(await bisectHistory(hunts.oracle, open.history, request))}\n`);
    } finally {
      hunts.close();
    }
  }
}

/** The leaks by their causes, in the order of the tests. */
async function measured(finished: FinishedHunt): Promise<MeasuredLeak[]> {
  const { options, world, signal } = finished;
  const found: MeasuredLeak[] = [];
  for (const { test, result } of leaking(finished)) {
    found.push(...(await namedLeaks({ test, options: singleOptions(options), world, signal, result })));
  }
  return found;
}

const JUDGED: ReadonlySet<State> = new Set<State>(['PASSED', 'ENV_CHANGED', 'REFLEAK']);

/** Only new leaks and stale entries fail; tests that fail otherwise do as before. */
function useBaseline(
  { updateBaseline }: AfterOptions,
  { file, leaks }: Baseline,
  { finished, found }: { readonly finished: FinishedHunt; readonly found: readonly MeasuredLeak[] },
): number {
  const { cwd, results, say, exitCode } = finished;
  const judged = new Set(results.filter(({ state }) => JUDGED.has(state)).map(({ name }) => name));
  const verdict = compareWithBaseline(leaks, found, judged);
  say(baselineReport(file, verdict));
  if (updateBaseline) writeBaseline('--update-baseline', file, shrunk(leaks, verdict), cwd);
  const stale = updateBaseline ? 0 : verdict.stale.length;
  if (verdict.fresh.length + stale > 0) return EXIT_BAD_TEST;
  const leaksOnly = results.every(({ state }) => JUDGED.has(state) || state === 'SKIPPED');
  return exitCode === EXIT_BAD_TEST && leaksOnly ? EXIT_OK : exitCode;
}
