import type { Frame, Traceback } from '../../runner/result.js';
import { printable, printableLines } from '../printable.js';

function frameText(frame: Frame): string {
  const head = `  File "${printable(frame.file)}", line ${frame.line}, in ${printable(frame.name)}\n`;
  return frame.text === null ? head : `${head}    ${printable(frame.text.trim())}\n`;
}

/** `AssertionError: 1 != 2` */
export function exceptionLine({ type, message }: Traceback): string {
  return message === '' ? printable(type) : `${printable(type)}: ${printableLines(message)}`;
}

/** So often a frame is shown when it comes again and again. */
const MOST_REPEATED = 3;

/** CPython 3.11 Lib/traceback.py: StackSummary.format() */
function framesText(frames: readonly Frame[]): string {
  let text = '';
  let last = '';
  let times = 0;
  const more = (): string => {
    const count = times - MOST_REPEATED;
    return count > 0 ? `  [Previous line repeated ${count} more time${count > 1 ? 's' : ''}]\n` : '';
  };
  for (const frame of frames) {
    const next = frameText(frame);
    if (next !== last) {
      text += more();
      times = 0;
    }
    last = next;
    if (++times <= MOST_REPEATED) text += next;
  }
  return text + more();
}

/** As Python prints a traceback; without frames only the last line is left of it under its head. */
export function tracebackText(traceback: Traceback): string {
  const frames = framesText(traceback.frames);
  return `Traceback (most recent call last):\n${frames}${exceptionLine(traceback)}\n`;
}
