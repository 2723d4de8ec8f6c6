import { join } from 'node:path';
import type { Scenario } from '../interp/scenario.js';
import type { World } from '../interp/world.js';
import { STACK_DEPTH } from './describe-error.js';
import type { TestEvent } from './events.js';
import { loadScenario } from './load.js';
import type { SingleOptions, TestFile } from './options.js';
import { isInside, PACKAGE_ROOT } from './package-root.js';
import type { TestResult } from './result.js';
import { runSingleTest } from './single.js';
import { startWatcher } from './watch.js';
import type { Watchdog } from './watchdog.js';

export interface EnvironmentOptions {
  readonly world: World;
  readonly signal: AbortSignal;
  /** False in a worker process, which may end. */
  readonly interceptExits: boolean;
  /** A test that had ended left something behind that went wrong. */
  readonly late: (name: string | null) => void;
  /** Where events go that belong to no running test. */
  readonly emit: (event: TestEvent) => void;
}

export interface TestRunner {
  run(test: TestFile, options: SingleOptions, emit: (event: TestEvent) => void): Promise<TestResult>;
  stop(): Promise<void>;
  /** Where output goes that a test prints by other means than its context. */
  readonly printed: (stream: 'stdout' | 'stderr', text: string) => void;
}

const OWN_FOLDERS = ['src', 'dist/src', 'node_modules', 'bin'].map((folder) => join(PACKAGE_ROOT, folder));

/** Files of the user in a stack: not Node's own, not refhunt's. */
function isUserFile(file: string): boolean {
  return !file.startsWith('node:') && !OWN_FOLDERS.some((folder) => isInside(file, folder));
}

/** Puts together what runs tests in this process. */
export function createTestRunner({ world, signal, interceptExits, late, emit }: EnvironmentOptions): TestRunner {
  let toTest: ((event: TestEvent) => void) | null = null;
  let silent = false;
  let watchdog: Watchdog | undefined;
  const send = (event: TestEvent): void => {
    if (!silent) (toTest ?? emit)(event);
  };
  const silently = async <T>(body: () => Promise<T>): Promise<T> => {
    silent = true;
    try {
      return await body();
    } finally {
      silent = false;
    }
  };
  const scenarios = new Map<string, Promise<Scenario>>();
  const loadOnce = (file: string): Promise<Scenario> => {
    const scenario = scenarios.get(file) ?? loadScenario(file);
    scenarios.set(file, scenario);
    return scenario;
  };
  const watcher = startWatcher({ isUserFile, emit: send, late, interceptExits });
  const stackTraceLimit = Error.stackTraceLimit;
  Error.stackTraceLimit = STACK_DEPTH;
  return {
    run: async (test, options, emitTest) => {
      toTest = emitTest;
      // A worker is ended from outside.
      if (options.timeout !== null && interceptExits) watchdog ??= (await import('./watchdog.js')).startWatchdog();
      try {
        return await runSingleTest(test, options, {
          emit: send,
          signal,
          watchdog,
          silently,
          loadScenario: options.importsOnce ? loadOnce : loadScenario,
          // Loaded by the first test: lists, help and mistakes on the command line do without the interpreter.
          openSession: async (scenario, single, hooks) => {
            const { openSession } = await import('./open-session.js');
            return openSession(scenario, single, world, hooks);
          },
          isUserFile,
          watch: (watched, body) => watcher.watch(watched, watchdog !== undefined, body),
        });
      } finally {
        toTest = null;
      }
    },
    stop: async () => {
      watcher.stop();
      Error.stackTraceLimit = stackTraceLimit;
      await watchdog?.stop();
    },
    printed: (stream, text) => send({ event: 'printed', stream, text }),
  };
}
