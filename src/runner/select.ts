import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTests, nearest, removeSuffix, testOf } from './find.js';
import type { TestFile } from './options.js';
import { shuffled } from './random.js';

export interface Selection {
  readonly dir: string;
  readonly cwd: string | null;
  /** Names and paths of the command line. */
  readonly words: readonly string[];
  /** Lines of -f; null: none given. */
  readonly fromfile: readonly string[] | null;
  readonly exclude: boolean;
  readonly start: string | null;
  /** Order; null: as given. */
  readonly seed: bigint | null;
}

/** A name on the command line that means no test; `suggestion` is the nearest that does. */
export class UnknownTest extends Error {
  readonly suggestion: string | null;

  constructor(message: string, suggestion: string | null) {
    super(message);
    this.name = 'UnknownTest';
    this.suggestion = suggestion;
  }
}

const NAME_IN_LINE = /(?<![\p{L}\p{N}_])test_[a-zA-Z0-9_]+(?![\p{L}\p{N}_])/u;

/** The first name of each line, so that an old log can be given back. CPython 3.11: Regrtest.find_tests() */
export function namesInLog(lines: readonly string[]): string[] {
  return lines.flatMap((line) => NAME_IN_LINE.exec((line.split('#')[0] ?? '').trim())?.[0] ?? []);
}

/** The tests of a run in their order. CPython 3.11 Lib/test/libregrtest/main.py: Regrtest.find_tests() */
export async function selectTests(selection: Selection): Promise<TestFile[]> {
  const { start, seed } = selection;
  let tests = await chooseTests(selection);
  if (start !== null) {
    const name = removeSuffix(start);
    const index = tests.findIndex((test) => test.name === name);
    if (index < 0) throw await unknown('-S/--start', start, tests);
    tests = tests.slice(index);
  }
  return seed === null ? tests : shuffled(tests, seed);
}

async function unknown(option: string, name: string, tests: readonly TestFile[]): Promise<UnknownTest> {
  const names = tests.map((test) => test.name);
  return new UnknownTest(`${option}: no test named '${name}'`, await nearest(name, names));
}

async function chooseTests(selection: Selection): Promise<TestFile[]> {
  const { dir, cwd, words, fromfile, exclude } = selection;
  if (exclude) return await allBut(words, dir);
  const chosen = fromfile === null ? words : namesInLog(fromfile);
  if (fromfile === null && chosen.length === 0) return await findTests(dir);
  return await withSuggestions(
    chosen.map((word) => testOf(word, dir, cwd)),
    dir,
  );
}

async function allBut(words: readonly string[], dir: string): Promise<TestFile[]> {
  const tests = await findTests(dir);
  const excluded = new Set(words.map(removeSuffix));
  for (const name of excluded) {
    if (!tests.some((test) => test.name === name)) throw await unknown('-x/--exclude', name, tests);
  }
  return tests.filter((test) => !excluded.has(test.name));
}

/** The folder is only searched when a name is not in it. */
async function withSuggestions(tests: TestFile[], dir: string): Promise<TestFile[]> {
  if (tests.every(({ file }) => file !== null)) return tests;
  const names = (await findTests(dir)).map(({ name }) => name);
  return await Promise.all(
    tests.map(async (test) => (test.file === null ? { ...test, suggestion: await nearest(test.name, names) } : test)),
  );
}

/** Where -s keeps the name of the test that comes next. */
const NEXT_TEST_FILE = join(tmpdir(), 'pynexttest');

/** The test that -s runs now; null: it begins with the first one. */
export function readNextTest(): string | null {
  try {
    return readFileSync(NEXT_TEST_FILE, 'utf8').trim() || null;
  } catch {
    return null;
  }
}

/** Remembers the test that -s runs next; after the last one, nothing is kept. */
export function writeNextTest(name: string | null): void {
  if (name === null) rmSync(NEXT_TEST_FILE, { force: true });
  else writeFileSync(NEXT_TEST_FILE, `${name}\n`);
}
