import { RuntimeFault } from '../../gc/fault.js';

/**
 * Runs `cleanup` after the body, also when that throws. After a fault it does not: the simulated process is dead, and
 * what its remains would say of it must not hide the fault.
 */
export function withCleanup<T>(body: () => T, cleanup: () => void): T {
  let result: T;
  try {
    result = body();
  } catch (error) {
    if (!(error instanceof RuntimeFault)) cleanup();
    throw error;
  }
  cleanup();
  return result;
}
