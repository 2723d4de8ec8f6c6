import { firstBadCommit } from '../first-bad-commit.js';
import type { HuntAnswer } from '../hunt-question.js';
import type { CommitReading, Ending, GitResult } from '../result.js';
import { type CommitHunts, CommitOracle } from './commit-oracle.js';
import { GitError } from './git.js';
import {
  type CommitRange,
  changedLines,
  commitGraph,
  commitInfo,
  mergeBase,
  type Repository,
  resolveRange,
} from './repository.js';

export interface CommitsRequest {
  readonly test: string;
  /** GOOD..BAD */
  readonly range: string;
  readonly hunts: CommitHunts;
  readonly onEstimate: (left: number) => void;
}

/** The first commit of GOOD..BAD in which the test leaks. */
export async function bisectCommits(request: CommitsRequest): Promise<GitResult> {
  const { hunts } = request;
  const range = await resolveRange(hunts.repository, request.range);
  const oracle = new CommitOracle(hunts, range.bad);
  try {
    return await search(request, range, oracle);
  } finally {
    oracle.close();
  }
}

async function search(request: CommitsRequest, range: CommitRange, oracle: CommitOracle): Promise<GitResult> {
  const { repository, folder } = request.hunts;
  const remarks: string[] = [];
  const start = await startOf(repository, range, remarks);
  const graph = await commitGraph(repository, range);
  const read = async (commits: readonly string[]): Promise<CommitReading[]> => {
    const answers = await oracle.ask(commits);
    const infos = await Promise.all(commits.map((commit) => commitInfo(repository, commit)));
    return infos.map((commit, index) => ({ commit, answer: answers[index] as HuntAnswer }));
  };
  // BAD first: where the test has another name in earlier commits, it is the one it has here.
  const [bad] = (await read([range.bad])) as [CommitReading];
  const [good] = (await read([start])) as [CommitReading];
  const done = (ending: Ending, more: Partial<GitResult> = {}): GitResult => ({
    mode: 'git',
    test: request.test,
    ending,
    good,
    bad,
    first: null,
    before: [],
    diff: '',
    oneOf: [],
    commits: graph.parents.size,
    runs: oracle.runs,
    ...more,
    remarks: [...remarks, ...[...oracle.oldNames].map((name) => `in earlier commits the test is ${name}`)],
  });
  if (bad.answer.verdict === 'clean') return done('nothing');
  if (good.answer.verdict !== 'clean' || bad.answer.verdict !== 'leaks') return done('inconclusive');
  const { result } = await firstBadCommit(graph, range.bad, oracle, { onEstimate: request.onEstimate });
  if (result.kind === 'one-of') return done('inconclusive', { oneOf: await read(result.commits) });
  const [first] = await read([result.commit]);
  const before = await read(graph.parents.get(result.commit) ?? []);
  const diff = await changedLines(repository, result.commit, folder);
  if (!repository.edge.has(result.commit)) return done('found', { first: first ?? null, before, diff });
  remarks.push('this clone is shallow and begins with that commit: the leak may be older');
  return done('inconclusive', { first: first ?? null, before, diff });
}

/** GOOD, or where it is on another line than BAD, the commit at which they part. */
async function startOf(repository: Repository, range: CommitRange, remarks: string[]): Promise<string> {
  const base = await mergeBase(repository, range);
  const short = (commit: string): string => commit.slice(0, 12);
  if (base === undefined) {
    const shallow = repository.edge.size > 0 ? '; this clone is shallow: `git fetch --unshallow` brings the rest' : '';
    throw new GitError(`${short(range.good)} and ${short(range.bad)} have no history in common here${shallow}`);
  }
  if (base !== range.good) remarks.push(`GOOD is no ancestor of BAD: ${short(base)}, where they part, stands for it`);
  return base;
}
