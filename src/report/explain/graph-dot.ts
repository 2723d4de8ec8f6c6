import type { Picture, PictureEdge, PictureNode } from '../../explain/result.js';

/** A DOT string: backslashes and quotes escaped. */
function quoted(text: string): string {
  return `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
}

/** In a cycle that stands for several, as it is in one of them. */
export function nodeText({ label, count, alike }: PictureNode): string {
  return count === alike ? label : `${count / alike} ${label}`;
}

export function cycleText(component: number, members: readonly PictureNode[]): string {
  const alike = Math.max(...members.map((node) => node.alike));
  return `cycle ${component}${alike === 1 ? '' : ` and ${alike - 1} more like it`}`;
}

export function edgeText({ label, kind, count }: PictureEdge): string {
  const times = count === 1 ? '' : ` x${count}`;
  return `${label}${times}${kind === 'hidden' && label !== '' ? ' (not visited)' : ''}`;
}

const SHAPES: Readonly<Record<PictureNode['shape'], string>> = { object: 'box', type: 'ellipse', root: 'house' };

const STYLES: Readonly<Record<PictureEdge['kind'], string>> = {
  visited: 'style=solid',
  hidden: 'style=dashed, color="#c0392b", fontcolor="#c0392b"',
  weak: 'style=dotted, color="#888888", fontcolor="#888888"',
};

function nodeLine(node: PictureNode): string {
  const more = node.link ? ', penwidth=2.5, peripheries=2' : '';
  return `${quoted(node.id)} [id=${quoted(`node-${node.id}`)}, label=${quoted(nodeText(node))}, shape=${SHAPES[node.shape]}${more}];`;
}

/** Each cycle in a cluster of its own; owned and visited solid, owned and not visited dashed and red, weak dotted. */
export function dotText({ nodes, edges }: Picture, title: string): string {
  const components = [...new Set(nodes.map(({ component }) => component))];
  const clusters = components.flatMap((component) => {
    const members = nodes.filter((node) => node.component === component);
    const lines = members.map(nodeLine);
    if (component === null) return lines.map((line) => `  ${line}`);
    return [
      `  subgraph cluster_${component} {`,
      `    label=${quoted(cycleText(component, members))};`,
      ...lines.map((line) => `    ${line}`),
      '  }',
    ];
  });
  const arrows = edges.map(
    (edge, index) =>
      `  ${quoted(edge.from)} -> ${quoted(edge.to)} [label=${quoted(edgeText(edge))}, ${STYLES[edge.kind]}, id="edge-${index}"];`,
  );
  return [
    'digraph leak {',
    `  label=${quoted(title)};`,
    '  labelloc=t; fontname="sans-serif";',
    '  node [fontname="sans-serif"]; edge [fontname="sans-serif", fontsize=10];',
    ...clusters,
    ...arrows,
    '}',
    '',
  ].join('\n');
}
