import type { Clock, Progress, Running } from '../../runner/events.js';
import { printable } from '../printable.js';
import { formatDuration } from './format-duration.js';

/** Tests that take this long are shown with their duration, and listed while they run. */
export const PROGRESS_MIN_TIME = 30;

/** CPython 3.11 Lib/test/libregrtest/main.py: Regrtest.log(); an empty line keeps the prefix without its last blank. */
export function logLine({ elapsed, load }: Clock, line = ''): string {
  const seconds = Math.floor(elapsed);
  const two = (n: number): string => String(n).padStart(2, '0');
  const time = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const prefix = load === null ? time : `${time} load avg: ${load.toFixed(2)}`;
  return line === '' ? `${prefix}\n` : `${prefix} ${line}\n`;
}

/** `[ 3/12/1] text`. CPython 3.11 Lib/test/libregrtest/main.py: Regrtest.display_progress() */
export function progressLine(progress: Progress, text: string, pgo: boolean): string {
  const { clock, index, total, fails } = progress;
  const width = total === null ? 3 : String(total).length;
  const counted = String(index).padStart(width) + (total === null ? '' : `/${total}`);
  return logLine(clock, `[${counted}${fails > 0 && !pgo ? `/${fails}` : ''}] ${text}`);
}

/** `test_a (31 sec), test_b (1 min)`, without those that have not run long. */
export function longRunning(running: readonly Running[]): string[] {
  return running
    .filter(({ seconds }) => seconds >= PROGRESS_MIN_TIME)
    .map(({ name, seconds }) => `${printable(name)} (${formatDuration(seconds)})`);
}

/** `(timeout: 1.5 sec, worker timeout: 2.2 sec)` with a blank before it, or nothing. */
export function timeoutText(timeout: number | null, workerTimeout: number | null): string {
  if (timeout === null) return '';
  const worker = workerTimeout === null ? '' : `, worker timeout: ${formatDuration(workerTimeout)}`;
  return ` (timeout: ${formatDuration(timeout)}${worker})`;
}
