import type { Picture, PictureEdge, PictureNode } from '../../explain/result.js';
import { type Paint, paintNothing } from '../paint.js';
import { cycleText, nodeText } from './graph-dot.js';

const ARROWS: Readonly<Record<PictureEdge['kind'], string>> = { visited: '──▶', hidden: '╌╌▶', weak: '┄┄▶' };

/** For the terminal: each cycle in a box, what links them and what holds them around it. */
export function graphText(picture: Picture, paint: Paint = paintNothing): string {
  const { nodes } = picture;
  const components = [...new Set(nodes.flatMap(({ component }) => component ?? []))];
  const boxes = components.map((component) => boxOf(picture, component));
  const loose = nodes.filter(({ component }) => component === null);
  const lines = loose.flatMap((node) => looseLines(picture, node));
  const legend = '──▶ owned and visited   ╌╌▶ owned, NOT visited   ┄┄▶ weak   ◆ links two cycles   ■ root';
  return [...lines, ...boxes.flat(), legend, ''].map((line) => painted(line, paint)).join('\n');
}

/** Once the boxes are as wide as they are to be: from the branch to the arrow, what is owned and not visited. */
function painted(line: string, paint: Paint): string {
  return line.replace(/(?<=[├└]─ |──▶ owned and visited {3})((?![├└]─ ).)*?╌╌▶( owned, NOT visited)?/, (text) =>
    paint('leaking', text),
  );
}

function named(node: PictureNode): string {
  const mark = node.link ? '◆ ' : node.shape === 'root' ? '■ ' : '';
  const gc = node.gcRefs === null ? '' : `  [refcnt ${node.refcnt}, rest ${node.gcRefs}]`;
  return `${mark}${nodeText(node)}${gc}`;
}

function arrow({ kind, label, count }: PictureEdge): string {
  return `${label}${count > 1 ? ` x${count}` : ''} ${ARROWS[kind]}`.trimStart();
}

function nodeOf({ nodes }: Picture, id: string): PictureNode {
  return nodes.find((node) => node.id === id) as PictureNode;
}

/** An object outside of the cycles, with what it leads to. */
function looseLines(picture: Picture, node: PictureNode): string[] {
  const out = picture.edges.filter(({ from }) => from === node.id);
  if (out.length === 0) return [];
  return [
    named(node),
    ...out.map((edge, index) => {
      const target = nodeOf(picture, edge.to);
      const where = target.component === null ? '' : ` (cycle ${target.component})`;
      return `  ${index === out.length - 1 ? '└─' : '├─'} ${arrow(edge)} ${nodeText(target)}${where}`;
    }),
  ];
}

function boxOf(picture: Picture, component: number): string[] {
  const members = picture.nodes.filter((node) => node.component === component);
  const start = members.find(({ shape }) => shape === 'type') ?? (members[0] as PictureNode);
  const lines = treeLines(picture, start, component);
  const title = ` ${cycleText(component, members)} `;
  const width = Math.max(title.length, ...lines.map((line) => line.length)) + 2;
  return [
    `┌${title}${'─'.repeat(width - title.length)}┐`,
    ...lines.map((line) => `│ ${line.padEnd(width - 2)} │`),
    `└${'─'.repeat(width)}┘`,
  ];
}

/** A walk over the cycle from one of its members: what was shown closes the cycle. */
function treeLines(picture: Picture, start: PictureNode, component: number): string[] {
  const shown = new Set<string>([start.id]);
  const lines = [named(start)];
  const outOf = ({ id }: PictureNode): readonly PictureEdge[] => picture.edges.filter(({ from }) => from === id);
  const open = [{ edges: outOf(start), next: 0, prefix: '' }];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const edge = level.edges[level.next++];
    if (edge === undefined) {
      open.pop();
      continue;
    }
    const target = nodeOf(picture, edge.to);
    const isLast = level.next === level.edges.length;
    const head = `${level.prefix}${isLast ? '└─' : '├─'} ${arrow(edge)} `;
    if (target.component !== component)
      lines.push(`${head}${nodeText(target)}${target.component === null ? '' : ` (cycle ${target.component})`}`);
    else if (shown.has(target.id)) lines.push(`${head}(back to ${nodeText(target)})`);
    else {
      shown.add(target.id);
      lines.push(`${head}${named(target)}`);
      open.push({ edges: outOf(target), next: 0, prefix: `${level.prefix}${isLast ? '   ' : '│  '}` });
    }
  }
  return lines;
}
