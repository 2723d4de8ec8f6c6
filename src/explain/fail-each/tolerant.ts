import { RuntimeFault } from '../../gc/fault.js';
import type { CaseFunction, Scenario } from '../../interp/scenario.js';
import type { TestContext } from '../../interp/test-context.js';
import { Interrupted, TimedOut } from '../../runner/guard.js';

type Fixture = (t: TestContext) => unknown;

/** Whether the operation whose turn it is has failed in this repetition. */
export type HasFailed = () => boolean;

/**
 * The same scenario, whose tests do not mind that an operation has failed: what they raise then counts for nothing, and
 * the cases after a failed fixture do not run.
 */
export function tolerant(scenario: Scenario, hasFailed: HasFailed): Scenario {
  let fixtureFailed = false;
  const attempt = (body: Fixture, onError: () => void): Fixture => {
    const tolerate = (error: unknown): void => {
      if (!hasFailed() || isFatal(error)) throw error;
      onError();
    };
    return (t) => {
      try {
        const pending = body(t);
        return isPromise(pending) ? pending.then(undefined, tolerate) : undefined;
      } catch (error) {
        tolerate(error);
        return undefined;
      }
    };
  };
  const fixture = (body: Fixture): Fixture => attempt(body, () => (fixtureFailed = true));
  const test = (body: Fixture): Fixture => {
    const tried = attempt(body, () => {});
    return (t) => (fixtureFailed ? undefined : tried(t));
  };
  const { setUpModule, tearDownModule, setUpClass, setUp, tearDown } = scenario;
  const begin: Fixture = (t) => {
    fixtureFailed = false;
    return setUpModule && fixture(setUpModule)(t);
  };
  return {
    ...scenario,
    cases: mapped(scenario.cases, test),
    setUpModule: begin,
    ...(tearDownModule && { tearDownModule: test(tearDownModule) }),
    ...(setUpClass && { setUpClass: mapped(setUpClass, fixture) }),
    ...(setUp && { setUp: fixture(setUp) }),
    ...(tearDown && { tearDown: test(tearDown) }),
  };
}

function mapped(
  bodies: Readonly<Record<string, CaseFunction>>,
  wrap: (body: Fixture) => Fixture,
): Record<string, Fixture> {
  return Object.fromEntries(Object.entries(bodies).map(([name, body]) => [name, wrap(body)]));
}

function isPromise(value: unknown): value is Promise<void> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** What ends the file whatever a test tolerates. */
function isFatal(error: unknown): boolean {
  return error instanceof RuntimeFault || error instanceof Interrupted || error instanceof TimedOut;
}
