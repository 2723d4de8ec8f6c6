import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isInside, PACKAGE_ROOT } from '../runner/package-root.js';
import type { SourcePlace } from './result.js';

const MAPPING = /\/\/# sourceMappingURL=(\S+)\s*$/;

/** Turns places as the engine saw them into those a reader knows: the `.ts` line, relative to where they work. */
export function createPlaceMapper(cwd: string | null): (place: SourcePlace) => SourcePlace {
  const compiled = new Map<string, Compiled | null>();
  const compiledAt = (path: string): Compiled | null => {
    const known = compiled.get(path);
    if (known !== undefined) return known;
    const read = readCompiled(path);
    compiled.set(path, read);
    return read;
  };
  return ({ file, line }) => {
    const path = pathOf(file);
    const origin = path.endsWith('.js') ? originOf(path, line, compiledAt(path)) : null;
    const mapped = origin ?? { file: path, line };
    return { ...mapped, file: shown(mapped.file, cwd) };
  };
}

interface Compiled {
  readonly lines: readonly string[];
  readonly map: SourceMap;
}

function pathOf(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file) : file;
}

/** A line maps as its first word does. */
function originOf(path: string, line: number, compiled: Compiled | null): SourcePlace | null {
  const entry = compiled?.map.findEntry(line - 1, compiled.lines[line - 1]?.search(/\S/) ?? 0);
  if (entry === undefined || !('originalSource' in entry)) return null;
  return { file: resolve(dirname(path), pathOf(entry.originalSource)), line: entry.originalLine + 1 };
}

function readCompiled(path: string): Compiled | null {
  try {
    const text = readFileSync(path, 'utf8');
    const url = MAPPING.exec(text)?.[1];
    if (url === undefined) return null;
    const json = url.startsWith('data:')
      ? Buffer.from(url.slice(url.indexOf(',') + 1), 'base64').toString('utf8')
      : readFileSync(resolve(dirname(path), url), 'utf8');
    return { lines: text.split('\n'), map: new SourceMap(JSON.parse(json)) };
  } catch {
    return null;
  }
}

function shown(path: string, cwd: string | null): string {
  const base = isInside(path, PACKAGE_ROOT) ? PACKAGE_ROOT : cwd !== null && isInside(path, cwd) ? cwd : null;
  return base !== null && existsSync(path) ? relative(base, path) : path;
}
