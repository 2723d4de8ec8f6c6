import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import type { Leak } from '../../runner/result.js';
import { printable } from '../printable.js';
import { leakLine } from './leak-line.js';

/** Appends the leaks of one test in a single write, or nothing; tells what went wrong, or null. */
export function appendReflog(path: string, name: string, leaks: readonly Leak[]): string | null {
  const bytes = Buffer.from(leaks.map((leak) => `${leakLine(name, leak)}\n`).join(''));
  try {
    const fd = openSync(path, 'a');
    try {
      const { size } = fstatSync(fd);
      const written = writeSync(fd, bytes);
      if (written < bytes.length && fstatSync(fd).size === size + written) ftruncateSync(fd, size);
      return written === bytes.length
        ? null
        : `${printable(path)}: only ${written} of ${bytes.length} bytes were written`;
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    return printable(error instanceof Error ? error.message : String(error));
  }
}
