import type { Picture, PictureEdge, PictureNode } from '../../explain/result.js';
import { edgeText, nodeText } from './graph-dot.js';

/** Text inside of Mermaid's quotes: everything that Markdown or Mermaid could take for markup becomes an entity. */
function quoted(text: string): string {
  return `"${text.replace(/[^\w .,:/()-]/g, (character) => `#${character.codePointAt(0)};`)}"`;
}

const BRACKETS: Readonly<Record<PictureNode['shape'], readonly [string, string]>> = {
  object: ['[', ']'],
  type: ['([', '])'],
  root: ['[/', '\\]'],
};

const ARROWS: Readonly<Record<PictureEdge['kind'], string>> = { visited: '-->', hidden: '-.->', weak: '-.-o' };

/** A flowchart for GitHub and other Markdown. */
export function mermaidText({ nodes, edges }: Picture): string {
  const names = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const nodeLine = (node: PictureNode): string => {
    const [open, close] = BRACKETS[node.shape];
    return `${names.get(node.id)}${open}${quoted(nodeText(node))}${close}${node.link ? ':::link' : ''}`;
  };
  const components = [...new Set(nodes.map(({ component }) => component))];
  const groups = components.flatMap((component) => {
    const lines = nodes.filter((node) => node.component === component).map((node) => `    ${nodeLine(node)}`);
    return component === null ? lines : [`  subgraph cycle${component} ["cycle ${component}"]`, ...lines, '  end'];
  });
  const arrows = edges.map((edge) => {
    const text = edgeText(edge);
    return `  ${names.get(edge.from)} ${ARROWS[edge.kind]}${text === '' ? '' : `|${quoted(text)}|`} ${names.get(edge.to)}`;
  });
  const hidden = edges.flatMap(({ kind }, index) => (kind === 'hidden' ? [index] : []));
  return [
    'flowchart TD',
    ...groups,
    ...arrows,
    ...(hidden.length > 0 ? [`  linkStyle ${hidden.join(',')} stroke:#c0392b,color:#c0392b`] : []),
    '  classDef link stroke-width:4px',
    '',
  ].join('\n');
}
