import { isAbsolute, relative } from 'node:path';
import type { Place } from '../gc/stray.js';

/** `scenarios/extensions/thread.ts:48`, from the folder in which the reader stands where it is below that. */
export function placeText({ file, line }: Place, cwd: string | null): string {
  const near = cwd === null ? file : relative(cwd, file);
  return `${near === '' || near.startsWith('..') || isAbsolute(near) ? file : near}:${line}`;
}
