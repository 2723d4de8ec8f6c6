import { writeSync } from 'node:fs';
import { createTestRunner } from './environment.js';
import type { TestEvent } from './events.js';
import { loadWorld } from './load-world.js';
import { bareResult } from './result.js';
import { lineReader, MESSAGES_FD, type Message, type Request, type Setup } from './wire.js';

const PAUSE = new Int32Array(new SharedArrayBuffer(4));

/** Written at once: what a worker has told is not lost when it dies. */
function send(message: Message): void {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(MESSAGES_FD, bytes, written);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      Atomics.wait(PAUSE, 0, 0, 2);
    }
  }
}

const emit = (event: TestEvent): void => send({ event });

export interface WorkerStreams {
  readonly input: NodeJS.ReadStream;
  /** Takes over what tests write to the process's streams. */
  readonly capture: (onText: (stream: 'stdout' | 'stderr', text: string) => void) => void;
}

/**
 * The child's side of -jN: runs the tests that the parent asks for, one after the other, until its stdin ends.
 * CPython 3.13 Lib/test/libregrtest/worker.py: worker_process()
 */
export function serve({ input, capture }: WorkerStreams): void {
  let chain: Promise<void> = Promise.resolve();
  let handle: ((request: Request) => Promise<void>) | null = null;
  const read = lineReader((line) => {
    chain = chain.then(async () => {
      if (handle === null) handle = await start(JSON.parse(line) as Setup, input, capture);
      else await handle(JSON.parse(line) as Request);
    });
  });
  input.setEncoding('utf8');
  input.on('data', (chunk) => read(String(chunk)));
  // The parent wants no more, or is gone: what tests have left behind keeps nothing alive.
  const { exit } = process;
  input.on('end', () => exit.call(process, 0));
}

async function start(setup: Setup, input: NodeJS.ReadStream, capture: WorkerStreams['capture']) {
  const { world } = await loadWorld(setup.dir, setup.world, setup.cwd);
  const runner = createTestRunner({
    world,
    signal: new AbortController().signal,
    interceptExits: false,
    late: (name) => send({ late: name }),
    emit,
  });
  capture(runner.printed);
  return async ({ test, options, rerun }: Request): Promise<void> => {
    if (rerun !== null) emit({ event: 'rerun-in-worker', name: test.name, matching: rerun.matching });
    // While a test runs, the wait for the next request must not keep alive a process in which nothing can happen.
    input.unref();
    try {
      send({ result: await runner.run(test, options, emit) });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      send({ result: bareResult(test.name, 'WORKER_BUG', reason) });
    } finally {
      input.ref();
    }
  };
}
