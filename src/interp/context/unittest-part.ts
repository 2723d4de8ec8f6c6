import { isDeepStrictEqual } from 'node:util';
import { openFd, type ProcessState } from '../process.js';
import type { UnittestPart } from '../test-context.js';
import { AssertionFailure, PythonError, ResourceDenied, SkipTest } from '../test-outcome.js';

/** Where a case's output and clean-ups go, and which resources it may use. */
export interface UnittestHooks {
  readonly print: (text: string) => void;
  readonly printErr: (text: string) => void;
  readonly addCleanup: (cleanup: () => void) => void;
  readonly resources: ReadonlySet<string>;
}

export function unittestPart(process: ProcessState, hooks: UnittestHooks): UnittestPart {
  const fail = (message: string): never => {
    throw new AssertionFailure(message);
  };
  return {
    process,
    skipTest: (reason) => {
      throw new SkipTest(reason);
    },
    fail: (message = 'None') => fail(message),
    raise: (type, message = '') => {
      throw new PythonError(type, message);
    },
    assertEqual: (actual, expected, message) => {
      if (!isDeepStrictEqual(actual, expected)) fail(message ?? `${String(actual)} != ${String(expected)}`);
    },
    assertNotEqual: (actual, expected, message) => {
      if (isDeepStrictEqual(actual, expected)) fail(message ?? `${String(actual)} == ${String(expected)}`);
    },
    assertTrue: (value, message) => {
      if (!value) fail(message ?? `${String(value)} is not true`);
    },
    addCleanup: hooks.addCleanup,
    print: (...words) => hooks.print(`${words.join(' ')}\n`),
    printErr: (...words) => hooks.printErr(`${words.join(' ')}\n`),
    openFd: () => openFd(process),
    closeFd: (fd) => {
      if (!process.fds.delete(fd)) throw new PythonError('OSError', '[Errno 9] Bad file descriptor');
    },
    requires: (resource) => {
      if (!hooks.resources.has(resource)) throw new ResourceDenied(`Use of the '${resource}' resource not enabled`);
    },
  };
}
