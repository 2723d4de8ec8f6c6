import { AsyncLocalStorage } from 'node:async_hooks';
import { describeError, type IsUserFile } from './describe-error.js';
import type { TestEvent } from './events.js';
import { yieldToEventLoop } from './guard.js';
import { interceptExit } from './intercept.js';
import type { Watched } from './single.js';

export interface WatcherOptions {
  readonly isUserFile: IsUserFile;
  /** Of the test that runs. */
  readonly emit: (event: TestEvent) => void;
  /** Something went wrong that a test left behind which had ended: its name, or null where that is not known. */
  readonly late: (name: string | null) => void;
  /** process.exit() and the like end the test; false in a worker, which really ends. */
  readonly interceptExits: boolean;
}

export interface Watcher {
  watch<T>(name: string, body: () => Promise<T>): Promise<Watched<T>>;
  stop(): void;
}

/** Which run of a test an asynchronous function belongs to. */
interface Token {
  readonly name: string;
  unraisable: number;
}

/**
 * Watches for what no case can catch: rejected promises that nobody awaits, exceptions in timers, attempts to end the
 * process. CPython 3.11 Lib/test/libregrtest/utils.py: regrtest_unraisable_hook()
 */
export function startWatcher({ isUserFile, emit, late, interceptExits }: WatcherOptions): Watcher {
  const context = new AsyncLocalStorage<Token>();
  const interception = interceptExits ? interceptExit() : null;
  let current: Token | null = null;
  const unraisable = (what: string) => (error: unknown) => {
    const token = context.getStore() ?? null;
    const { type, message } = describeError(error, isUserFile);
    const of = token === null || token === current ? '' : ` of ${token.name}, which had ended`;
    emit({ event: 'warning', text: `${what}${of}\n${type}: ${message}` });
    if (token !== null && token === current) token.unraisable++;
    else late(token?.name ?? null);
  };
  const rejected = unraisable('Unhandled rejection');
  const thrown = unraisable('Uncaught exception outside of a case');
  process.on('unhandledRejection', rejected);
  process.on('uncaughtException', thrown);

  const watch = async <T>(name: string, body: () => Promise<T>): Promise<Watched<T>> => {
    const token: Token = { name, unraisable: 0 };
    current = token;
    interception?.takeRequest();
    const value = await context.run(token, body);
    // Rejections are told of after the microtasks: without this turn they would fall on the next test.
    await yieldToEventLoop();
    current = null;
    return { value, exit: interception?.takeRequest() ?? null, unraisable: token.unraisable };
  };
  const stop = (): void => {
    process.removeListener('unhandledRejection', rejected);
    process.removeListener('uncaughtException', thrown);
    interception?.restore();
  };
  return { watch, stop };
}
