import type { Frame, Traceback } from '../runner/result.js';
import { printable, printableLines } from './printable.js';

function frameText(frame: Frame): string {
  const head = `  File "${printable(frame.file)}", line ${frame.line}, in ${printable(frame.name)}\n`;
  return frame.text === null ? head : `${head}    ${printable(frame.text.trim())}\n`;
}

/** `AssertionError: 1 != 2` */
export function exceptionLine({ type, message }: Traceback): string {
  return message === '' ? printable(type) : `${printable(type)}: ${printableLines(message)}`;
}

/** As Python prints a traceback; without frames only the last line is left of it under its head. */
export function tracebackText(traceback: Traceback): string {
  const frames = traceback.frames.map(frameText).join('');
  return `Traceback (most recent call last):\n${frames}${exceptionLine(traceback)}\n`;
}
