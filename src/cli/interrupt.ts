import { Worker } from 'node:worker_threads';
import { EXIT_INTERRUPTED } from './exit-codes.js';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Settled once SIGINT is listened for; no test runs before. */
  readonly ready: Promise<void>;
  dispose(): void;
}

/** Values of the shared memory. */
const LISTEN = 0;
const STOP = 1;

/**
 * The thread: its script is ended by the first SIGINT that ends no script of the main thread. From then on the signal
 * means what it means by default, so that the next one ends a process whose loop never turns.
 */
const THREAD = `
const { runInThisContext } = require('node:vm');
const { parentPort, workerData: shared } = require('node:worker_threads');

globalThis.listen = () => {
  parentPort.postMessage('ready');
  while (Atomics.load(shared, 0) === ${LISTEN}) Atomics.wait(shared, 0, ${LISTEN});
};
try {
  runInThisContext('listen()', { breakOnSigint: true });
} catch {
  parentPort.postMessage('interrupted');
}
`;

/**
 * SIGINT and SIGTERM end the run in an orderly way; the second of them ends it at once. Tests run in vm scripts that
 * SIGINT breaks. Node takes the listeners of SIGINT away while such a script runs, and a
 * signal that comes as it begins or ends is lost, or ends the process: so a thread listens, in a script of its own.
 * Until it has started, some 50 milliseconds, SIGINT means what it means by default.
 */
export function interruptSignal(): Interrupt {
  const controller = new AbortController();
  const { exit } = process;
  const onSignal = (): void => {
    if (controller.signal.aborted) exit.call(process, EXIT_INTERRUPTED);
    controller.abort();
  };
  process.on('SIGTERM', onSignal);
  const { ready, stop } = listenInThread(onSignal);
  return {
    signal: controller.signal,
    ready,
    dispose: () => {
      stop();
      process.removeListener('SIGTERM', onSignal);
    },
  };
}

interface Listener {
  readonly ready: Promise<void>;
  stop(): void;
}

function listenInThread(onSignal: () => void): Listener {
  const shared = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(THREAD, { eval: true, workerData: shared });
  const ready = new Promise<void>((resolve) => {
    worker.on('message', (message) => {
      if (message === 'interrupted') return onSignal();
      // What waits for it keeps the process alive until now; the listening alone does not.
      worker.unref();
      resolve();
    });
    worker.on('error', () => {
      process.on('SIGINT', onSignal);
      resolve();
    });
  });
  const stop = (): void => {
    Atomics.store(shared, 0, STOP);
    Atomics.notify(shared, 0);
  };
  return { ready, stop };
}
