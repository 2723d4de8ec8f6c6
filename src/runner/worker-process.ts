import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Block } from './block.js';
import type { TestEvent } from './events.js';
import { LONGEST_TIMER } from './guard.js';
import type { Style } from './options.js';
import { bareResult, type TestResult } from './result.js';
import { lineReader, type Message, type Request, type Setup } from './wire.js';

/** What a worker made of one test. */
export interface WorkerOutcome {
  readonly result: TestResult;
  readonly block: readonly TestEvent[];
}

/** A child process that runs tests one after the other; it is replaced when it dies. */
export interface WorkerProcess {
  run(request: Request): Promise<WorkerOutcome>;
  /** SIGKILL to the child and what it has started; resolves when it is gone. */
  kill(): Promise<void>;
  /** Lets an idle child end by itself. */
  close(): Promise<void>;
  readonly alive: boolean;
}

export interface WorkerOptions {
  /** Script that serves requests. */
  readonly entry: URL;
  readonly setup: Setup;
  /** Seconds after which a test is ended from outside. */
  readonly timeout: number | null;
  /** What it tells while no test runs, and of a test that had ended. */
  readonly afterwards: (message: Afterwards) => void;
  /** It is killed while a test runs in it. */
  readonly killed: (pid: number) => void;
}

export type Afterwards = { readonly event: TestEvent } | { readonly late: string | null };

interface Job {
  readonly request: Request;
  readonly block: Block;
  readonly start: number;
  readonly done: (result: TestResult) => void;
  timedOut: boolean;
}

function exitText(code: number | null, signal: NodeJS.Signals | null, style: Style): string {
  if (signal === null) return `Exit code ${code}`;
  const number = `Exit code -${constants.signals[signal]}`;
  return style === '3.11' ? number : `${number} (${signal})`;
}

export function startWorker({ entry, setup, timeout, afterwards, killed }: WorkerOptions): WorkerProcess {
  const child = spawn(process.execPath, [fileURLToPath(entry)], {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    // A session of its own: Ctrl-C in a terminal reaches the parent only, which then ends its workers.
    detached: true,
  });
  let job: Job | null = null;
  let alive = true;
  const gone = once(child, 'close').then(
    () => {},
    () => {},
  );
  const fromTest = (stream: 'stdout' | 'stderr') => (text: string) =>
    job?.block.add({ event: 'printed', stream, text });
  listen(child.stdout, fromTest('stdout'));
  listen(child.stderr, fromTest('stderr'));
  listen(
    child.stdio[3] as Readable,
    lineReader((line) => {
      const message = messageIn(line);
      if (message === null) fromTest('stderr')(`${line}\n`);
      else if ('result' in message) job?.done(message.result);
      else if ('event' in message && job !== null) job.block.add(message.event);
      else afterwards(message);
    }),
  );
  const died = (reason: string): void => {
    alive = false;
    if (job === null) return;
    const { name } = job.request.test;
    const state = job.timedOut ? 'TIMEOUT' : 'WORKER_FAILED';
    job.done({ ...bareResult(name, state, reason), seconds: (performance.now() - job.start) / 1000 });
  };
  child.on('error', (error) => died(error.message));
  child.on('close', (code, signal) => died(exitText(code, signal, job?.request.options.style ?? '3.11')));
  const { stdin } = child;
  // A request to a child that died is answered by its death.
  stdin.on('error', () => {});
  stdin.write(`${JSON.stringify(setup)}\n`);

  let killing = false;
  const killGroup = (): void => {
    if (job !== null && child.pid !== undefined && !killing) killed(child.pid);
    killing = true;
    killProcessGroup(child);
  };
  const run = (request: Request): Promise<WorkerOutcome> =>
    new Promise((resolve) => {
      const block = new Block(request.options.style === '3.11');
      const done = (result: TestResult): void => {
        clearTimeout(timer);
        job = null;
        resolve({ result, block: block.events });
      };
      const started: Job = { request, block, start: performance.now(), timedOut: false, done };
      const timer =
        timeout === null
          ? undefined
          : setTimeout(
              () => {
                started.timedOut = true;
                killGroup();
              },
              Math.min(timeout * 1000, LONGEST_TIMER),
            );
      job = started;
      stdin.write(`${JSON.stringify(request)}\n`);
    });
  const kill = (): Promise<void> => {
    killGroup();
    return gone;
  };
  const close = (): Promise<void> => {
    stdin.end();
    return gone;
  };
  return {
    run,
    kill,
    close,
    /** Not one that is killed: its last result may have come before its end. */
    get alive() {
      return alive && !killing;
    },
  };
}

/** null: a test wrote it there. */
function messageIn(line: string): Message | null {
  try {
    const message: unknown = JSON.parse(line);
    const known =
      typeof message === 'object' && message !== null && ['event', 'result', 'late'].some((kind) => kind in message);
    return known ? (message as Message) : null;
  } catch {
    return null;
  }
}

function listen(stream: Readable | null, onText: (text: string) => void): void {
  stream?.setEncoding('utf8');
  stream?.on('data', (chunk) => onText(String(chunk)));
}

function killProcessGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
