import type { Picture } from '../../explain/result.js';
import { printable } from '../printable.js';

/** Names that a scenario chose, fit for a terminal and for XML. */
export function printablePicture(picture: Picture): Picture {
  return {
    ...picture,
    nodes: picture.nodes.map((node) => ({ ...node, label: printable(node.label) })),
    edges: picture.edges.map((edge) => ({ ...edge, label: printable(edge.label) })),
  };
}
