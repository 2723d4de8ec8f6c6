import { ancestors, type CommitGraph, parentsInRange } from './commit-graph.js';
import type { Oracle, Trial } from './trials.js';

export type FirstBadCommit =
  /** The commit leaks, and each of its parents in the range was run and is clean. */
  | { readonly kind: 'found'; readonly commit: string }
  /** It is one of these; all but the last could not be judged. */
  | { readonly kind: 'one-of'; readonly commits: readonly string[] };

export interface CommitTrials<T extends Trial> {
  /** Everything that was run. */
  readonly tried: ReadonlyMap<string, T>;
  readonly result: FirstBadCommit;
}

export interface SearchOptions {
  readonly onEstimate?: (left: number) => void;
}

/**
 * The first leaking commit of a graph whose commit `bad` leaks, by halving what can still be it. Of a commit that leaks,
 * only ancestors can be it; of a clean one, no ancestor can. Commits that cannot be judged are gone round.
 */
export async function firstBadCommit<T extends Trial>(
  graph: CommitGraph,
  bad: string,
  oracle: Oracle<T, string>,
  { onEstimate }: SearchOptions = {},
): Promise<CommitTrials<T>> {
  const tried = new Map<string, T>();
  const run = async (commits: readonly string[]): Promise<void> => {
    const fresh = commits.filter((commit) => !tried.has(commit));
    const answers = fresh.length > 0 ? await oracle.ask(fresh) : [];
    for (const [index, commit] of fresh.entries()) tried.set(commit, answers[index] as T);
  };
  await run([bad]);
  let suspects = new Suspects(graph, bad);
  for (;;) {
    const open = suspects.others.filter((commit) => !tried.has(commit));
    onEstimate?.(Math.ceil(Math.log2(open.length + 1)));
    if (open.length > 0) {
      await run(suspects.halvings(open, oracle.width));
    } else {
      // That ancestors of a clean commit are clean was assumed; for the parents of the culprit it is looked at.
      const parents = parentsInRange(graph, suspects.bad);
      await run(parents);
      const leaking = parents.find((parent) => tried.get(parent)?.verdict === 'leaks');
      if (leaking === undefined) return { tried, result: endOf(suspects, parents, tried) };
      suspects = new Suspects(graph, leaking);
    }
    suspects = suspects.after(tried);
  }
}

function endOf<T extends Trial>(
  suspects: Suspects,
  parents: readonly string[],
  tried: ReadonlyMap<string, T>,
): FirstBadCommit {
  const unresolved = (commit: string): boolean => tried.get(commit)?.verdict === 'unresolved';
  const open = new Set([...suspects.others, ...parents].filter(unresolved));
  if (open.size === 0) return { kind: 'found', commit: suspects.bad };
  return { kind: 'one-of', commits: [...open, suspects.bad] };
}

/** Of a long range, so many commits are looked at for the one that halves it best. */
const PROBES = 100;

/** What can still be the first bad commit: one that leaks, and ancestors of it. */
class Suspects {
  readonly bad: string;
  readonly others: readonly string[];
  readonly #graph: CommitGraph;

  constructor(graph: CommitGraph, bad: string, among: ReadonlySet<string> = ancestors(graph, bad)) {
    this.#graph = graph;
    this.bad = bad;
    this.others = [...graph.parents.keys()].filter((commit) => commit !== bad && among.has(commit));
  }

  /** What the trials leave over. */
  after(tried: ReadonlyMap<string, Trial>): Suspects {
    let left = new Set([...this.others, this.bad]);
    let { bad } = this;
    for (const commit of this.others) {
      const verdict = left.has(commit) ? tried.get(commit)?.verdict : undefined;
      if (verdict === undefined || verdict === 'unresolved') continue;
      const before = ancestors(this.#graph, commit);
      if (verdict === 'leaks') {
        bad = commit;
        left = new Set([...left].filter((each) => before.has(each)));
      } else left = new Set([...left].filter((each) => !before.has(each)));
    }
    return new Suspects(this.#graph, bad, left);
  }

  /**
   * The commit that halves the suspects best; for more than one, those that will halve what is left, whichever way the
   * first turns out.
   */
  halvings(open: readonly string[], width: number): string[] {
    const chosen: string[] = [];
    const pools: ReadonlySet<string>[] = [new Set([...this.others, this.bad])];
    for (let pool = pools.shift(); pool !== undefined && chosen.length < width; pool = pools.shift()) {
      const middle = this.#middleOf(pool, open);
      if (middle === undefined) continue;
      chosen.push(middle);
      const before = ancestors(this.#graph, middle);
      pools.push(new Set([...pool].filter((each) => before.has(each) && each !== middle)));
      pools.push(new Set([...pool].filter((each) => !before.has(each))));
      pools.sort((left, right) => right.size - left.size);
    }
    return chosen;
  }

  #middleOf(pool: ReadonlySet<string>, open: readonly string[]): string | undefined {
    let best: string | undefined;
    let bestRest = -1;
    const inPool = open.filter((commit) => pool.has(commit));
    const stride = Math.max(1, Math.floor(inPool.length / PROBES));
    for (let index = Math.floor(stride / 2); index < inPool.length; index += stride) {
      const commit = inPool[index] as string;
      const before = [...ancestors(this.#graph, commit)].filter((each) => pool.has(each)).length;
      const rest = Math.min(before, pool.size - before);
      if (rest > bestRest) [best, bestRest] = [commit, rest];
    }
    return best;
  }
}
