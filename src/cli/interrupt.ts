import { EXIT_INTERRUPTED } from './exit-codes.js';

export interface Interrupt {
  readonly signal: AbortSignal;
  dispose(): void;
}

/** SIGINT and SIGTERM end the run in an orderly way; the second of them ends it at once. */
export function interruptSignal(): Interrupt {
  const controller = new AbortController();
  const { exit } = process;
  const onSignal = (): void => {
    if (controller.signal.aborted) exit.call(process, EXIT_INTERRUPTED);
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    dispose: () => {
      process.removeListener('SIGINT', onSignal);
      process.removeListener('SIGTERM', onSignal);
    },
  };
}
