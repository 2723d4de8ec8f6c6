import type { Heap } from '../../gc/heap.js';
import type { Place } from '../../gc/stray.js';

const LOCATION = /(?:\(|at )((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*):(\d+):\d+\)?$/;

/** Where the caller of `builder` stands in its source; undefined where the engine does not say. */
export function placeOfCaller(builder: (...args: never[]) => unknown): Place | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 1;
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, builder);
  Error.stackTraceLimit = limit;
  const match = LOCATION.exec(holder.stack?.split('\n')[1] ?? '');
  return match ? { file: match[1] as string, line: Number(match[2]) } : undefined;
}

/** Runs code whose allocations, INCREFs and DECREFs belong to a place. */
export function chargedTo<T>(heap: Heap, place: Place | null, run: () => T): T {
  const outer = heap.currentPlace;
  if (place) heap.currentPlace = heap.placeNumber(place);
  try {
    return run();
  } finally {
    heap.currentPlace = outer;
  }
}
