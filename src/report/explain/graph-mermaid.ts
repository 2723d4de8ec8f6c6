import type { Picture, PictureEdge, PictureNode } from '../../explain/result.js';
import { cycleText, edgeText, nodeText } from './graph-dot.js';

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

/** The picture of one finding, and what it is called. */
export interface TitledPicture {
  readonly title: string;
  readonly picture: Picture;
}

/** One flowchart for GitHub and other Markdown; where there are several findings, each in a subgraph of its own. */
export function mermaidText(findings: readonly TitledPicture[]): string {
  const drawn = findings.filter(({ picture }) => picture.nodes.length > 0);
  const parts = drawn.map(({ picture }, index) => partOf(picture, drawn.length === 1 ? '' : `f${index + 1}`));
  const groups = parts.flatMap(({ lines }, index) =>
    parts.length === 1 ? lines : subgraph(`f${index + 1}`, (drawn[index] as TitledPicture).title, lines),
  );
  const edges = parts.flatMap((part) => part.edges);
  // Mermaid numbers the arrows of the whole chart.
  const hidden = edges.flatMap(({ kind }, index) => (kind === 'hidden' ? [index] : []));
  return [
    'flowchart TD',
    ...groups.map((line) => `  ${line}`),
    ...parts.flatMap(({ arrows }) => arrows.map((line) => `  ${line}`)),
    ...(hidden.length > 0 ? [`  linkStyle ${hidden.join(',')} stroke:#c0392b,color:#c0392b`] : []),
    '  classDef link stroke-width:4px',
    '',
  ].join('\n');
}

interface Part {
  readonly lines: readonly string[];
  readonly arrows: readonly string[];
  readonly edges: readonly PictureEdge[];
}

/** `prefix`: before the names of its nodes and subgraphs, which are those of the whole chart. */
function partOf({ nodes, edges }: Picture, prefix: string): Part {
  const names = new Map(nodes.map(({ id }, index) => [id, `${prefix}n${index}`]));
  const nodeLine = (node: PictureNode): string => {
    const [open, close] = BRACKETS[node.shape];
    return `${names.get(node.id)}${open}${quoted(nodeText(node))}${close}${node.link ? ':::link' : ''}`;
  };
  const components = [...new Set(nodes.map(({ component }) => component))];
  const lines = components.flatMap((component) => {
    const members = nodes.filter((node) => node.component === component);
    const shown = members.map(nodeLine);
    return component === null ? shown : subgraph(`${prefix}cycle${component}`, cycleText(component, members), shown);
  });
  const arrows = edges.map((edge) => {
    const text = edgeText(edge);
    return `${names.get(edge.from)} ${ARROWS[edge.kind]}${text === '' ? '' : `|${quoted(text)}|`} ${names.get(edge.to)}`;
  });
  return { lines, arrows, edges };
}

function subgraph(name: string, title: string, lines: readonly string[]): string[] {
  return [`subgraph ${name} [${quoted(title)}]`, ...lines.map((line) => `  ${line}`), 'end'];
}
