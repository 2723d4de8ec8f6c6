import { describe, expect, it } from 'vitest';
import type { Picture, PictureNode } from '../../src/explain/result.js';
import { dotText } from '../../src/report/explain/graph-dot.js';
import { mermaidText } from '../../src/report/explain/graph-mermaid.js';
import { svgText } from '../../src/report/explain/graph-svg.js';
import { graphText } from '../../src/report/explain/graph-text.js';

const node = (id: string, label: string, more: Partial<PictureNode> = {}): PictureNode => ({
  id,
  label,
  shape: 'object',
  component: null,
  alike: 1,
  link: false,
  count: 1,
  refcnt: 2,
  gcRefs: 1,
  unreachable: false,
  states: [],
  identity: null,
  ...more,
});

/** A lock that hides its type: two cycles and what links them. */
const LOCK: Picture = {
  nodes: [
    node('t', 'type lock', { shape: 'type', component: 1 }),
    node('m', 'method', { component: 1, count: 9 }),
    node('f', 'function "<b>"', { component: 2 }),
    node('g', 'dict', { component: 2 }),
    node('l', 'instance of lock', { link: true }),
    node('r', 'interp->after_forkers_child', { shape: 'root', refcnt: null, gcRefs: null }),
  ],
  edges: [
    { from: 't', to: 'm', label: '[...]', kind: 'visited', count: 9, cleared: false },
    { from: 'm', to: 't', label: 'd_type', kind: 'visited', count: 9, cleared: false },
    { from: 'f', to: 'g', label: 'func_globals', kind: 'visited', count: 1, cleared: false },
    { from: 'g', to: 'f', label: '["f"]', kind: 'visited', count: 1, cleared: false },
    { from: 'g', to: 'l', label: '["lock"]', kind: 'visited', count: 1, cleared: false },
    { from: 'l', to: 't', label: 'ob_type', kind: 'hidden', count: 1, cleared: false },
    { from: 'r', to: 'f', label: '', kind: 'hidden', count: 1, cleared: false },
    { from: 'm', to: 'g', label: 'weak', kind: 'weak', count: 1, cleared: false },
  ],
  phases: [],
};

describe('the graph for the terminal', () => {
  const text = graphText(LOCK);

  it('puts each cycle in a box', () => {
    expect(text.match(/┌ cycle \d/g)).toEqual(['┌ cycle 1', '┌ cycle 2']);
    expect(text).toContain('(back to type lock)');
  });

  it('marks what links the cycles and what is not visited', () => {
    expect(text).toContain('◆ instance of lock');
    expect(text).toContain('└─ ob_type ╌╌▶ type lock (cycle 1)');
    expect(text).toContain('■ interp->after_forkers_child');
  });

  it('paints what is owned and not visited, and nothing else', () => {
    const shown = graphText(LOCK, (shade, words) => `<${shade}>${words}</>`);
    expect(shown).toContain('└─ <leaking>ob_type ╌╌▶</> type lock (cycle 1)');
    expect(shown).toContain('<leaking>╌╌▶ owned, NOT visited</>');
    const plain = shown.replaceAll('<leaking>', '').replaceAll('</>', '');
    expect(plain).toBe(text);
    expect(shown.match(/<leaking>/g)).toHaveLength(text.match(/╌╌▶/g)?.length ?? 0);
  });

  it('folds what is alike', () => {
    expect(text).toContain('9 method');
  });
});

describe('the graph for Graphviz', () => {
  const dot = dotText(LOCK, 'a "title"');

  it('draws owned and not visited dashed and red, weak dotted', () => {
    expect(dot).toMatch(/"l" -> "t" \[label="ob_type \(not visited\)", style=dashed, color="#c0392b"/);
    expect(dot).toMatch(/"m" -> "g" \[label="weak", style=dotted/);
    expect(dot).toMatch(/"f" -> "g" \[label="func_globals", style=solid,/);
  });

  it('gives each cycle a cluster and roots a shape of their own', () => {
    expect(dot).toContain('subgraph cluster_1 {');
    expect(dot).toContain('subgraph cluster_2 {');
    expect(dot).toMatch(/"r" .*shape=house/);
    expect(dot).toMatch(/"l" .*peripheries=2/);
  });

  it('escapes the text of scenarios', () => {
    expect(dot).toContain('label="a \\"title\\""');
    expect(dot).toContain('function \\"<b>\\"');
  });

  it('becomes an SVG without any program from outside', async () => {
    const svg = await svgText(LOCK, 'title');
    expect(svg.startsWith('<svg')).toBe(true);
    expect(svg).toContain('instance of lock');
    expect(svg).not.toContain('<b>');
  });
});

describe('the graph for Markdown', () => {
  const mermaid = mermaidText([{ title: '#1 no-gc-support', picture: LOCK }]);

  it('is a flowchart with a subgraph for each cycle', () => {
    expect(mermaid.startsWith('flowchart TD\n')).toBe(true);
    expect(mermaid).toContain('subgraph cycle1 ["cycle 1"]');
  });

  it('colours what is not visited', () => {
    expect(mermaid).toContain('linkStyle 5,6 stroke:#c0392b');
  });

  it('is one flowchart of all findings, each in a subgraph of its own', () => {
    const none: Picture = { nodes: [], edges: [], phases: [] };
    const both = mermaidText([
      { title: '#1 no-gc-support', picture: LOCK },
      { title: '#2 harness-only', picture: none },
      { title: '#3 <b>', picture: LOCK },
    ]);
    expect(both.match(/flowchart/g)).toHaveLength(1);
    const subgraphs = [...both.matchAll(/subgraph (\w+) \["(.*)"\]/g)].map(([, name, title]) => `${name} ${title}`);
    expect(subgraphs).toEqual([
      'f1 #35;1 no-gc-support',
      'f1cycle1 cycle 1',
      'f1cycle2 cycle 2',
      'f2 #35;3 #60;b#62;',
      'f2cycle1 cycle 1',
      'f2cycle2 cycle 2',
    ]);
    const declared = [...both.matchAll(/^ +(f\dn\d+)[[(]/gm)].map(([, name]) => name);
    expect(new Set(declared).size).toBe(2 * LOCK.nodes.length);
    expect(both.match(/^ +end$/gm)).toHaveLength(subgraphs.length);
    const hidden = LOCK.edges.flatMap(({ kind }, index) => (kind === 'hidden' ? [index] : []));
    const second = hidden.map((index) => index + LOCK.edges.length);
    expect(both).toContain(`linkStyle ${[...hidden, ...second].join(',')} stroke`);
  });

  it('lets no text of a scenario become markup', () => {
    expect(mermaid).not.toContain('<b>');
    expect(mermaid).not.toContain('"]["');
  });
});
