import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { recordLedgers } from '../../../src/explain/ledger/record.js';
import type { Ledger } from '../../../src/explain/ledger/result.js';
import type { Explanation, Picture } from '../../../src/explain/result.js';
import { explainHtml } from '../../../src/report/explain/explain-html.js';
import { explainShipped, PATIENCE, requestFor, worldAt } from '../../support/explanations.js';
import { temporaryFolder } from '../../support/refhunt.js';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];
const chromium = BROWSERS.find((name) => spawnSync(name, ['--version']).status === 0);

/** Opens the page, runs `script` at its end and returns the DOM then. */
function inBrowser(html: string, script = '', args: readonly string[] = []): string {
  const file = join(temporaryFolder(), 'leak.html');
  writeFileSync(
    file,
    html.replace('</body>', () => `<script>${script}</script></body>`),
  );
  const always = ['--headless', '--no-sandbox', '--disable-gpu', '--dump-dom'];
  const { stdout } = spawnSync(chromium as string, [...always, ...args, pathToFileURL(file).href], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return stdout;
}

const LINE = 'test_threading leaked [56, 56, 56] references, sum=168';
const MARKUP = '<img src=x onerror=alert(1)>';

let explanation: Explanation;
let ledgers: ReadonlyMap<number, Ledger>;
beforeAll(async () => {
  const explained = await explainShipped('test_threading', 'gh-23811-proposed', { fixes: true });
  explanation = explained.explanation as Explanation;
  const { default: scenario } = await import('../../../scenarios/test_threading.js');
  const request = requestFor('test_threading', scenario, worldAt('gh-23811-proposed'));
  const nodes = explanation.findings.flatMap(({ picture }) => picture?.nodes ?? []);
  const identities = new Set(nodes.flatMap(({ identity }) => identity ?? []));
  const { repetition } = explanation;
  ledgers = await recordLedgers(request, identities, { repetition, mapPlace: (place) => place });
}, PATIENCE);

describe('the page of an explanation', () => {
  it('is one file that asks for nothing from outside', async () => {
    const html = await explainHtml(explanation, { line: LINE, ledgers });
    expect(html).not.toMatch(/(?:src|href)="?(?:https?:)?\/\//);
    expect(html).not.toMatch(/@import|url\(/);
  });

  it('has the line, the cause, the picture, the table of the collector and the fixes', async () => {
    const html = await explainHtml(explanation, { line: LINE, ledgers });
    for (const part of [LINE, 'no-gc-support', '<svg', 'owner of the rest', 'What would fix it']) {
      expect(html).toContain(part);
    }
  });

  it('shows text of a scenario as text', async () => {
    const [first] = explanation.findings;
    const hostile = {
      ...explanation,
      name: MARKUP,
      findings: first ? [{ ...first, sentence: MARKUP, subject: MARKUP }] : [],
    };
    const html = await explainHtml(hostile, { line: MARKUP, ledgers: new Map() });
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img');
  });
});

const step = (phase: number): string =>
  `{ const slider = document.querySelector('input[type=range]'); slider.value = ${phase}; slider.dispatchEvent(new Event('input')); }`;

interface Shown {
  readonly output: string;
  /** Lines of text and class of each node. */
  readonly nodes: readonly { readonly lines: readonly string[]; readonly class: string }[];
  readonly gone: number;
}

/** Goes through the phases and notes what is shown. */
const ALL_PHASES = `
const shown = [];
const slider = document.querySelector('input[type=range]');
const textOf = (element) => element.textContent;
for (let phase = 0; phase <= slider.max; phase++) {
  slider.value = phase;
  slider.dispatchEvent(new Event('input'));
  const nodes = [...document.querySelectorAll('.picture svg .node')];
  shown.push({
    output: document.querySelector('output').textContent,
    nodes: nodes.map((node) => ({ lines: [...node.querySelectorAll('text')].map(textOf), class: node.getAttribute('class') })),
    gone: document.querySelectorAll('svg .edge.gone').length,
  });
}
document.body.dataset.shown = encodeURIComponent(JSON.stringify(shown));
`;

/** WCAG 2: how much a colour stands out from another one. */
function contrast(left: string, right: string): number {
  const luminance = (colour: string): number => {
    const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map((value) => {
      const part = Number(value) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [low = 0, high = 0] = [luminance(left), luminance(right)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const COLOURS = `
const seen = new Set();
for (const element of document.querySelectorAll('body, svg text, svg .edge path, svg .cluster polygon')) {
  const style = getComputedStyle(element);
  seen.add(element === document.body ? style.color : element.matches('text') ? style.fill : style.stroke);
}
document.body.dataset.colours = [getComputedStyle(document.body).backgroundColor, ...seen].join('|');
`;

const where = chromium ?? 'Chromium (not installed here: Debian calls it chromium)';
describe.runIf(chromium !== undefined)(`the page in ${where}`, { timeout: PATIENCE }, () => {
  let html: string;
  beforeAll(async () => {
    html = await explainHtml(explanation, { line: LINE, ledgers });
  });

  it('runs: objects can be reached with the keyboard', () => {
    const dom = inBrowser(html);
    expect(dom).toMatch(/<g id="node-o\d+"[^>]*tabindex="0"[^>]*role="button"/);
    expect(dom).toContain('<output>update_refs</output>');
    expect(dom).toMatch(/aria-valuetext="update_refs: [^"]*\b\d+ collecting/);
  });

  it('goes through every phase of the collection', () => {
    const { phases } = explanation.findings[0]?.picture ?? { phases: [] };
    expect(phases).toHaveLength(8);
    const dom = inBrowser(html, ALL_PHASES);
    const shown = JSON.parse(decodeURIComponent(/data-shown="([^"]*)"/.exec(dom)?.[1] ?? '')) as Shown[];
    expect(shown.map(({ output }) => output)).toEqual(phases);
    const states = (label: string) =>
      shown.map(({ nodes }) => nodes.find(({ lines }) => lines[0] === label)?.lines.at(-1));
    const type = states('type _thread.lock');
    expect(type.slice(0, 2)).toEqual([expect.stringMatching(/^gc_refs 1[1-9]$/), 'gc_refs 1']);
    expect(new Set(type.slice(2))).toEqual(new Set(['reachable']));
    const lock = states('instance of _thread.lock');
    expect(lock).toEqual([...phases.slice(0, -1).map(() => 'not seen'), 'freed']);
    expect(shown[2]?.nodes.map((node) => node.class)).toContain('node unreachable');
    expect(shown.at(-1)?.nodes.map((node) => node.class)).toContain('node freed');
    expect(shown[0]?.nodes.map((node) => node.class)).not.toContain('node unreachable');
    expect(shown[0]?.gone).toBe(0);
    expect(shown.at(-1)?.gone).toBeGreaterThan(0);
  });

  it('shows owners and the ledger of the object that Enter chooses', () => {
    const type = explanation.findings[0]?.picture?.nodes.find(({ label }) => label === 'type _thread.lock');
    const dom = inBrowser(
      html,
      `document.getElementById('node-${type?.id}').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));`,
    );
    expect(dom).toMatch(/<div class="details"[^>]*>type _thread\.lock: refcnt \d+\nowned by:\n/);
    expect(dom).toMatch(/<pre class="ledger">ledger: \d+ INCREF - \d+ DECREF = refcnt 11\n&gt; +\d+x INCREF/);
  });

  it.each([
    ['light', 1],
    ['dark', 0],
  ])('can be read where the system asks for %s', (_, scheme) => {
    const dom = inBrowser(html, COLOURS, [`--blink-settings=preferredColorScheme=${scheme}`]);
    const [paper = '', ...colours] = (/data-colours="([^"]*)"/.exec(dom)?.[1] ?? '').split('|');
    expect(contrast(paper, 'rgb(255, 255, 255)') < 1.1).toBe(scheme === 1);
    expect(colours.length).toBeGreaterThan(1);
    for (const colour of colours)
      expect({ colour, enough: contrast(paper, colour) >= 4.5 }).toEqual({ colour, enough: true });
  });

  it('runs nothing that a scenario wrote', () => {
    const attack = '</script><script>document.body.dataset.attacked = 1</script>';
    const [first] = explanation.findings;
    const nodes = first?.picture?.nodes.map((node) => ({ ...node, label: attack })) ?? [];
    const edges = first?.picture?.edges.map((edge) => ({ ...edge, label: attack })) ?? [];
    const hostile = first && { ...first, sentence: attack, picture: { ...(first.picture as Picture), nodes, edges } };
    return explainHtml(
      { ...explanation, name: attack, findings: hostile ? [hostile] : [] },
      { line: attack, ledgers },
    ).then((page) => {
      const dom = inBrowser(page, step(3));
      expect(dom).toContain('<output>move_legacy_finalizers</output>');
      expect(dom).not.toContain('data-attacked');
    });
  });
});
