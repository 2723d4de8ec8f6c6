import type { Picture, PictureNode } from '../result.js';
import { type Arrow, cyclesOf, nextOf, reached, shortestCycle } from './picture-cycles.js';

const MOST_NODES = 40;
/** More roots than these say no more. */
const MOST_ROOTS = 12;

/**
 * At most so many nodes: the roots of what the finding is about, the first of it with one whole cycle, the rest of it,
 * then what is nearest. `first`: what the finding is about.
 */
export function bounded(picture: Picture, first: ReadonlySet<string>): Picture {
  const order = [...inOrder(picture, first)].slice(0, MOST_NODES);
  const position = new Map(order.map((id, index) => [id, index]));
  const edges = picture.edges.filter(({ from, to }) => position.has(from) && position.has(to));
  const held = new Set(edges.map(({ from }) => from));
  const nodes = picture.nodes
    // A root of what is not drawn holds nothing here.
    .filter(({ id, shape }) => position.has(id) && (shape !== 'root' || held.has(id)))
    .sort((left, right) => (position.get(left.id) as number) - (position.get(right.id) as number));
  return numberedOn({ ...picture, nodes, edges });
}

function inOrder({ nodes, edges }: Picture, firstIds: ReadonlySet<string>): Set<string> {
  const rank = ({ link, component }: PictureNode): number => (link ? 0 : component === null ? 2 : 1);
  const first = nodes
    .filter(({ id, link }) => link || firstIds.has(id))
    .toSorted((left, right) => rank(left) - rank(right))
    .map(({ id }) => id);
  const about = new Set(first);
  const ids = nodes.map(({ id }) => id);
  const shapes = new Map(nodes.map(({ id, shape }) => [id, shape]));
  const roots = edges.filter(({ from, to }) => shapes.get(from) === 'root' && about.has(to)).map(({ from }) => from);
  const order = new Set([...roots.slice(0, MOST_ROOTS), ...first.slice(0, 1), ...nearestCycle(first, edges), ...first]);
  const both = [...edges, ...edges.map((edge) => ({ ...edge, from: edge.to, to: edge.from }))];
  // What has nothing to do with it comes last.
  return reached([...reached(order, nextOf(both)), ...ids], new Map());
}

/** Through the first of what the finding is about, or through what that leads to. */
function nearestCycle(first: readonly string[], edges: readonly Arrow[]): string[] {
  for (const id of reached(first, nextOf(edges.filter(({ kind }) => kind !== 'weak')))) {
    const cycle = shortestCycle(id, edges);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

/** Numbers the cycles from 1; an object whose cycle is not drawn has no box. */
function numberedOn(picture: Picture): Picture {
  const { nodes } = picture;
  const component = new Map(nodes.map((node) => [node.id, node.component]));
  const inside = picture.edges.filter(
    ({ from, to }) => component.get(from) === component.get(to) && component.get(from) !== null,
  );
  const numbers = cyclesOf(
    nodes.map(({ id }) => id),
    inside,
  );
  return { ...picture, nodes: nodes.map((node) => ({ ...node, component: numbers.get(node.id) ?? null })) };
}
