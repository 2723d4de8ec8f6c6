import type { Picture, PictureEdge, PictureNode } from '../result.js';
import { grouped } from './grouped.js';

/** One node for several. */
export interface Fold {
  readonly picture: Picture;
  /** By node: the one that stands for it. */
  readonly into: ReadonlyMap<string, string>;
}

/**
 * Folds what differs in nothing but its place in the list: objects of a cycle that have the same neighbours
 * ('9 method_descriptor'), then whole cycles, and what hangs on them.
 */
export function folded(whole: Picture, isFirst: (id: string) => boolean): Fold {
  const twins = twinsIn(whole, isFirst);
  const once = merged(whole, twins);
  const colours = coloursOf(once, isFirst);
  const { into, alike, dropped } = alikeIn(once, colours);
  const edges = once.edges.filter((edge) => !dropped.has(edge));
  const { nodes, ...rest } = merged({ ...once, edges }, into);
  const picture = { ...rest, nodes: nodes.map((node) => ({ ...node, alike: alike.get(node.id) ?? 1 })) };
  return { picture, into: new Map([...twins].map(([id, twin]) => [id, into.get(twin) as string])) };
}

function withoutKey(label: string): string {
  return label
    .replace(/^\[.*\]$/, '[...]')
    .replace(/^key .*/, 'key')
    .replace(/^\..*/, '.*');
}

/** What an object is by itself. */
function looks(node: PictureNode): unknown {
  const { label, shape, link, refcnt, gcRefs, unreachable, states, count } = node;
  return [label, shape, link, refcnt, gcRefs, unreachable, states.join(), count, node.component === null];
}

interface Neighbour {
  readonly other: string;
  /** The edge, as this end sees it. */
  readonly how: string;
}

function neighboursOf({ nodes, edges }: Picture): Map<string, Neighbour[]> {
  const around = new Map(nodes.map(({ id }): [string, Neighbour[]] => [id, []]));
  for (const { from, to, label, kind, count, cleared } of edges) {
    const how = `${withoutKey(label)} ${kind} ${count} ${cleared}`;
    around.get(from)?.push({ other: to, how: `>${how}` });
    around.get(to)?.push({ other: from, how: `<${how}` });
  }
  return around;
}

/** Objects of one cycle with the same neighbours; every other node stands for itself. */
function twinsIn(picture: Picture, isFirst: (id: string) => boolean): Map<string, string> {
  const around = neighboursOf(picture);
  const first = new Map<string, string>();
  return new Map(
    picture.nodes.map((node) => {
      const { id, component } = node;
      const near = (around.get(id) ?? []).map(({ other, how }) => `${how} ${other}`).sort();
      const key = component === null ? id : JSON.stringify([looks(node), isFirst(id), component, near]);
      if (!first.has(key)) first.set(key, id);
      return [id, first.get(key) as string];
    }),
  );
}

/**
 * Numbers nodes by what they are and what is around them, near and far: until no round tells more of them apart, each
 * number is refined by those of the neighbours.
 */
function coloursOf(picture: Picture, isFirst: (id: string) => boolean): Map<string, number> {
  const around = neighboursOf(picture);
  const ids = picture.nodes.map(({ id }) => id);
  const start = picture.nodes.map((node) =>
    node.shape === 'root' ? node.id : JSON.stringify([looks(node), isFirst(node.id)]),
  );
  let colours = numbered(ids, start);
  for (let known = 0; known < new Set(colours.values()).size; ) {
    known = new Set(colours.values()).size;
    const keys = ids.map((id) => {
      const near = (around.get(id) ?? []).map(({ other, how }) => `${how} ${colours.get(other)}`).sort();
      return `${colours.get(id)}|${near.join('|')}`;
    });
    colours = numbered(ids, keys);
  }
  return colours;
}

function numbered(ids: readonly string[], keys: readonly string[]): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const key of keys) if (!numbers.has(key)) numbers.set(key, numbers.size);
  return new Map(ids.map((id, index) => [id, numbers.get(keys[index] as string) as number]));
}

