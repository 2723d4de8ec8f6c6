import { resolve } from 'node:path';
import { createSink } from '../report/sink.js';
import { writeWholeFile } from '../report/whole-file.js';

/**
 * To stdout where `file` is '', nowhere where it is null; the file is there whole or not at all. False: it cannot be
 * written, which is said.
 */
export function writeJson(file: string | null, cwd: string | null, text: () => string): boolean {
  if (file === null) return true;
  if (file === '') {
    createSink(1).write(text());
    return true;
  }
  const problem = writeWholeFile(cwd === null ? file : resolve(cwd, file), text());
  if (problem !== null) createSink(2).write(`refhunt: --json cannot be written: ${problem}\n`);
  return problem === null;
}
