import { Worker } from 'node:worker_threads';
import { EXIT_INTERRUPTED } from './exit-codes.js';

export interface Interrupt {
  readonly signal: AbortSignal;
  dispose(): void;
}

/** Milliseconds after which a hunt is so long that a thread is worth its start. */
const LONG = 100;
/** Values of the shared memory. */
const WAIT = 0;
const LISTEN = 1;
const STOP = 2;

/**
 * The thread: its script is ended by the first SIGINT that ends no script of the main thread. From then on the signal
 * means what it means by default, so that the next one ends a process whose loop never turns.
 */
const THREAD = `
import { runInThisContext } from 'node:vm';
import { parentPort, workerData as shared } from 'node:worker_threads';

globalThis.sleep = (value) => {
  while (Atomics.load(shared, 0) === value) Atomics.wait(shared, 0, value);
};
sleep(${WAIT});
try {
  runInThisContext('sleep(${LISTEN})', { breakOnSigint: true });
} catch {
  parentPort.postMessage(null);
}
`;

/**
 * SIGINT and SIGTERM end the run in an orderly way; the second of them ends it at once. `guards`: tests run in this
 * process, in vm scripts that SIGINT breaks. Node takes the listeners of SIGINT away while such a script runs, and a
 * signal that comes as it begins or ends is lost, or ends the process: so a thread listens, in a script of its own.
 */
export function interruptSignal(guards = true): Interrupt {
  const controller = new AbortController();
  const { exit } = process;
  const onSignal = (): void => {
    if (controller.signal.aborted) exit.call(process, EXIT_INTERRUPTED);
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  let stop = (): void => {};
  const timer = setTimeout(() => {
    if (guards) stop = listenInThread(onSignal);
  }, LONG).unref();
  return {
    signal: controller.signal,
    dispose: () => {
      clearTimeout(timer);
      stop();
      process.removeListener('SIGINT', onSignal);
      process.removeListener('SIGTERM', onSignal);
    },
  };
}

function listenInThread(onSignal: () => void): () => void {
  const shared = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(THREAD)}`), { workerData: shared });
  const set = (value: number): void => {
    Atomics.store(shared, 0, value);
    Atomics.notify(shared, 0);
  };
  worker.once('online', () => {
    if (Atomics.load(shared, 0) === STOP) return;
    // First: to remove it takes the handler of the process away, whoever has set it.
    process.removeListener('SIGINT', onSignal);
    set(LISTEN);
  });
  worker.on('message', onSignal);
  worker.on('error', () => process.on('SIGINT', onSignal));
  worker.unref();
  return () => set(STOP);
}
