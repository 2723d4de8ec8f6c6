import { resolve } from 'node:path';
import { createSink } from '../report/sink.js';
import { writeWholeFile } from '../report/whole-file.js';

/** To stdout where `file` is ''. A file that cannot be written is a warning; it is there whole or not at all. */
export function writeJson(file: string, cwd: string | null, text: string): void {
  if (file === '') {
    createSink(1).write(text);
    return;
  }
  const problem = writeWholeFile(cwd === null ? file : resolve(cwd, file), text);
  if (problem !== null) createSink(2).write(`Warning -- the JSON cannot be written: ${problem}\n`);
}
