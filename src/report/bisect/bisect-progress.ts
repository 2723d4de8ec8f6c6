import { formatDuration } from '../regrtest/format-duration.js';

/** Shows how far a search is, in one line that is written over. */
export interface Progress {
  ran(runs: number): void;
  estimate(left: number): void;
  /** Takes the line away. */
  clear(): void;
}

export const SILENT: Progress = { ran: () => {}, estimate: () => {}, clear: () => {} };

const LINE_START = '\r\u001b[K';

/** `write` goes to a terminal. */
export function progressLine(write: (text: string) => void, now: () => number): Progress {
  const start = now();
  let [runs, left] = [0, 0];
  const show = (): void => {
    const seconds = (now() - start) / 1000;
    const rest = runs > 1 && left > 0 ? `, about ${formatDuration((seconds / (runs - 1)) * left)}` : '';
    write(`${LINE_START}hunt ${runs}${left > 0 ? `, ${left} left or fewer${rest}` : ''}`);
  };
  return {
    ran: (count) => {
      left = Math.max(0, left - (count - runs));
      runs = count;
      show();
    },
    estimate: (count) => {
      left = count;
      show();
    },
    clear: () => write(LINE_START),
  };
}
