import { printableLines } from './printable.js';

/** What XML 1.0 has no way to write, not even escaped: kept visible as Python's repr() would show it. */
const NOT_IN_XML = /[\ufffe\uffff]/g;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Any text as XML text or attribute value; line ends stay, in attributes as references. */
function escaped(text: string, newline: string): string {
  const visible = printableLines(text).replace(NOT_IN_XML, (it) => `\\u${it.charCodeAt(0).toString(16)}`);
  return visible.replace(/[&<>"']/g, (it) => ENTITIES[it] ?? it).replaceAll('\n', newline);
}

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (XmlElement | string)[];
}

export function element(
  name: string,
  attributes: XmlElement['attributes'],
  children: XmlElement['children'] = [],
): XmlElement {
  return { name, attributes, children };
}

function elementText({ name, attributes, children }: XmlElement, indent: string): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value), '&#10;')}"`);
  const open = `${indent}<${name}${pairs.join('')}`;
  if (children.length === 0) return `${open}/>\n`;
  const only = children.length === 1 ? children[0] : undefined;
  if (typeof only === 'string') return `${open}>${escaped(only, '\n')}</${name}>\n`;
  const inner = children.map((child) =>
    typeof child === 'string' ? escaped(child, '\n') : elementText(child, `${indent}  `),
  );
  return `${open}>\n${inner.join('')}${indent}</${name}>\n`;
}

export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${elementText(root, '')}`;
}
