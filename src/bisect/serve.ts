import { HistoryError } from '../interp/history/find-change.js';
import { openHistory, requestOf } from '../runner/load-world.js';
import type { HuntRun } from './hunt-oracle.js';
import type { ProcessRequest, ProcessSetup } from './hunt-process.js';
import { unresolved } from './hunt-question.js';
import { type HuntSetup, runHunt } from './run-hunt.js';

/** The child's side: asks and answers of HuntProcess. */
export interface Channel {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  send?(message: unknown): boolean;
}

/** Answers questions until the parent lets go of the channel. */
export function serveHunts(channel: Channel): void {
  let chain: Promise<void> = Promise.resolve();
  let answer: ((request: ProcessRequest) => Promise<HuntRun>) | null = null;
  channel.on('message', (message) => {
    chain = chain.then(async () => {
      if (answer === null) answer = await prepare(message as ProcessSetup);
      else channel.send?.(await answer(message as ProcessRequest));
    });
  });
}

async function prepare({
  dir,
  cwd,
  test,
  options,
}: ProcessSetup): Promise<(request: ProcessRequest) => Promise<HuntRun>> {
  try {
    const open = await openHistory(dir);
    const asked = requestOf(open, options.world, cwd);
    const { history } = open;
    const { signal } = new AbortController();
    const setup: HuntSetup = { test, options, history, signal };
    return ({ question, test: other = test }) =>
      runHunt({ ...setup, test: other }, question ?? { state: asked, cases: null });
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const answer = unresolved(error instanceof HistoryError ? error.message : `the history does not load: ${why}`);
    return async () => ({ answer, consulted: null });
  }
}
