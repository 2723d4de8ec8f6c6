import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Place } from '../gc/stray.js';

/** Maps of compiled files by path; null: the file has none. */
const maps = new Map<string, SourceMap | null>();

/** Beyond the end of any line: the last mapping of the line is meant. */
const END_OF_LINE = 1_000_000;

/** The place in the file that somebody wrote: a path instead of a URL, TypeScript instead of what was compiled from it. */
export function sourcePlace(place: Place): Place {
  const file = pathOf(place.file);
  const map = mapOf(file);
  const entry = map?.findEntry(place.line - 1, END_OF_LINE);
  if (entry === undefined || !('originalSource' in entry)) return { file, line: place.line };
  return { file: resolve(dirname(file), entry.originalSource), line: entry.originalLine + 1 };
}

function pathOf(file: string): string {
  if (!file.startsWith('file://')) return file;
  try {
    return fileURLToPath(file.replace(/\?.*$/, ''));
  } catch {
    return file;
  }
}

function mapOf(file: string): SourceMap | null {
  if (!/\.m?js$/.test(file)) return null;
  const known = maps.get(file);
  if (known !== undefined) return known;
  const map = readMap(`${file}.map`);
  maps.set(file, map);
  return map;
}

function readMap(path: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}
