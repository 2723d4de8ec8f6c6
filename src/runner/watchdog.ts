import { Worker } from 'node:worker_threads';

/**
 * Ends JavaScript that does not let the event loop turn while the runner waits for it: a loop behind an `await`, in a
 * timer, in the top level of a scenario. What runs in a vm script, V8 ends by itself (see guard).
 */
export interface Watchdog {
  /** The runner waits, until `deadline` on the clock of performance.now(). */
  waits(deadline: number): void;
  /** The runner goes on. */
  goesOn(): void;
  /** Resolves when its thread has ended: until then Node would wait for a debugger to disconnect. */
  stop(): Promise<void>;
}

/** Milliseconds after the deadline: a loop that turns has noticed it by then. */
const GRACE = 200;
/** Fields of the shared memory: a number that changes with the other, and the deadline in milliseconds. */
const CHANGES = 0;
const DEADLINE = 1;
/** Instead of a deadline. */
const NOTHING = 0;
const STOP = -1;

/**
 * The other thread. It speaks to the inspector of this one, which is the only way to terminate what the main thread
 * runs without ending the process.
 */
const THREAD = `
import { Session } from 'node:inspector';
import { workerData } from 'node:worker_threads';

const { shared, origin, grace } = workerData;
for (;;) {
  const changes = Atomics.load(shared, ${CHANGES});
  const deadline = Atomics.load(shared, ${DEADLINE});
  if (deadline === ${STOP}) break;
  const due = deadline === ${NOTHING} ? Infinity : origin + deadline + grace;
  const left = due - (performance.timeOrigin + performance.now());
  if (left > 0) Atomics.wait(shared, ${CHANGES}, changes, left);
  else {
    const session = new Session();
    session.connectToMainThread();
    session.post('Runtime.terminateExecution');
    Atomics.wait(shared, ${CHANGES}, changes, grace);
    session.disconnect();
  }
}
`;

export function startWatchdog(): Watchdog {
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const start = Math.floor(performance.now());
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(THREAD)}`), {
    workerData: { shared, origin: performance.timeOrigin + start, grace: GRACE },
    stdout: true,
    stderr: true,
  });
  // Without it (a Node without inspector), loops outside of the guard are not ended; nothing else is lost.
  worker.on('error', () => {});
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.unref();
  const set = (deadline: number): void => {
    Atomics.store(shared, DEADLINE, deadline);
    Atomics.add(shared, CHANGES, 1);
    Atomics.notify(shared, CHANGES);
  };
  return {
    waits: (deadline) => set(Math.max(1, Math.min(Math.ceil(deadline) - start, 2 ** 31 - 1))),
    goesOn: () => set(NOTHING),
    stop: () => {
      set(STOP);
      worker.ref();
      return ended;
    },
  };
}
