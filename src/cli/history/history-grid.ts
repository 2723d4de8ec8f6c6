import { availableParallelism } from 'node:os';
import { historyGrid } from '../../bisect/history/grid.js';
import { HuntOracle, type HuntRun } from '../../bisect/hunt-oracle.js';
import { createPool } from '../../bisect/hunt-process.js';
import type { HuntQuestion } from '../../bisect/hunt-question.js';
import { runHunt } from '../../bisect/run-hunt.js';
import type { Change } from '../../interp/history/change.js';
import { wholeOf } from '../../interp/history/find-change.js';
import { progressLine, SILENT } from '../../report/bisect/bisect-progress.js';
import { gridText } from '../../report/history/grid-text.js';
import { gridJson } from '../../report/history/history-json.js';
import { loadPaint, paintNothing } from '../../report/paint.js';
import { requestOf } from '../../runner/load-world.js';
import type { TestFile } from '../../runner/options.js';
import { HUNT_ENTRY } from '../bisect/bisect-hunts.js';
import { quietly } from '../bisect/bisect-run.js';
import { NotFoundError } from '../not-found.js';
import { UsageError } from '../options/command-line.js';
import type { Asked } from './history-names.js';

export interface GridOptions {
  /** Rows for changes that do not name the tests, too. */
  readonly all: boolean;
  readonly signal: AbortSignal;
  readonly progress: { readonly write: (text: string) => void };
}

type Run = (test: TestFile, question: HuntQuestion) => Promise<HuntRun>;

/** `refhunt history --grid [TEST...] [CHANGE...]` */
export async function grid(
  asked: Asked,
  options: GridOptions,
): Promise<{ readonly text: string; readonly json: string }> {
  const { open, hunt, cwd } = asked;
  if (hunt.world.at !== null)
    throw new UsageError('refhunt history: --grid runs every state; --at has no meaning with it');
  const tests = asked.tests ?? (await asked.everyTest());
  if (tests.length === 0) throw new NotFoundError(`refhunt: no tests in ${asked.dir}`);
  const { write } = options.progress;
  const shown = process.stderr.isTTY && !hunt.quiet;
  const progress = shown ? progressLine(write, () => performance.now()) : SILENT;
  const runner = createRunner(asked, options.signal);
  let runs = 0;
  const { history } = open;
  const oracleOf = (test: TestFile): HuntOracle => {
    const run = (question: HuntQuestion): Promise<HuntRun> => runner.run(test, question);
    return new HuntOracle({ history, width: runner.width, run, onRun: () => progress.ran(++runs) });
  };
  try {
    const { with: added, without } = requestOf(open, hunt.world, cwd);
    const columns = tests.map((test) => ({ test: test.name, oracle: oracleOf(test) }));
    const result = await historyGrid({ ...rowsFor(asked, tests, options.all), history, columns, with: added, without });
    progress.clear();
    const terminal = process.stdout.isTTY && hunt.json !== '';
    const paint = terminal ? await loadPaint() : paintNothing;
    const text = gridText(result, { paint, width: terminal ? process.stdout.columns : null });
    return { text: `${shippedText(asked)}${text}`, json: gridJson(result) };
  } finally {
    progress.clear();
    runner.close();
  }
}

function shippedText({ open, dir }: Asked): string {
  return open.shippedInstead ? `${dir} has no history of its own; the shipped one:\n` : '';
}

/** The named changes; or those that say that they touch a test; or all, where none or nobody's says so. */
function rowsFor({ open, changes: named }: Asked, tests: readonly TestFile[], all: boolean) {
  const { history, shippedInstead } = open;
  const everyTest = all || shippedInstead;
  if (named.length > 0) {
    return { changes: [...new Set(named.map((change) => wholeOf(history, change) as Change))], everyTest: true };
  }
  const says = ({ tests: declared }: Change): boolean =>
    declared !== undefined && tests.some(({ name }) => declared.includes(name));
  const silent = !history.changes.some(({ tests: declared }) => declared !== undefined);
  const changes = history.changes.filter((change) => everyTest || silent || says(change));
  return { changes, everyTest };
}

interface Runner {
  readonly run: Run;
  readonly width: number;
  close(): void;
}

/** Hunts of all tests share the processes, so that these have warmed up. */
function createRunner({ dir, cwd, hunt, open }: Asked, signal: AbortSignal): Runner {
  const options = quietly(hunt);
  const width = Math.max(1, hunt.jobs ?? availableParallelism());
  if (width === 1) {
    const run: Run = (test, question) => runHunt({ test, options, history: open.history, signal }, question);
    return { run, width, close: () => {} };
  }
  const test = { name: '', file: null, suggestion: null };
  const pool = createPool(HUNT_ENTRY, { dir, cwd, test, options }, signal);
  const gate = createGate(width);
  return { run: (each, question) => gate(() => pool.ask(question, each)), width, close: pool.close };
}

/** Lets so many in at a time, in the order in which they came. */
function createGate(width: number): <T>(body: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return async (body) => {
    if (inside === width) await new Promise<void>((enter) => waiting.push(enter));
    else inside++;
    try {
      return await body();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else inside--;
    }
  };
}
