import { AsyncLocalStorage } from 'node:async_hooks';
import { describeError, type IsUserFile } from './describe-error.js';
import type { TestEvent } from './events.js';
import { yieldToEventLoop } from './guard.js';
import { ExitRequest, interceptExit } from './intercept.js';
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

/** A test file as far as what goes wrong can be traced to it. */
export interface WatchedFile {
  readonly name: string;
  readonly file: string | null;
}

export interface Watcher {
  /** `interruptible`: the watchdog may terminate what runs while the body waits. */
  watch<T>(test: WatchedFile, interruptible: boolean, body: (stopped: AbortSignal) => Promise<T>): Promise<Watched<T>>;
  stop(): void;
}

/** One run of a test file. */
interface Token {
  readonly name: string;
  /** Node follows which callbacks are its own. */
  readonly followed: boolean;
  readonly stopped: AbortController;
  unraisable: number;
}

/**
 * Watches for what no case can catch: rejected promises that nobody awaits, exceptions in timers, attempts to end the
 * process. CPython 3.11 Lib/test/libregrtest/utils.py: regrtest_unraisable_hook()
 */
export function startWatcher({ isUserFile, emit, late, interceptExits }: WatcherOptions): Watcher {
  const owners = new Owners();
  let current: Token | null = null;
  const interception = interceptExits ? interceptExit((request) => current?.stopped.abort(request)) : null;
  const unraisable = (what: string) => (error: unknown) => {
    // The test has ended with it.
    if (error instanceof ExitRequest && current !== null) return;
    const { type, message, frames } = describeError(error, isUserFile);
    const owner = owners.ownerOf(frames.map(({ file }) => file));
    const token = owner ?? (current?.followed ? null : current);
    const of = token === null || token === current ? '' : ` of ${token.name}, which had ended`;
    emit({ event: 'warning', text: `${what}${of}\n${type}: ${message}` });
    if (token !== null && token === current) token.unraisable++;
    else late(token?.name ?? null);
  };
  const rejected = unraisable('Unhandled rejection');
  const thrown = unraisable('Uncaught exception outside of a case');
  process.on('unhandledRejection', rejected);
  process.on('uncaughtException', thrown);

  const watch: Watcher['watch'] = async (test, interruptible, body) => {
    const token: Token = { name: test.name, followed: !interruptible, stopped: new AbortController(), unraisable: 0 };
    current = token;
    interception?.takeRequest();
    const value = await owners.run(token, test.file, () => body(token.stopped.signal));
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

/**
 * Which run of a test something belongs to that goes wrong. Node follows that from callback to callback, but Node 20
 * does not survive the termination of a callback then: what may be terminated is told by the files in its stack.
 */
class Owners {
  readonly #followed = new AsyncLocalStorage<Token>();
  readonly #byFile = new Map<string, Token>();

  async run<T>(token: Token, file: string | null, body: () => Promise<T>): Promise<T> {
    if (token.followed) return await this.#followed.run(token, body);
    if (file !== null) this.#byFile.set(file, token);
    return await body();
  }

  ownerOf(files: readonly string[]): Token | undefined {
    return (
      this.#followed.getStore() ?? files.map((file) => this.#byFile.get(file)).find((token) => token !== undefined)
    );
  }
}
