import type { Successors } from './components.js';

const NONE = -1;

/**
 * Immediate dominator of every node that `root` reaches; -1 for the root and for all others.
 * Cooper, Harvey and Kennedy: A Simple, Fast Dominance Algorithm.
 */
export function dominatorsOf(nodes: number, root: number, successors: Successors): Int32Array {
  const postorder = postorderFrom(nodes, root, successors);
  const numberOf = new Int32Array(nodes).fill(NONE);
  for (const [number, node] of postorder.entries()) numberOf[node] = number;
  const predecessors = predecessorsOf(postorder, nodes, successors);
  const idom = new Int32Array(nodes).fill(NONE);
  idom[root] = root;

  const meet = (left: number, right: number): number => {
    let [a, b] = [left, right];
    while (a !== b) {
      while ((numberOf[a] as number) < (numberOf[b] as number)) a = idom[a] as number;
      while ((numberOf[b] as number) < (numberOf[a] as number)) b = idom[b] as number;
    }
    return a;
  };

  for (let changed = true; changed; ) {
    changed = false;
    for (let number = postorder.length - 2; number >= 0; number--) {
      const node = postorder[number] as number;
      let best = NONE;
      for (const before of predecessors[node] as number[]) {
        if (idom[before] === NONE) continue;
        best = best === NONE ? before : meet(best, before);
      }
      if (idom[node] === best) continue;
      idom[node] = best;
      changed = true;
    }
  }
  idom[root] = NONE;
  return idom;
}

function postorderFrom(nodes: number, root: number, successors: Successors): number[] {
  const seen = new Uint8Array(nodes);
  const position = new Int32Array(nodes);
  const order: number[] = [];
  const path = [root];
  seen[root] = 1;
  for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
    const at = position[node] as number;
    if (at === successors.count(node)) {
      order.push(node);
      path.pop();
      continue;
    }
    position[node] = at + 1;
    const next = successors.at(node, at);
    if (seen[next]) continue;
    seen[next] = 1;
    path.push(next);
  }
  return order;
}

function predecessorsOf(reached: readonly number[], nodes: number, successors: Successors): number[][] {
  const predecessors: number[][] = Array.from({ length: nodes }, () => []);
  for (const node of reached) {
    for (let at = 0; at < successors.count(node); at++) predecessors[successors.at(node, at)]?.push(node);
  }
  return predecessors;
}
