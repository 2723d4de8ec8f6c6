import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';

/** A node of the syntax tree with the text it stands for. */
export interface Source {
  readonly node: SyntaxNode;
  readonly text: string;
}

/** The program's top node; a text that is no Python is an error that shows the place. */
export function parsePython(code: string): Source {
  const text = dedent(code);
  const tree = parser.parse(text);
  tree.iterate({
    enter: (node) => {
      if (node.type.isError) throw new SyntaxError(`no Python at '${text.slice(node.from, node.from + 30)}'`);
    },
  });
  return { node: tree.topNode, text };
}

/** Code that starts on a line of its own may be indented as a whole. */
function dedent(code: string): string {
  if (!code.startsWith('\n')) return `${code}\n`;
  const lines = code.replace(/^\n+/, '').split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const indent = indents.length === 0 ? 0 : Math.min(...indents);
  return `${lines.map((line) => line.slice(indent)).join('\n')}\n`;
}

export function textOf({ node, text }: Source): string {
  return text.slice(node.from, node.to);
}

/** Every child, keywords and punctuation included. */
export function childrenOf({ node, text }: Source): Source[] {
  const children: Source[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'Comment') children.push({ node: child, text });
  }
  return children;
}

const PUNCTUATION = new Set(['(', ')', '[', ']', '{', '}', ',', ';', ':', '.']);

/** Children that mean something by themselves: no brackets, commas and colons. */
export function partsOf(source: Source): Source[] {
  return childrenOf(source).filter(({ node }) => !PUNCTUATION.has(node.name));
}

export function childNamed(source: Source, name: string): Source | undefined {
  return childrenOf(source).find(({ node }) => node.name === name);
}

export function unsupported(source: Source): Error {
  return new SyntaxError(`not understood: ${source.node.name} '${textOf(source).slice(0, 60)}'`);
}

/** The string that a literal writes. */
export function stringOf(source: Source): string {
  const [, prefix = '', , body = ''] = /^([a-zA-Z]*)('''|"""|'|")([\s\S]*)\2$/.exec(textOf(source)) ?? [];
  if (/f/i.test(prefix)) throw unsupported(source);
  if (/r/i.test(prefix)) return body;
  return body.replace(/\\(['"\\n])/g, (_, char: string) => (char === 'n' ? '\n' : char));
}
