import { ownerAt, slotNameAt, VISITED } from '../../gc/snapshot.js';
import { NOT_COLLECTED, OBJECT_STATES, type ObjectState } from '../../gc/snapshot-collection.js';
import type { MeasuredSnapshot } from '../../gc/snapshot-extent.js';
import type { Picture, PictureEdge, PictureNode } from '../result.js';
import { isGcType, nameOfTypeObject, type OutsideOwner } from './described.js';
import type { Graph } from './graph.js';
import { objectText, outsideText } from './path.js';
import { cyclesOf, linksTwoCycles } from './picture-cycles.js';
import { withoutIndex } from './roots.js';
import type { LastCollection } from './why-kept.js';

/** What is to be drawn, before anything is folded. */
export interface Drawing {
  readonly snapshot: MeasuredSnapshot;
  readonly graph: Graph;
  readonly objects: ReadonlySet<number>;
  /** Drawn though the collector knows nothing of them: what the finding is about, and the way to it. */
  readonly first: ReadonlySet<number>;
  /** They own what the collector did not see. */
  readonly keepers: ReadonlySet<number>;
  /** Whether a holder outside of the heap is drawn. */
  readonly isShown: (reference: number) => boolean;
  readonly gc: LastCollection['record'] | null;
}

export function idOf(object: number): string {
  return `o${object}`;
}

export function draw(drawing: Drawing): Picture {
  const { snapshot, objects, first, gc } = drawing;
  const shown = [...objects].filter((object) => isGcType(snapshot, object) || first.has(object)).sort((a, b) => a - b);
  const edges = edgesAmong(drawing, shown);
  const ids = shown.map(idOf);
  const cycles = cyclesOf(ids, edges);
  const isLink = (id: string, object: number): boolean => drawing.keepers.has(object) && linksTwoCycles(id, ids, edges);
  const nodes = shown.map(
    (object): PictureNode => ({
      id: idOf(object),
      label: objectText(snapshot, object),
      shape: nameOfTypeObject(snapshot, object) === null ? 'object' : 'type',
      component: cycles.get(idOf(object)) ?? null,
      alike: 1,
      link: isLink(idOf(object), object),
      count: 1,
      refcnt: snapshot.objects.refcnt[object] as number,
      gcRefs: gc === null || gc.gcRefs[object] === NOT_COLLECTED ? null : (gc.gcRefs[object] as number),
      unreachable: gc?.unreachable[object] === 1,
      states: gc?.phases.map(({ states }) => OBJECT_STATES[states[object] as number] as ObjectState) ?? [],
      identity: snapshot.identity[object] ?? null,
    }),
  );
  const roots = rootEdges(drawing, shown);
  return {
    nodes: [...nodes, ...rootNodes(roots)],
    edges: [...edges, ...roots],
    phases: gc?.phases.map(({ phase }) => phase) ?? [],
  };
}

function edgesAmong({ snapshot, graph, gc }: Drawing, shown: readonly number[]): PictureEdge[] {
  const known = new Set(shown);
  const { target, visited } = snapshot.references;
  const strong = shown.flatMap((object) =>
    [...graph.outgoing(object)]
      .filter((reference) => known.has(target[reference] as number))
      .map(
        (reference): PictureEdge => ({
          from: idOf(object),
          to: idOf(target[reference] as number),
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
      const cleared = gc?.weakCleared[index] === 1;
      return { from: idOf(of), to: idOf(to), label: 'weak', kind: 'weak', count: 1, cleared };
    });
  return [...strong, ...weak];
}

/** A struct of the interpreter is one root, whatever its field; so are the elements of a C array. */
function rootOf(owner: OutsideOwner): { text: string; field: string } {
  const text = withoutIndex(outsideText(owner));
  const field = owner.kind === 'interpreter' ? text.lastIndexOf('.') : -1;
  return field < 0 ? { text, field: '' } : { text: text.slice(0, field), field: text.slice(field) };
}

/** From what holds them outside of the heap. */
function rootEdges({ snapshot, graph, isShown }: Drawing, shown: readonly number[]): PictureEdge[] {
  return shown.flatMap((object) =>
    [...graph.incoming(object)].filter(isShown).flatMap((reference): PictureEdge[] => {
      const owner = ownerAt(snapshot, reference);
      if (owner.kind === 'object') return [];
      const { text, field } = rootOf(owner);
      return [{ from: `r ${text}`, to: idOf(object), label: field, kind: 'hidden', count: 1, cleared: false }];
    }),
  );
}

function rootNodes(edges: readonly PictureEdge[]): PictureNode[] {
  return [...new Set(edges.map(({ from }) => from))].map((id) => ({
    id,
    label: id.slice('r '.length),
    shape: 'root',
    component: null,
    alike: 1,
    link: false,
    count: 1,
    refcnt: null,
    gcRefs: null,
    unreachable: false,
    states: [],
    identity: null,
  }));
}
