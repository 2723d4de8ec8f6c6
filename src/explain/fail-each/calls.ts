import type { FallibleCall } from '../../interp/runtime.js';
import type { FallibleOperation } from './result.js';

/** One call that can be made to fail: the nth that a line of a function makes in one run of it. */
export interface CallSite {
  readonly key: string;
  readonly operation: FallibleOperation;
  readonly nth: number;
}

/** Numbers the calls of each function run, so that a call is known again in another process. */
export function createCallNumbers(): (call: FallibleCall) => CallSite {
  const runs = new WeakMap<object, Map<string, number>>();
  return ({ caller, invocation, api, place }) => {
    const line = JSON.stringify([caller, api, place?.file.replace(/\?.*$/, ''), place?.line]);
    const counts = runs.get(invocation) ?? new Map<string, number>();
    runs.set(invocation, counts);
    const nth = (counts.get(line) ?? 0) + 1;
    counts.set(line, nth);
    return { key: `${line} ${nth}`, operation: { api, caller, place }, nth };
  };
}
