import { findTests, scenarioDir } from '../runner/find.js';
import type { TestFile } from '../runner/options.js';
import { readNextTest, selectTests } from '../runner/select.js';
import { NotFoundError } from './not-found.js';
import { type HuntOptions, readLines } from './options/hunt-options.js';

/** What a run consists of. */
export interface Plan {
  readonly dir: string;
  readonly cwd: string | null;
  readonly tests: readonly TestFile[];
  readonly seed: bigint;
  /** Tests were named: a part of all there are. */
  readonly partial: boolean;
  /** With -s: the test that comes next; null after the last one. */
  readonly next: string | null;
}

function randomSeed(style: HuntOptions['style']): bigint {
  return BigInt(Math.floor(Math.random() * (style === '3.11' ? 10_000_000 : 2 ** 32)));
}

/** Finds the tests of a run and their order. CPython 3.11 Lib/test/libregrtest/main.py: Regrtest.find_tests() */
export async function planHunt(options: HuntOptions, cwd: string | null): Promise<Plan> {
  const dir = scenarioDir(options.testdir, cwd);
  if (dir === undefined) throw new NotFoundError(`refhunt: --testdir ${options.testdir}: no such folder`);
  const seed = options.seed ?? randomSeed(options.style);
  const fromfile = options.fromfile === null ? null : await readLines('-f/--fromfile', options.fromfile, cwd);
  const all = options.single ? (await findTests(dir)).map(({ name }) => name) : [];
  const kept = options.single ? keptTest(all) : null;
  const words = kept === null ? options.names : [kept];
  const selected = await selectTests({
    dir,
    cwd,
    words,
    fromfile,
    exclude: kept === null && options.exclude,
    start: kept === null ? options.start : null,
    seed: options.randomize ? seed : null,
  });
  const tests = options.single ? selected.slice(0, 1) : selected;
  const named = options.names.length > 0 && !options.exclude;
  const partial = options.single || kept !== null || named || (fromfile?.length ?? 0) > 0;
  return { dir, cwd, tests, seed, partial, next: nextAfter(tests[0]?.name, all) };
}

/** The test that the last run with -s left for this one; one of another folder is forgotten. */
function keptTest(all: readonly string[]): string | null {
  const kept = readNextTest();
  return kept !== null && all.includes(kept) ? kept : null;
}

function nextAfter(name: string | undefined, all: readonly string[]): string | null {
  const index = name === undefined ? -1 : all.indexOf(name);
  return index < 0 ? null : (all[index + 1] ?? null);
}
