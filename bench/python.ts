import { spawnSync } from 'node:child_process';
import type { Reference } from './row.js';

export const RELEASE = 'python3.11';
export const DEBUG = 'python3.11-dbg';

/** First line of `COMMAND -VV`, or undefined where it is not installed. */
export function versionOf(command: string): string | undefined {
  const { status, stdout } = spawnSync(command, ['-VV'], { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n')[0] : undefined;
}

export function missing(command: string): Reference {
  return { ms: null, note: `${command} is not installed` };
}
