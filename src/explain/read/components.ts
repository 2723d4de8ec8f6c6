/** Successors of a node, by position. */
export interface Successors {
  count(node: number): number;
  at(node: number, position: number): number;
}

/** strongComponents() of lists of successors. */
export function componentsOf(next: readonly (readonly number[])[]): { of: Int32Array; count: number } {
  return strongComponents(next.length, {
    count: (node) => (next[node] as readonly number[]).length,
    at: (node, position) => (next[node] as readonly number[])[position] as number,
  });
}

const UNVISITED = -1;

/**
 * Strongly connected components (Tarjan), iteratively. Returns the component of each node; a component has a higher
 * number than all it leads to.
 */
export function strongComponents(nodes: number, successors: Successors): { of: Int32Array; count: number } {
  const of = new Int32Array(nodes).fill(UNVISITED);
  const order = new Int32Array(nodes).fill(UNVISITED);
  const low = new Int32Array(nodes);
  const position = new Int32Array(nodes);
  const open: number[] = [];
  const path: number[] = [];
  let visited = 0;
  let count = 0;

  const enter = (node: number): void => {
    order[node] = low[node] = visited++;
    open.push(node);
    path.push(node);
  };
  const close = (node: number): void => {
    for (;;) {
      const member = open.pop() as number;
      of[member] = count;
      if (member === node) break;
    }
    count++;
  };
  const leave = (node: number): void => {
    path.pop();
    if (low[node] === order[node]) close(node);
    const parent = path.at(-1);
    if (parent !== undefined) low[parent] = Math.min(low[parent] as number, low[node] as number);
  };

  for (let start = 0; start < nodes; start++) {
    if (order[start] !== UNVISITED) continue;
    enter(start);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const at = position[node] as number;
      if (at === successors.count(node)) {
        leave(node);
        continue;
      }
      position[node] = at + 1;
      const next = successors.at(node, at);
      if (order[next] === UNVISITED) enter(next);
      else if (of[next] === UNVISITED) low[node] = Math.min(low[node] as number, order[next] as number);
    }
  }
  return { of, count };
}
