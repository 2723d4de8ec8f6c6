import type { TestEvent } from './events.js';
import type { SingleOptions, TestFile, WorldOptions } from './options.js';
import type { TestResult } from './result.js';

/*
 * What parent and worker say to each other: one JSON text on each line, requests on the worker's stdin, messages on its
 * descriptor 3, where neither the tests' own output nor a sudden death can tear them apart.
 */

export const MESSAGES_FD = 3;

/** First line that a worker gets. */
export interface Setup {
  /** Folder of the scenarios, which may hold a history. */
  readonly dir: string;
  readonly cwd: string | null;
  readonly world: WorldOptions;
}

export interface Request {
  readonly test: TestFile;
  readonly options: SingleOptions;
  /** A second run in verbose mode, with the cases it is limited to. */
  readonly rerun: { readonly matching: readonly string[] | null } | null;
}

export type Message =
  | { readonly event: TestEvent }
  | { readonly result: TestResult }
  /** A test that had ended left something behind that went wrong: its name, or null where that is not known. */
  | { readonly late: string | null };

/** Splits a stream of chunks into lines and calls back for each. */
export function lineReader(onLine: (line: string) => void): (chunk: string) => void {
  // Joined once: a line of 100 MB comes in thousands of chunks.
  let pieces: string[] = [];
  return (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      pieces.push(chunk.slice(start, end));
      onLine(pieces.join(''));
      pieces = [];
      start = end + 1;
    }
    if (start < chunk.length) pieces.push(chunk.slice(start));
  };
}
