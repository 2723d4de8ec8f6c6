import { writeSync } from 'node:fs';

/** Writes text to a file descriptor at once and in full. */
export interface Sink {
  write(text: string): void;
  /** Why it cannot be written to any more; a reader that closed the pipe is no error. */
  readonly error: string | null;
}

const PAUSE = new Int32Array(new SharedArrayBuffer(4));

/** Writes all of it: a pipe that is full says EAGAIN where it is non-blocking. */
function writeAll(fd: number, bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      Atomics.wait(PAUSE, 0, 0, 5);
    }
  }
}

export function createSink(fd: number): Sink {
  let closed = false;
  let failure: string | null = null;
  return {
    write: (text) => {
      if (closed || text === '') return;
      try {
        writeAll(fd, Buffer.from(text));
      } catch (error) {
        // What comes next is written nowhere; the run and its exit code do not depend on a reader.
        closed = true;
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        if (code !== 'EPIPE') failure = error instanceof Error ? error.message : String(error);
      }
    },
    get error() {
      return failure;
    },
  };
}
