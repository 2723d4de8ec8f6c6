import { statSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import type { TestFile } from './options.js';
import { SHIPPED_SCENARIOS } from './package-root.js';

/** In this order: the source is shown in messages; which form of it runs is decided when it is loaded. */
const EXTENSIONS = ['.ts', '.mts', '.js', '.mjs'] as const;
const SUFFIX = /\.(?:ts|mts|js|mjs|py)$/;

/** A name or path without the suffix of a test file. CPython 3.11 Lib/test/libregrtest/utils.py: removepy() */
export function removeSuffix(name: string): string {
  return name.replace(SUFFIX, '');
}

function isKind(path: string, kind: 'isFile' | 'isDirectory'): boolean {
  return statSync(path, { throwIfNoEntry: false })?.[kind]() === true;
}

/** As isKind(), but what cannot be looked at (a loop of links, no permission) is not there. */
function exists(path: string, kind: 'isFile' | 'isDirectory'): boolean {
  try {
    return isKind(path, kind);
  } catch {
    return false;
  }
}

/** The first that exists of --testdir, ./scenarios and the shipped scenarios; undefined if --testdir does not. */
export function scenarioDir(testdir: string | null, cwd: string | null): string | undefined {
  if (testdir !== null) {
    const dir = cwd === null ? testdir : resolve(cwd, testdir);
    return exists(dir, 'isDirectory') ? dir : undefined;
  }
  const local = cwd === null ? undefined : join(cwd, 'scenarios');
  return local !== undefined && exists(local, 'isDirectory') ? local : SHIPPED_SCENARIOS;
}

function withExtension(path: string): string | null {
  for (const extension of EXTENSIONS) {
    if (exists(`${path}${extension}`, 'isFile')) return `${path}${extension}`;
  }
  return null;
}

const isPath = (name: string): boolean => /[\\/]/.test(name);

/** Test files of a folder, sorted by name; a name that stands there twice counts once. */
export async function findTests(dir: string): Promise<TestFile[]> {
  const { default: glob } = await import('fast-glob');
  const found = await glob('test_*.{ts,mts,js,mjs}', {
    cwd: dir,
    onlyFiles: false,
    ignore: ['*.d.ts', '*.d.mts'],
    suppressErrors: true,
  });
  const names = [...new Set(found.map(removeSuffix))].sort();
  return names.map((name) => ({ name, file: withExtension(join(dir, name)), suggestion: null }));
}

/** The test that a word of the command line means: a name in `dir`, or a path from `cwd`. */
export function testOf(word: string, dir: string, cwd: string | null): TestFile {
  const stem = removeSuffix(word);
  const name = isPath(word) ? basename(stem) : stem;
  const path = isPath(word) && !isAbsolute(stem) && cwd !== null ? resolve(cwd, stem) : stem;
  const file = withExtension(isPath(word) ? path : join(dir, stem));
  return { name, file, suggestion: null };
}

/** The name among `names` that is so near that it was probably meant. */
export async function nearest(name: string, names: readonly string[]): Promise<string | null> {
  const { distance } = await import('fastest-levenshtein');
  let best: string | null = null;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of names) {
    const far = distance(name, candidate);
    if (far < bestDistance) [best, bestDistance] = [candidate, far];
  }
  return best;
}
