import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ancestors, type CommitGraph } from '../../src/bisect/commit-graph.js';
import { firstBadCommit } from '../../src/bisect/first-bad-commit.js';
import type { Oracle, Trial, Verdict } from '../../src/bisect/trials.js';

class CommitOracle implements Oracle<Trial, string> {
  readonly width: number;
  readonly asked: string[] = [];
  readonly #judge: (commit: string) => Verdict;

  constructor(judge: (commit: string) => Verdict, width = 1) {
    this.#judge = judge;
    this.width = width;
  }

  async ask(commits: readonly string[]): Promise<Trial[]> {
    this.asked.push(...commits);
    return commits.map((commit) => ({ verdict: this.#judge(commit) }));
  }
}

const linear = (length: number): CommitGraph => ({
  parents: new Map(Array.from({ length }, (_, index) => [`c${index}`, [`c${index - 1}`]])),
});

/** Commit i has one or two parents among those before it; c0's parent lies outside of the range. */
const graphs = fc.integer({ min: 1, max: 40 }).chain((length) =>
  fc
    .tuple(...Array.from({ length }, (_, index) => fc.tuple(fc.nat(Math.max(0, index - 1)), fc.nat(9))))
    .map((rows): CommitGraph => {
      const parents = rows.map(([far, kind], index): [string, string[]] => {
        const near = index === 0 ? 'good' : `c${index - 1}`;
        if (kind > 2) return [`c${index}`, [near]];
        return [`c${index}`, kind === 0 ? ['good'] : [near, `c${far}`].filter((each) => each !== `c${index}`)];
      });
      return { parents: new Map(parents) };
    }),
);

const last = (graph: CommitGraph): string => [...graph.parents.keys()].at(-1) as string;

describe('the first bad commit', { timeout: 60_000 }, () => {
  it('is found in any graph of commits with merges, whatever is asked for at once', async () => {
    const inputs = fc.tuple(graphs, fc.nat(1000), fc.integer({ min: 1, max: 4 }));
    await fc.assert(
      fc.asyncProperty(inputs, async ([graph, pick, width]) => {
        const bad = last(graph);
        const suspects = [...ancestors(graph, bad)];
        const culprit = suspects[pick % suspects.length] as string;
        const leaks = (commit: string): boolean => ancestors(graph, commit).has(culprit);
        const oracle = new CommitOracle((commit) => (leaks(commit) ? 'leaks' : 'clean'), width);
        const { result } = await firstBadCommit(graph, bad, oracle);
        expect(result).toEqual({ kind: 'found', commit: culprit });
      }),
      { numRuns: 300 },
    );
  });

  it('takes about as many runs as the logarithm of the range', async () => {
    for (const culprit of [0, 1, 333, 500, 998, 999]) {
      const oracle = new CommitOracle((commit) => (Number(commit.slice(1)) >= culprit ? 'leaks' : 'clean'));
      const { result } = await firstBadCommit(linear(1000), 'c999', oracle);
      expect(result).toEqual({ kind: 'found', commit: `c${culprit}` });
      expect(oracle.asked.length).toBeLessThanOrEqual(14);
    }
  });

  it('takes fewer rounds where several are run side by side', async () => {
    const rounds = async (width: number): Promise<number> => {
      let count = 0;
      const oracle: Oracle<Trial, string> = {
        width,
        ask: async (commits) => {
          count++;
          return commits.map((commit) => ({ verdict: Number(commit.slice(1)) >= 77 ? 'leaks' : 'clean' }));
        },
      };
      await firstBadCommit(linear(500), 'c499', oracle);
      return count;
    };
    expect(await rounds(3)).toBeLessThan((await rounds(1)) * 0.75);
  });

  it('is the merge where both sides are clean', async () => {
    const graph: CommitGraph = {
      parents: new Map([
        ['left', ['good']],
        ['right', ['good']],
        ['merge', ['left', 'right']],
        ['after', ['merge']],
      ]),
    };
    const oracle = new CommitOracle((commit) => (['merge', 'after'].includes(commit) ? 'leaks' : 'clean'));
    expect((await firstBadCommit(graph, 'after', oracle)).result).toEqual({ kind: 'found', commit: 'merge' });
  });

  it('is found beside a broken commit, on the side away from the good ones', async () => {
    const verdicts: readonly Verdict[] = ['clean', 'clean', 'leaks', 'unresolved', 'leaks', 'leaks'];
    const oracle = new CommitOracle((commit) => verdicts[Number(commit.slice(1))] as Verdict);
    expect((await firstBadCommit(linear(6), 'c5', oracle)).result).toEqual({ kind: 'found', commit: 'c2' });
  });

  it('is one of several where broken commits stand between clean and leaking', async () => {
    const verdicts: readonly Verdict[] = ['clean', 'unresolved', 'unresolved', 'leaks', 'leaks'];
    const oracle = new CommitOracle((commit) => verdicts[Number(commit.slice(1))] as Verdict);
    const { result } = await firstBadCommit(linear(5), 'c4', oracle);
    expect(result.kind === 'one-of' && [...result.commits].sort()).toEqual(['c1', 'c2', 'c3']);
  });

  it('has only clean parents also where the leak came and went before', async () => {
    const inputs = fc.tuple(graphs, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }));
    await fc.assert(
      fc.asyncProperty(inputs, async ([graph, leaking]) => {
        const bad = last(graph);
        const judge = (commit: string): Verdict =>
          commit === bad || leaking[Number(commit.slice(1))] ? 'leaks' : 'clean';
        const { result } = await firstBadCommit(graph, bad, new CommitOracle(judge));
        const commit = result.kind === 'found' ? result.commit : '';
        expect(judge(commit)).toBe('leaks');
        const parents = (graph.parents.get(commit) ?? []).filter((parent) => graph.parents.has(parent));
        expect(parents.map(judge)).toEqual(parents.map(() => 'clean'));
      }),
      { numRuns: 200 },
    );
  });
});
