import { join, resolve } from 'node:path';
import { GitError } from '../../bisect/git/git.js';
import { bisectCommits } from '../../bisect/git/over-commits.js';
import { openRepository, pathInTree, type Repository } from '../../bisect/git/repository.js';
import { bisectChanges } from '../../bisect/over-changes.js';
import { bisectHistory } from '../../bisect/over-history.js';
import { unlessSpent } from '../../bisect/trials.js';
import { removeSuffix, scenarioDir } from '../../runner/find.js';
import type { TestFile } from '../../runner/options.js';
import { UsageError } from '../options/command-line.js';
import { bisectTestCases } from './bisect-cases.js';
import { HUNT_ENTRY } from './bisect-hunts.js';
import { type Asked, type Bisected, type BisectRun, existingTest, quietly, withHunts } from './bisect-run.js';
import { commandsFor, programWords, ways } from './pasted-commands.js';

/** Runs the bisection that the command line asks for; only --cases has one for each test. */
export async function runBisect(run: BisectRun): Promise<Bisected[]> {
  const { hunt, cwd, options } = run;
  const dir = scenarioDir(hunt.testdir, cwd);
  if (dir === undefined) throw new UsageError(`refhunt bisect: --testdir ${hunt.testdir}: no such folder`);
  if (options.mode === 'cases') return await bisectTestCases(run, dir);
  const [word, ...others] = hunt.names;
  if (word === undefined) throw new UsageError('refhunt bisect: name the test that leaks');
  if (others.length > 0) throw new UsageError(`refhunt bisect: one test at a time, not also '${others[0]}'`);
  if (options.git !== null) return [await overCommits(run, dir, { word, range: options.git })];
  const test = await existingTest(word, dir, cwd);
  return [options.mode === 'changes' ? await overChanges(run, dir, test) : await overHistory(run, dir, test)];
}

/** --bad, which is also --at. */
function badOf({ options, hunt }: BisectRun, asked: Asked): string {
  const { at } = hunt.world;
  if (options.bad !== null && at !== null && options.bad !== at) {
    throw new UsageError(`refhunt bisect: --bad ${options.bad} and --at ${at} are the same question; give one of them`);
  }
  return options.bad ?? asked.state.at;
}

async function overHistory(run: BisectRun, dir: string, test: TestFile): Promise<Bisected> {
  const { options, hunt, cwd, progress } = run;
  const result = await withHunts(run, dir, test, async ({ oracle }, asked) => {
    const { good, all } = options;
    const { estimate: onEstimate } = progress;
    const request = { ...asked.state, test: test.name, good, all, bad: badOf(run, asked), onEstimate };
    return await bisectHistory(oracle, asked.history, request);
  });
  return { result, commands: commandsFor(result, hunt, programWords(process.argv, cwd), null) };
}

async function overChanges(run: BisectRun, dir: string, test: TestFile): Promise<Bisected> {
  const { options, hunt, cwd, progress } = run;
  return await withHunts(run, dir, test, async ({ oracle }, asked) => {
    const bad = { ...asked.state, at: badOf(run, asked) };
    const request = { test: test.name, bad, vary: options.vary, onEstimate: progress.estimate };
    const result = await bisectChanges(oracle, asked.history, request);
    let gone = null;
    for (const way of ways(result, hunt)) {
      const state = { at: bad.at, with: way.with ?? bad.with, without: way.without ?? bad.without };
      const tried = gone === null ? await unlessSpent(() => oracle.one({ state, cases: null }), null) : null;
      if (tried?.verdict === 'clean') gone = way;
    }
    return { result, commands: commandsFor(result, hunt, programWords(process.argv, cwd), gone) };
  });
}

async function overCommits(
  run: BisectRun,
  dir: string,
  { word, range }: { readonly word: string; readonly range: string },
): Promise<Bisected> {
  const { hunt, cwd, signal, progress } = run;
  if (cwd === null) throw new UsageError('refhunt bisect: the current folder was deleted');
  const repository = await openRepository(cwd, signal);
  const inTree = (path: string, what: string): string => {
    const inside = pathInTree(repository, path);
    if (inside !== undefined) return inside;
    throw new GitError(`${what} (${path}) is not in the repository ${repository.root}`);
  };
  const result = await bisectCommits({
    test: removeSuffix(word).split(/[\\/]/).at(-1) ?? word,
    range,
    onEstimate: progress.estimate,
    hunts: {
      repository,
      stem: stemOf(repository, { word, dir, cwd }),
      folder: inTree(dir, 'the folder of scenarios'),
      prefix: inTree(cwd, 'the current folder'),
      options: quietly(hunt),
      width: Math.max(1, hunt.jobs ?? 1),
      entry: HUNT_ENTRY,
      signal,
      onRun: progress.ran,
    },
  });
  return { result, commands: commandsFor(result, hunt, programWords(process.argv, cwd), null) };
}

/** The test's file from the root of the repository, without its suffix; it need not be there any more. */
function stemOf(
  repository: Repository,
  { word, dir, cwd }: { readonly word: string; readonly dir: string; readonly cwd: string },
): string {
  const stem = removeSuffix(word);
  const path = /[\\/]/.test(stem) ? resolve(cwd, stem) : join(dir, stem);
  const folder = pathInTree(repository, join(path, '..'));
  if (folder === undefined) throw new GitError(`the test '${word}' is not in the repository ${repository.root}`);
  return [folder, stem.split(/[\\/]/).at(-1)].filter(Boolean).join('/');
}
