import type { Heap } from '../../gc/heap.js';
import type { Place } from '../../gc/stray.js';

const LOCATION = /(?:\(|at )((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*):(\d+):\d+\)?$/;

/** Where the engine does not say: code of `eval`. */
const UNKNOWN: Place = { file: '<unknown>', line: 0 };

/**
 * Where the caller of `builder` stands in its source. The engine keeps the trace and makes its text when somebody asks,
 * which is much later or never: a description has thousands of places.
 */
export function placeOfCaller(builder: (...args: never[]) => unknown): Place {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 1;
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, builder);
  Error.stackTraceLimit = limit;
  let read: Place | null = null;
  return {
    get file() {
      read ??= readPlace(holder.stack);
      return read.file;
    },
    get line() {
      read ??= readPlace(holder.stack);
      return read.line;
    },
  };
}

function readPlace(stack: string | undefined): Place {
  const match = LOCATION.exec(stack?.split('\n')[1] ?? '');
  return match ? { file: match[1] as string, line: Number(match[2]) } : UNKNOWN;
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
