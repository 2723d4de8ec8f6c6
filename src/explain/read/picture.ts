import { ownerAt, slotNameAt, VISITED } from '../../gc/snapshot.js';
import { NOT_COLLECTED, OBJECT_STATES, type ObjectState } from '../../gc/snapshot-collection.js';
import type { MeasuredSnapshot } from '../../gc/snapshot-extent.js';
import type { Picture, PictureEdge, PictureNode } from '../result.js';
import { strongComponents } from './components.js';
import { isGcType, nameOfTypeObject } from './described.js';
import type { Graph } from './graph.js';
import { objectText, outsideText, step } from './path.js';
import type { LastCollection } from './why-kept.js';

const MOST_NODES = 40;
/** How far behind what kept the island the picture goes. */
const MOST_ANCESTORS = 12;

export interface PictureOptions {
  /** Every object, none folded. */
  readonly full: boolean;
}

/** The island as its last collection saw it, with what kept it and what kept that. */
export function pictureOfIsland(last: LastCollection, { full }: PictureOptions): Picture {
  const { record, graph, members, keepers } = last;
  const snapshot = record.snapshot;
  const nearest = keepers.filter(({ distance }) => distance === keepers[0]?.distance);
  const links = new Set(nearest.flatMap(({ owner }) => (owner.kind === 'object' ? [owner.of] : [])));
  const objects = new Set([...members, ...nearest.map(({ target }) => target)]);
  for (const link of links) for (const object of ancestorsOf(graph, link)) objects.add(object);
  return draw({ snapshot, graph, objects, links, full, gc: record });
}

/** What one root holds, from the root on. */
export function pictureOfHeld(graph: Graph, objects: readonly number[], { full }: PictureOptions): Picture {
  const snapshot = graph.snapshot as MeasuredSnapshot;
  const chosen = new Set<number>(objects);
  for (const object of chosen) {
    if (chosen.size >= MOST_NODES * 4) break;
    for (const reference of graph.outgoing(object)) {
      const target = snapshot.references.target[reference] as number;
      if (isGcType(snapshot, target) && nameOfTypeObject(snapshot, target) === null) chosen.add(target);
    }
  }
  return draw({ snapshot, graph, objects: chosen, links: new Set(), full, gc: null });
}

/** Breadth first along owners, so that the nearest ones are in the picture. */
function ancestorsOf(graph: Graph, start: number): number[] {
  const found = [start];
  for (let at = 0; at < found.length && found.length < MOST_ANCESTORS; at++) {
    for (const reference of graph.incoming(found[at] as number)) {
      const owner = ownerAt(graph.snapshot, reference);
      if (owner.kind !== 'object' || found.includes(owner.of) || found.length >= MOST_ANCESTORS) continue;
      found.push(owner.of);
    }
  }
  return found;
}

interface Drawing {
  readonly snapshot: MeasuredSnapshot;
  readonly graph: Graph;
  readonly objects: ReadonlySet<number>;
  readonly links: ReadonlySet<number>;
  readonly full: boolean;
  readonly gc: LastCollection['record'] | null;
}

function draw(drawing: Drawing): Picture {
  const { snapshot, graph, objects, links, full, gc } = drawing;
  const shown = [...objects].filter((object) => isGcType(snapshot, object) || links.has(object)).sort((a, b) => a - b);
  const edges = edgesAmong(snapshot, graph, shown, gc?.weakCleared);
  const components = componentsOf(shown, edges);
  const nodes = shown.map(
    (object): PictureNode => ({
      id: `o${object}`,
      label: objectText(snapshot, object),
      shape: nameOfTypeObject(snapshot, object) === null ? 'object' : 'type',
      component: components.get(object) ?? null,
      link: links.has(object),
      count: 1,
      refcnt: snapshot.objects.refcnt[object] as number,
      gcRefs: gc === null || gc.gcRefs[object] === NOT_COLLECTED ? null : (gc.gcRefs[object] as number),
      unreachable: gc?.unreachable[object] === 1,
      states: gc?.phases.map(({ states }) => OBJECT_STATES[states[object] as number] as ObjectState) ?? [],
      identity: snapshot.identity[object] ?? null,
    }),
  );
  const whole: Picture = {
    nodes: [...nodes, ...rootNodes(snapshot, graph, shown)],
    edges: [...edges, ...rootEdges(snapshot, graph, shown)],
    phases: gc?.phases.map(({ phase }) => phase) ?? [],
  };
  return full ? whole : bounded(folded(whole));
}

function edgesAmong(
  snapshot: MeasuredSnapshot,
  graph: Graph,
  shown: readonly number[],
  weakCleared?: Uint8Array,
): PictureEdge[] {
  const known = new Set(shown);
  const { target, visited } = snapshot.references;
  const strong = shown.flatMap((object) =>
    [...graph.outgoing(object)]
      .filter((reference) => known.has(target[reference] as number))
      .map(
        (reference): PictureEdge => ({
          from: `o${object}`,
          to: `o${target[reference]}`,
          label: slotNameAt(snapshot, reference),
          kind: visited[reference] === VISITED ? 'visited' : 'hidden',
          count: 1,
          cleared: false,
        }),
      ),
  );
  const weak = [...snapshot.weak.entries()]
    .filter(([, { of, target: to }]) => known.has(of) && known.has(to))
    .map(([index, { of, target: to }]): PictureEdge => {
      const cleared = weakCleared?.[index] === 1;
      return { from: `o${of}`, to: `o${to}`, label: 'weak', kind: 'weak', count: 1, cleared };
    });
  return [...strong, ...weak];
}