interface Alike {
  readonly into: Map<string, string>;
  /** By node of a cycle that stands for others: how many they are. */
  readonly alike: Map<string, number>;
  /** Inside of cycles that another one stands for. */
  readonly dropped: ReadonlySet<PictureEdge>;
}

/** Outside of cycles, nodes of one colour are one: none of them can lead to another. Cycles are compared as a whole. */
function alikeIn({ nodes, edges }: Picture, colours: ReadonlyMap<string, number>): Alike {
  const into = new Map<string, string>();
  const first = new Map<number, string>();
  for (const { id, component } of nodes) {
    const colour = colours.get(id) as number;
    if (component === null && !first.has(colour)) first.set(colour, id);
    into.set(id, component === null ? (first.get(colour) as string) : id);
  }
  const alike = new Map<string, number>();
  const dropped = new Set<PictureEdge>();
  for (const [cycle, ...others] of cyclesByShape(nodes, edges, colours)) {
    for (const [position, id] of (cycle as Cycle).ids.entries()) {
      alike.set(id, others.length + 1);
      for (const other of others) into.set(other.ids[position] as string, id);
    }
    for (const other of others) for (const edge of other.edges) dropped.add(edge);
  }
  return { into, alike, dropped };
}

interface Cycle {
  /** In an order by which cycles of one shape can be laid on each other. */
  readonly ids: readonly string[];
  readonly edges: readonly PictureEdge[];
}

function cyclesByShape(
  nodes: readonly PictureNode[],
  edges: readonly PictureEdge[],
  colours: ReadonlyMap<string, number>,
): Cycle[][] {
  const colour = (id: string): number => colours.get(id) as number;
  const members = grouped(
    nodes.filter(({ component }) => component !== null),
    ({ component }) => `${component}`,
  );
  const component = new Map(nodes.map((node) => [node.id, node.component]));
  const inside = grouped(
    edges.filter(({ from, to }) => component.get(from) === component.get(to) && component.get(from) !== null),
    ({ from }) => `${component.get(from)}`,
  );
  const cycles = [...members].map(
    ([number, all]): Cycle => ({
      ids: all.map(({ id }) => id).sort((left, right) => colour(left) - colour(right)),
      edges: inside.get(number) ?? [],
    }),
  );
  return [...grouped(cycles, (cycle) => shapeOf(cycle, colour)).values()];
}

/** The same of two cycles: laid on each other, each object and each reference of the one lies on its like of the other. */
function shapeOf({ ids, edges }: Cycle, colour: (id: string) => number): string {
  const position = new Map(ids.map((id, index) => [id, index]));
  const arrows = edges.map(
    ({ from, to, label, kind, count, cleared }) =>
      `${position.get(from)} ${position.get(to)} ${label} ${kind} ${count} ${cleared}`,
  );
  return JSON.stringify([ids.map(colour), arrows.sort()]);
}

/** Draws `into.get(node)` for each node. */
export function merged({ nodes, edges, phases }: Picture, into: ReadonlyMap<string, string>): Picture {
  const counts = new Map<string, number>();
  const kinds = new Map<string, number>();
  for (const { id, count } of nodes) {
    const target = into.get(id) as string;
    counts.set(target, (counts.get(target) ?? 0) + count);
    kinds.set(target, (kinds.get(target) ?? 0) + 1);
  }
  const found = new Map<string, PictureEdge>();
  for (const edge of edges) {
    const from = into.get(edge.from) as string;
    const to = into.get(edge.to) as string;
    const isMany = (kinds.get(from) ?? 1) + (kinds.get(to) ?? 1) > 2;
    const key = JSON.stringify([from, to, isMany ? withoutKey(edge.label) : edge.label, edge.kind, edge.cleared]);
    const known = found.get(key);
    const label = known === undefined || known.label === edge.label ? edge.label : withoutKey(edge.label);
    found.set(key, { ...edge, from, to, label, count: (known?.count ?? 0) + edge.count });
  }
  return {
    nodes: nodes
      .filter(({ id }) => into.get(id) === id)
      .map((node) => ({ ...node, count: counts.get(node.id) as number })),
    edges: [...found.values()],
    phases,
  };
}
