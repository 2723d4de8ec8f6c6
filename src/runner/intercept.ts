import { constants } from 'node:os';

/** A test tried to end the process it runs in: what was called, and how the process would have ended. */
export class ExitRequest extends Error {
  readonly call: string;
  /** Exit code, or the number of a signal, negative. */
  readonly exitCode: number;

  constructor(call: string, exitCode: number) {
    super(`${call} was called`);
    this.name = 'ExitRequest';
    this.call = call;
    this.exitCode = exitCode;
  }
}

export interface Interception {
  /** The first request since the last look; it counts even where the test caught what was thrown. */
  takeRequest(): ExitRequest | null;
  restore(): void;
}

function signalNumber(signal: string | number | undefined): number {
  if (typeof signal === 'number') return signal;
  const numbers: Readonly<Record<string, number>> = constants.signals;
  return numbers[signal ?? 'SIGTERM'] ?? constants.signals.SIGTERM;
}

/** process.exit(), abort() and kill() of the own process end the test that calls them, not the hunt: `onRequest` is told. */
export function interceptExit(onRequest: (request: ExitRequest) => void): Interception {
  let request: ExitRequest | null = null;
  const { exit, abort, kill } = process;
  const refuse = (call: string, exitCode: number): never => {
    const refused = new ExitRequest(call, exitCode);
    request ??= refused;
    onRequest(refused);
    throw refused;
  };
  process.exit = (code) => refuse(`process.exit(${code ?? ''})`, Number(code ?? process.exitCode ?? 0) & 0xff);
  process.abort = () => refuse('process.abort()', -constants.signals.SIGABRT);
  process.kill = (pid, signal) => {
    const own = pid === process.pid || pid === 0 || pid === -process.pid;
    if (!own || signal === 0) return kill.call(process, pid, signal);
    return refuse(`process.kill(process.pid, ${JSON.stringify(signal ?? 'SIGTERM')})`, -signalNumber(signal));
  };
  return {
    takeRequest: () => {
      const taken = request;
      request = null;
      return taken;
    },
    restore: () => {
      Object.assign(process, { exit, abort, kill });
    },
  };
}