function rootsOf(snapshot: MeasuredSnapshot, graph: Graph, shown: readonly number[]) {
  return shown.flatMap((object) =>
    [...graph.incoming(object)].flatMap((reference) => {
      const owner = ownerAt(snapshot, reference);
      return owner.kind === 'object' ? [] : [{ text: outsideText(owner), object, slot: step(snapshot, reference) }];
    }),
  );
}

function rootNodes(snapshot: MeasuredSnapshot, graph: Graph, shown: readonly number[]): PictureNode[] {
  const texts = [...new Set(rootsOf(snapshot, graph, shown).map(({ text }) => text))];
  return texts.map((text) => ({
    id: `r ${text}`,
    label: text,
    shape: 'root',
    component: null,
    link: false,
    count: 1,
    refcnt: null,
    gcRefs: null,
    unreachable: false,
    states: [],
    identity: null,
  }));
}

function rootEdges(snapshot: MeasuredSnapshot, graph: Graph, shown: readonly number[]): PictureEdge[] {
  return rootsOf(snapshot, graph, shown).map(({ text, object }) => ({
    from: `r ${text}`,
    to: `o${object}`,
    label: '',
    kind: 'hidden',
    count: 1,
    cleared: false,
  }));
}

/** Numbers the cycles, from 1; what is in none has no number. */
function componentsOf(shown: readonly number[], edges: readonly PictureEdge[]): Map<number, number> {
  const position = new Map(shown.map((object, index) => [`o${object}`, index]));
  const next = shown.map((): number[] => []);
  for (const { from, to, kind } of edges) {
    if (kind !== 'weak') next[position.get(from) as number]?.push(position.get(to) as number);
  }
  const { of, count } = strongComponents(shown.length, {
    count: (node) => (next[node] as number[]).length,
    at: (node, at) => (next[node] as number[])[at] as number,
  });
  const sizes = new Int32Array(count);
  for (const component of of) sizes[component] = (sizes[component] as number) + 1;
  const numbers = new Map<number, number>();
  const found = new Map<number, number>();
  for (const [index, object] of shown.entries()) {
    const component = of[index] as number;
    if ((sizes[component] as number) < 2) continue;
    if (!numbers.has(component)) numbers.set(component, numbers.size + 1);
    found.set(object, numbers.get(component) as number);
  }
  return found;
}

/** Nodes that differ in nothing but their names are one: '9 method_descriptor'. */
function folded({ nodes, edges, phases }: Picture): Picture {
  const withoutKey = (label: string): string => label.replace(/^\[.*\]$/, '[...]').replace(/^key .*/, 'key');
  const signature = ({ id, label, component, shape, link, states }: PictureNode): string => {
    const around = edges
      .filter(({ from, to }) => from === id || to === id)
      .map((edge) => (edge.from === id ? `>${edge.to} ${edge.label}` : `<${edge.from} ${withoutKey(edge.label)}`))
      .sort();
    return shape === 'object' && !link ? JSON.stringify([label, component, around, states]) : id;
  };
  const first = new Map<string, string>();
  const into = new Map(
    nodes.map((node) => {
      const key = signature(node);
      if (!first.has(key)) first.set(key, node.id);
      return [node.id, first.get(key) as string];
    }),
  );
  const counts = new Map<string, number>();
  for (const target of into.values()) counts.set(target, (counts.get(target) ?? 0) + 1);
  const merged = new Map<string, PictureEdge>();
  for (const edge of edges) {
    const from = into.get(edge.from) as string;
    const to = into.get(edge.to) as string;
    const isMany = (counts.get(from) ?? 1) + (counts.get(to) ?? 1) > 2;
    const label = isMany ? withoutKey(edge.label) : edge.label;
    const key = JSON.stringify([from, to, label, edge.kind, edge.cleared]);
    const known = merged.get(key);
    merged.set(key, { ...edge, from, to, label, count: (known?.count ?? 0) + 1 });
  }
  return {
    nodes: nodes.filter(({ id }) => into.get(id) === id).map((node) => ({ ...node, count: counts.get(node.id) ?? 1 })),
    edges: [...merged.values()],
    phases,
  };
}

/** What is nearest to the links and types stays. */
function bounded(picture: Picture): Picture {
  const { nodes, edges, phases } = picture;
  if (nodes.length <= MOST_NODES) return picture;
  const weight = ({ link, shape }: PictureNode): number => (link ? 0 : shape === 'type' ? 1 : shape === 'root' ? 2 : 3);
  const kept = new Set(
    nodes
      .toSorted((left, right) => weight(left) - weight(right))
      .slice(0, MOST_NODES)
      .map(({ id }) => id),
  );
  return {
    nodes: nodes.filter(({ id }) => kept.has(id)),
    edges: edges.filter(({ from, to }) => kept.has(from) && kept.has(to)),
    phases,
  };
}
