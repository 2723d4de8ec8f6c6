import { resolve } from 'node:path';
import type { HuntOracle } from '../../bisect/hunt-oracle.js';
import type { HuntAnswer } from '../../bisect/hunt-question.js';
import { shrinkingTrials } from '../../bisect/minimal-sets.js';
import { bisectCases } from '../../bisect/over-cases.js';
import type { CasesResult } from '../../bisect/result.js';
import { unlessSpent } from '../../bisect/trials.js';
import { count } from '../../report/count.js';

import { printable } from '../../report/printable.js';
import { writeWholeFile } from '../../report/whole-file.js';
import { selectCases } from '../../runner/cases.js';
import { loadScenario } from '../../runner/load.js';
import type { MatchPattern, TestFile } from '../../runner/options.js';
import { UsageError } from '../options/command-line.js';
import { readLines } from '../options/hunt-options.js';
import { type Asked, type Bisected, type BisectRun, existingTest, withHunts } from './bisect-run.js';
import { commandsFor, leakingCases, programWords } from './pasted-commands.js';

/** `refhunt bisect --cases`: each test by itself, since no test sees what another one left. */
export async function bisectTestCases(run: BisectRun, dir: string): Promise<Bisected[]> {
  const { hunt, cwd, options } = run;
  const listed = options.input === null ? null : await listedCases(options.input, cwd);
  const words = hunt.names.length > 0 ? hunt.names : testsIn(listed ?? []);
  if (words.length === 0) throw new UsageError('refhunt bisect: name the test that leaks, or its cases with -i FILE');
  const tests: TestFile[] = [];
  for (const word of new Set(words)) tests.push(await existingTest(word, dir, cwd));
  const chosen: string[][] = [];
  for (const test of tests) chosen.push(await casesOf(run, test, listed));
  const output = outputFile(run);
  output.write(chosen.flat());
  const bisected: Bisected[] = [];
  for (const [index, test] of tests.entries()) {
    bisected.push(await bisectOne(run, dir, { test, cases: chosen[index] ?? [], output }));
  }
  const done = bisected.flatMap(({ result }) => (result.mode === 'cases' ? leakingCases(result) : []));
  if (done.length > 0) output.write(done);
  return bisected;
}

/** One id a line; CPython's own begin with `test.`. */
async function listedCases(file: string, cwd: string | null): Promise<string[]> {
  const lines = await readLines('-i/--input', file, cwd);
  return lines.map((line) => line.trim().replace(/^test\.(?=test_)/, '')).filter(Boolean);
}

const testsIn = (cases: readonly string[]): string[] => [...new Set(cases.map((id) => id.split('.')[0] ?? id))];

/** The cases that a run of the test would have, or those of them that a file lists. */
async function casesOf(
  { hunt, options }: BisectRun,
  test: TestFile,
  listed: readonly string[] | null,
): Promise<string[]> {
  const scenario = await loadScenario(test.file ?? '');
  const own = listed?.filter((id) => id.startsWith(`${test.name}.`)) ?? null;
  const patterns: readonly MatchPattern[] =
    own === null ? hunt.patterns : own.map((id) => ({ pattern: id.replace(/[*?[]/g, '[$&]'), accept: true }));
  const ids = selectCases(test.name, scenario, hunt.style, patterns).map((name) => `${test.name}.${name}`);
  const unknown = own?.find((id) => !ids.includes(id));
  if (unknown !== undefined) throw new UsageError(`refhunt bisect: -i ${options.input}: no case named '${unknown}'`);
  if (ids.length === 0) throw new UsageError(`refhunt bisect: no case of ${test.name} was chosen`);
  return ids;
}

interface OutputFile {
  /** Writes the cases, one a line; each time the whole file. */
  write(cases: readonly string[]): void;
}

function outputFile({ options, cwd }: BisectRun): OutputFile {
  const { output } = options;
  if (output === null) return { write: () => {} };
  const path = cwd === null ? output : resolve(cwd, output);
  return {
    write: (cases) => {
      const problem = writeWholeFile(path, cases.map((id) => `${id}\n`).join(''));
      if (problem !== null) throw new UsageError(`refhunt bisect: -o ${output}: ${problem}`);
    },
  };
}

interface CasesOfTest {
  readonly test: TestFile;
  readonly cases: readonly string[];
  readonly output: OutputFile;
}

async function bisectOne(run: BisectRun, dir: string, { test, cases, output }: CasesOfTest): Promise<Bisected> {
  const { options, hunt, cwd, progress, say } = run;
  const { maxTests, maxIter } = options;
  const most = Math.min(maxIter, 1 + shrinkingTrials(cases.length));
  say(printable(`${test.name}: ${count(cases.length, 'case')}; to find one set of them takes up to ${most} hunts`));
  say('\n');
  return await withHunts(run, dir, test, async ({ oracle }, asked) => {
    const result = await bisectCases(oracle, {
      test: test.name,
      state: asked.state,
      cases,
      maxTests,
      onEstimate: progress.estimate,
      onFound: output.write,
    });
    const gone = await withoutCulprits(oracle, asked, result);
    return { result, commands: commandsFor(result, hunt, programWords(process.argv, cwd), gone) };
  });
}

/** The test without one case of each set, where that is clean; it is run to know. */
async function withoutCulprits(
  oracle: HuntOracle,
  { state }: Asked,
  { sets, cases }: CasesResult,
): Promise<{ patterns: MatchPattern[] } | null> {
  const left = cases.filter((id) => !sets.some((set) => set.cases[0] === id));
  if (sets.length === 0 || left.length === 0) return null;
  const tried = await unlessSpent<HuntAnswer | null>(() => oracle.one({ state, cases: left }), null);
  if (tried?.verdict !== 'clean') return null;
  return { patterns: left.map((pattern) => ({ pattern, accept: true })) };
}
