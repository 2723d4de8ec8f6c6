import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Interrupted } from '../runner/guard.js';
import type { SingleOptions, TestFile } from '../runner/options.js';
import type { HuntRun } from './hunt-oracle.js';
import { type HuntQuestion, unresolved } from './hunt-question.js';

/** First message to a child: what it runs. */
export interface ProcessSetup {
  /** Folder of the scenarios, which may hold a history. */
  readonly dir: string;
  readonly cwd: string | null;
  readonly test: TestFile;
  readonly options: SingleOptions;
}

/** Every further message to a child. */
export interface ProcessRequest {
  /** null: the state that the options name. */
  readonly question: HuntQuestion | null;
  /** Left out: the test that the child was set up for. */
  readonly test?: TestFile;
}

/** A child process that hunts: what a test does to its process, or a module that it has loaded, ends with it. */
export class HuntProcess {
  readonly #child: ChildProcess;
  readonly #signal: AbortSignal;
  #ended: string | null = null;

  constructor(entry: URL, setup: ProcessSetup, signal: AbortSignal) {
    this.#signal = signal;
    this.#child = fork(entry, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [], serialization: 'json' });
    this.#child.on('error', () => {});
    this.#child.once('exit', (code, killed) => {
      this.#ended = killed === null ? `exit code ${code}` : `signal ${killed}`;
    });
    this.#child.send(setup, () => {});
  }

  get alive(): boolean {
    return this.#ended === null && this.#child.connected;
  }

  /** One question at a time. A child that dies over it could not judge. */
  async ask(request: ProcessRequest): Promise<HuntRun> {
    if (this.#signal.aborted) throw new Interrupted();
    const stopped = new AbortController();
    const kill = (): void => void this.#child.kill('SIGKILL');
    this.#signal.addEventListener('abort', kill);
    try {
      const { signal } = stopped;
      const answered = once(this.#child, 'message', { signal }).then(([run]) => run as HuntRun);
      const exited = this.alive ? once(this.#child, 'exit', { signal }).then(() => null) : Promise.resolve(null);
      if (this.alive) this.#child.send(request, () => {});
      // The losing one of the two is aborted below.
      for (const promise of [answered, exited]) promise.catch(() => {});
      const run = await Promise.race([answered, exited]);
      if (this.#signal.aborted) throw new Interrupted();
      return run ?? { answer: unresolved(`the process ended: ${this.#ended ?? 'killed'}`), consulted: null };
    } finally {
      stopped.abort();
      this.#signal.removeEventListener('abort', kill);
    }
  }

  close(): void {
    if (this.alive) this.#child.kill('SIGKILL');
  }
}

export interface HuntPool {
  /** Of another test than the one that the pool was made for, if one is named. */
  ask(question: HuntQuestion, test?: TestFile): Promise<HuntRun>;
  close(): void;
}

/** Processes for hunts side by side; a child that died is replaced. */
export function createPool(entry: URL, setup: ProcessSetup, signal: AbortSignal): HuntPool {
  const idle: HuntProcess[] = [];
  const all = new Set<HuntProcess>();
  const start = (): HuntProcess => {
    const child = new HuntProcess(entry, setup, signal);
    all.add(child);
    return child;
  };
  return {
    ask: async (question, test) => {
      const child = idle.pop() ?? start();
      const run = await child.ask({ question, ...(test && { test }) });
      if (child.alive) idle.push(child);
      return run;
    },
    close: () => {
      for (const child of all) child.close();
    },
  };
}
