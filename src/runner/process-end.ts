import type { LeftReport } from '../interp/lifecycle/left.js';
import type { TestEvent } from './events.js';
import type { GuardOptions } from './guard.js';
import { runGuarded } from './guard.js';
import type { EndOptions } from './options.js';
import type { TestResult } from './result.js';
import type { Session } from './session.js';

export interface ProcessEnd {
  readonly session: Session;
  readonly options: EndOptions;
  readonly guard: GuardOptions;
  readonly emit: (event: TestEvent) => void;
}

/** The process of a test ends as the real one does, where somebody wants to know what that leaves. */
export function endProcess(result: TestResult, { session, options, guard, emit }: ProcessEnd): TestResult {
  const left = runGuarded(() => session.finalize(), guard);
  if (options.show !== 'nothing') emit({ event: 'process-ended', left, taken: options.show === 'items' });
  return options.assertZero && isAnything(left) ? withFailure(result, left) : result;
}

function isAnything({ total, items }: LeftReport): boolean {
  return total.references !== 0 || total.blocks !== 0 || items.length > 0;
}

function withFailure(result: TestResult, { total: { references, blocks } }: LeftReport): TestResult {
  const message = `${references} references and ${blocks} memory blocks are left`;
  const traceback = { frames: [], type: 'AssertionError', message };
  const failure = { description: `end of the process (${result.name})`, traceback };
  const state = result.state === 'PASSED' || result.state === 'ENV_CHANGED' ? 'FAILED' : result.state;
  return { ...result, state, failures: [...result.failures, failure] };
}
