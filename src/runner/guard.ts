import { Script } from 'node:vm';
import { ExitRequest } from './intercept.js';
import type { Watchdog } from './watchdog.js';

/** The time that a test file may take is over. */
export class TimedOut extends Error {
  override name = 'TimedOut';
}

/** SIGINT, SIGTERM, or a KeyboardInterrupt raised by a test. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/** Nothing is left in the event loop that could settle the promise that is waited for. */
export class NeverSettled extends Error {
  override name = 'NeverSettled';

  constructor() {
    super('a promise is waited for that nothing can settle any more');
  }
}

export interface GuardOptions {
  /** When the time is over, on the clock of performance.now(); null: never. */
  readonly deadline: number | null;
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** Aborted by a test that wants to end the process, with its ExitRequest. */
  readonly stopped?: AbortSignal | undefined;
  /** Ends what keeps the event loop from turning beyond the deadline; left out: nothing does. */
  readonly watchdog?: Watchdog | undefined;
}

const SLOT = Symbol.for('refhunt.guarded');
const holder = globalThis as { [SLOT]?: () => void };
let script: Script | undefined;

/**
 * Runs `body` in a way that a synchronous endless loop in it is stopped at the deadline and by SIGINT: V8 terminates
 * what runs inside of a vm script, and only that.
 */
export function runGuarded<T>(body: () => T, { deadline, signal, stopped }: GuardOptions): T {
  if (signal.aborted || stopped?.aborted) throw stopReason(stopped);
  script ??= new Script(`globalThis[Symbol.for('refhunt.guarded')]()`);
  const box: { result?: T } = {};
  holder[SLOT] = () => {
    box.result = body();
  };
  try {
    script.runInThisContext({ breakOnSigint: true, ...timeLeft(deadline) });
  } catch (error) {
    throw translate(error);
  } finally {
    delete holder[SLOT];
  }
  return box.result as T;
}

function stopReason(stopped: AbortSignal | undefined): Error {
  return stopped?.aborted && stopped.reason instanceof ExitRequest ? stopped.reason : new Interrupted();
}

function timeLeft(deadline: number | null): { timeout?: number } {
  return deadline === null
    ? {}
    : { timeout: Math.min(Math.max(1, Math.ceil(deadline - performance.now())), LONGEST_TIMER) };
}

function translate(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return new TimedOut();
  if (code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') return new Interrupted();
  return error;
}

/**
 * Waits for a promise of a case, but not beyond the deadline, not after an interrupt, and not when nothing can settle
 * it any more. Its timer does not keep the process alive, so that the last is noticed at once.
 */
export function settle<T>(promise: PromiseLike<T>, { deadline, signal, stopped, watchdog }: GuardOptions): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = (why: () => Error) => (): void => finish(() => reject(why()));
    const interrupted = stop(() => stopReason(stopped));
    const late = stop(() => new TimedOut());
    const isLate = (): boolean => deadline !== null && performance.now() >= deadline;
    // A microtask alone would not keep Node from exiting after this event.
    const drained = (): void => void setImmediate(isLate() ? late : stop(() => new NeverSettled()));
    const timer = deadline === null ? undefined : startTimer(late, deadline - performance.now());
    if (deadline !== null) watchdog?.waits(deadline);
    let finished = false;
    const finish = (settled: () => void): void => {
      if (finished) return;
      finished = true;
      watchdog?.goesOn();
      clearTimeout(timer);
      signal.removeEventListener('abort', interrupted);
      stopped?.removeEventListener('abort', interrupted);
      process.removeListener('beforeExit', drained);
      settled();
    };
    process.once('beforeExit', drained);
    signal.addEventListener('abort', interrupted);
    stopped?.addEventListener('abort', interrupted);
    if (signal.aborted || stopped?.aborted) interrupted();
    promise.then(
      (value) => finish(() => resolve(value)),
      (error: unknown) => finish(() => reject(error)),
    );
  });
}

/** Milliseconds of the longest timer: beyond it, Node would call back at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;

function startTimer(callback: () => void, milliseconds: number): NodeJS.Timeout {
  return setTimeout(callback, Math.min(Math.max(0, milliseconds), LONGEST_TIMER)).unref();
}

/** Lets signals and timers in; synchronous tests would keep them out for ever. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A generator that yields the promises it waits for. */
export type Steps<T> = Generator<PromiseLike<unknown>, T, unknown>;

/**
 * Runs the steps under guard, one guarded stretch from promise to promise. What has come until then is heard first: an
 * endless loop would never let it in.
 */
export async function runSteps<T>(steps: Steps<T>, options: GuardOptions): Promise<T> {
  let resume: () => IteratorResult<PromiseLike<unknown>, T> = () => steps.next();
  await yieldToEventLoop();
  for (;;) {
    const step = runGuarded(resume, options);
    if (step.done) return step.value;
    try {
      const value = await settle(step.value, options);
      resume = () => steps.next(value);
    } catch (error) {
      if (error instanceof TimedOut || error instanceof Interrupted || error instanceof ExitRequest) throw error;
      resume = () => steps.throw(error);
    }
  }
}
