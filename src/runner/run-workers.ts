import type { Running } from './events.js';
import type { RunOptions, TestFile } from './options.js';
import { mustStop } from './result.js';
import { progressAt, type RunContext, testsInOrder } from './run.js';
import type { Setup } from './wire.js';
import { type Afterwards, startWorker, type WorkerOutcome, type WorkerProcess } from './worker-process.js';

/** Silence after which the parent says what is running. CPython 3.11 runtest_mp.py: PROGRESS_UPDATE */
const PROGRESS_UPDATE = 30_000;

export interface ParallelOptions {
  readonly entry: URL;
  readonly setup: Setup;
  readonly jobs: number;
  /** Cases that a rerun is limited to, by test; null where this is no rerun. */
  readonly rerun: ReadonlyMap<string, readonly string[]> | null;
}

/** How long a worker may take beyond the timeout of the test, which it keeps itself where it can. */
export function workerTimeout(timeout: number | null): number | null {
  return timeout === null ? null : Math.min(timeout * 1.5, timeout + 5 * 60);
}

interface Lane {
  worker: WorkerProcess | null;
  test: { readonly name: string; readonly start: number } | null;
}

/** CPython 3.11 Lib/test/libregrtest/runtest_mp.py: MultiprocessTestRunner.run_tests() */
export async function runInWorkers(options: RunOptions, context: RunContext, parallel: ParallelOptions): Promise<void> {
  const { emit, clock, tally, signal } = context;
  const { timeout } = options.single;
  const capped = options.single.style === '3.13' && !options.forever;
  const jobs = capped ? Math.max(1, Math.min(parallel.jobs, options.tests.length)) : parallel.jobs;
  const tests = options.forever ? null : options.tests.length;
  emit({ event: 'tests-begun', clock: clock(), tests, jobs, timeout, workerTimeout: workerTimeout(timeout) });
  const lanes: Lane[] = Array.from({ length: Math.min(jobs, tests ?? jobs) }, () => ({ worker: null, test: null }));
  const pending = testsInOrder(options, tally);
  const run = new ParallelRun(options, context, parallel, lanes);
  const abort = (): void => run.stop();
  signal.addEventListener('abort', abort);
  try {
    await Promise.all(lanes.map((lane) => run.serve(lane, pending)));
  } finally {
    signal.removeEventListener('abort', abort);
    run.end();
    await Promise.all(lanes.map((lane) => (run.killed ? lane.worker?.kill() : lane.worker?.close())));
  }
  if (signal.aborted) {
    emit({ event: 'interrupted-run' });
    tally.interrupted = true;
  }
}

/** What the lanes share: the counter of finished tests, whether to go on, the time of the last line. */
class ParallelRun {
  killed = false;
  readonly #options: RunOptions;
  readonly #context: RunContext;
  readonly #parallel: ParallelOptions;
  readonly #lanes: readonly Lane[];
  #stopped = false;
  #started = 0;
  #index = 0;
  readonly #waiting = new Map<number, WorkerOutcome>();
  #silence: NodeJS.Timeout;

  constructor(options: RunOptions, context: RunContext, parallel: ParallelOptions, lanes: readonly Lane[]) {
    this.#options = options;
    this.#context = context;
    this.#parallel = parallel;
    this.#lanes = lanes;
    this.#silence = setInterval(() => this.#stillRunning(), PROGRESS_UPDATE);
  }

  /**
   * Runs tests until there are none. Results are shown in the order in which the tests end; with -G in the order of the
   * tests, so that which failure is the first does not hang on luck.
   */
  async serve(lane: Lane, pending: Generator<TestFile>): Promise<void> {
    while (!this.#stopped) {
      const next = pending.next();
      if (next.done) return;
      const place = this.#started++;
      const outcome = await this.#runOne(lane, next.value);
      if (this.killed) return;
      if (this.#options.single.failfast && !this.#options.forever) this.#showInOrder(place, outcome);
      else this.#show(outcome);
    }
  }

  #showInOrder(place: number, outcome: WorkerOutcome): void {
    this.#waiting.set(place, outcome);
    for (let next = this.#waiting.get(this.#index); next; next = this.#waiting.get(this.#index)) {
      if (this.killed) return;
      this.#show(next);
    }
  }

  async #runOne(lane: Lane, test: TestFile): Promise<WorkerOutcome> {
    const { entry, setup, rerun } = this.#parallel;
    const { single } = this.#options;
    if (lane.worker?.alive !== true) {
      const afterwards = (message: Afterwards): void => this.#afterwards(message);
      const killed = (pid: number): void => this.#killed(lane, pid);
      lane.worker = startWorker({ entry, setup, timeout: workerTimeout(single.timeout), afterwards, killed });
    }
    lane.test = { name: test.name, start: performance.now() };
    const matching = rerun?.get(test.name) ?? null;
    const patterns = matching === null ? single.patterns : matching.map((pattern) => ({ pattern, accept: true }));
    const request = { test, options: { ...single, patterns }, rerun: rerun === null ? null : { matching } };
    const outcome = await lane.worker.run(request);
    lane.test = null;
    return outcome;
  }

  #killed(lane: Lane, pid: number): void {
    if (lane.test === null) return;
    const { name, start } = lane.test;
    const worker = this.#lanes.indexOf(lane) + 1;
    this.#context.emit({ event: 'worker-killed', worker, name, pid, seconds: (performance.now() - start) / 1000 });
  }

  #afterwards(message: Afterwards): void {
    const { emit, tally } = this.#context;
    if ('event' in message) emit(message.event);
    else {
      const { late } = message;
      // Its result may have come just now, and is counted first.
      if (late !== null) setImmediate(() => tally.changeEnvironmentLate(late));
    }
  }

  #show({ result, block }: WorkerOutcome): void {
    const { emit, tally, onResult } = this.#context;
    const { single, failEnvChanged } = this.#options;
    tally.accumulate(result, this.#parallel.rerun !== null);
    onResult(result);
    const hidden = single.outputOnFailure && result.state === 'PASSED';
    emit({
      event: 'worker-ended-test',
      progress: progressAt(++this.#index, this.#options, this.#context),
      result,
      running: this.#running(),
      block: hidden ? [] : block,
    });
    this.#silence.refresh();
    if (!mustStop(result.state, single.failfast, failEnvChanged)) return;
    this.#stopped = true;
    // NOT-CPYTHON: in 3.11, what runs already when a test fails is let end, but for -F; both styles kill it there.
    if (single.style === '3.13' || this.#options.forever || result.state === 'INTERRUPTED') this.stop();
  }

  #running(): Running[] {
    const now = performance.now();
    return this.#lanes.flatMap(({ test }) =>
      test === null ? [] : [{ name: test.name, seconds: (now - test.start) / 1000 }],
    );
  }

  #stillRunning(): void {
    const running = this.#running();
    if (running.some(({ seconds }) => seconds * 1000 >= PROGRESS_UPDATE)) {
      this.#context.emit({ event: 'still-running', clock: this.#context.clock(), running });
    }
  }

  /** Ends all workers at once. */
  stop(): void {
    this.#stopped = true;
    this.killed = true;
    for (const lane of this.#lanes) void lane.worker?.kill();
  }

  end(): void {
    clearInterval(this.#silence);
  }
}
