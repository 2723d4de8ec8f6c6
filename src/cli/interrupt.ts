import { Interrupted } from '../runner/guard.js';
import { EXIT_INTERRUPTED } from './exit-codes.js';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Settled when tests may run. */
  readonly ready: Promise<void>;
  dispose(): void;
}

/** Milliseconds after which a hunt in this process is so long that a thread is worth its start. */
export const LONG_HUNT = 400;

/** Cells of the shared memory: what the thread is to do, and 1 once it listens. */
const ORDER = 0;
const LISTENS = 1;
/** Orders. */
const WAIT = 0;
const LISTEN = 1;
const STOP = 2;
/** Milliseconds that the thread may take from the order to listen until it does. */
const HANDOVER = 1000;

/**
 * The thread: its script is ended by the first SIGINT that ends no script of the main thread. From then on the signal
 * means what it means by default, so that the next one ends a process whose loop never turns.
 */
const THREAD = `
const { runInThisContext } = require('node:vm');
const { parentPort, workerData: shared } = require('node:worker_threads');

const during = (order) => {
  while (Atomics.load(shared, ${ORDER}) === order) Atomics.wait(shared, ${ORDER}, order);
};
globalThis.listen = () => {
  Atomics.store(shared, ${LISTENS}, 1);
  Atomics.notify(shared, ${LISTENS});
  during(${LISTEN});
};
parentPort.postMessage('ready');
during(${WAIT});
try {
  runInThisContext('listen()', { breakOnSigint: true });
} catch {
  parentPort.postMessage('interrupted');
}
`;

/**
 * SIGINT and SIGTERM end the run in an orderly way; the second of them ends it at once. Tests run in vm scripts that
 * SIGINT breaks. Node takes the listeners of SIGINT away while such a script runs, and what they have not yet heard is
 * lost: so there are none, and a thread listens, in a script of its own. `delay`: milliseconds until it is started; up
 * to then SIGINT between two scripts ends the process, as it does by default.
 */
export function interruptSignal(delay = 0): Interrupt {
  const controller = new AbortController();
  const { exit } = process;
  const onSignal = (): void => {
    if (controller.signal.aborted) exit.call(process, EXIT_INTERRUPTED);
    controller.abort();
  };
  process.on('SIGTERM', onSignal);
  let thread = delay > 0 ? null : listenInThread(onSignal);
  const timer = setTimeout(() => {
    thread ??= listenInThread(onSignal);
  }, delay).unref();
  return {
    signal: controller.signal,
    ready: thread?.ready ?? Promise.resolve(),
    dispose: () => {
      clearTimeout(timer);
      thread?.stop();
      process.removeListener('SIGTERM', onSignal);
    },
  };
}

/**
 * Runs what SIGINT and SIGTERM may interrupt. What it makes of the signal does not matter: an interrupted run is
 * Interrupted, for a result of half of it would say something wrong.
 */
export async function interruptible<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, ready, dispose } = interruptSignal();
  try {
    await ready;
    const result = await run(signal);
    if (signal.aborted) throw new Interrupted();
    return result;
  } catch (error) {
    throw signal.aborted ? new Interrupted() : error;
  } finally {
    dispose();
  }
}

interface Listener {
  readonly ready: Promise<void>;
  stop(): void;
}

function listenInThread(onSignal: () => void): Listener {
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const order = (value: number): void => {
    Atomics.store(shared, ORDER, value);
    Atomics.notify(shared, ORDER);
  };
  // No script of this thread runs now: of two scripts, SIGINT ends the one that began last.
  const handOver = (): void => {
    if (Atomics.load(shared, ORDER) !== WAIT) return;
    order(LISTEN);
    Atomics.wait(shared, LISTENS, 0, HANDOVER);
  };
  return { ready: startThread(shared, handOver, onSignal), stop: () => order(STOP) };
}

/** Settled when the thread has been handed over to. */
async function startThread(shared: Int32Array, handOver: () => void, onSignal: () => void): Promise<void> {
  // Late: a short hunt does without it.
  const { Worker } = await import('node:worker_threads');
  const worker = new Worker(THREAD, { eval: true, workerData: shared });
  await new Promise<void>((resolve) => {
    worker.on('message', (message) => {
      if (message === 'interrupted') return onSignal();
      handOver();
      // What waits for it keeps the process alive until now; the listening alone does not.
      worker.unref();
      resolve();
    });
    worker.on('error', () => {
      process.on('SIGINT', onSignal);
      resolve();
    });
  });
}
