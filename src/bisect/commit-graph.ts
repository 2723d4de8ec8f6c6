/** Commits of a range with their parents; a parent outside of the range counts as good. */
export interface CommitGraph {
  readonly parents: ReadonlyMap<string, readonly string[]>;
}

/** The commits of the range that can be reached from one, itself included. */
export function ancestors(graph: CommitGraph, commit: string): Set<string> {
  const reached = new Set<string>();
  const open = graph.parents.has(commit) ? [commit] : [];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    open.push(...parentsInRange(graph, next));
  }
  return reached;
}

export function parentsInRange({ parents }: CommitGraph, commit: string): string[] {
  return (parents.get(commit) ?? []).filter((parent) => parents.has(parent));
}
