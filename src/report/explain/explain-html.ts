import type { Ledger } from '../../explain/ledger/result.js';
import type { Explanation, Finding, Fix, Picture, PictureNode } from '../../explain/result.js';
import { HTML_SCRIPT, HTML_STYLE } from './explain-html-assets.js';
import { placeText } from './explain-text.js';
import { foldedRows } from './gc-rows.js';
import { svgText } from './graph-svg.js';
import { ledgerLines } from './ledger-text.js';
import { printablePicture } from './printable-picture.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text of a scenario is never markup. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}

export interface PageOptions {
  /** As regrtest prints it. */
  readonly line: string;
  /** Of the objects in the pictures, by their identities. */
  readonly ledgers?: ReadonlyMap<number, Ledger>;
}

/** One file for a bug report: no network, light and dark, usable from the keyboard. */
export async function explainHtml(
  explanation: Explanation,
  { line, ledgers = new Map() }: PageOptions,
): Promise<string> {
  const sections: string[] = [];
  for (const [index, finding] of explanation.findings.entries()) {
    sections.push(await findingHtml(finding, index + 1, ledgers));
  }
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(explanation.name)}: ${escaped(line)}</title><style>${HTML_STYLE}</style></head><body>`,
    `<h1>${escaped(explanation.name)}</h1><pre class="line">${escaped(line)}</pre>`,
    ...sections,
    fixesHtml(explanation.fixes),
    `<script>${HTML_SCRIPT}</script></body></html>`,
    '',
  ].join('\n');
}

async function findingHtml(finding: Finding, number: number, ledgers: ReadonlyMap<number, Ledger>): Promise<string> {
  const { kind, sentence, references, blocks, place, picture, gc } = finding;
  const where = place === null ? '' : ` <code>${escaped(placeText(place))}</code>`;
  const drawing = picture === null || picture.nodes.length === 0 ? '' : await pictureHtml(picture, number, ledgers);
  const table = gc === null ? '' : gcHtml(gc);
  return [
    `<section><h2>#${number} ${escaped(kind ?? 'unknown cause')}</h2>`,
    `<p>${escaped(sentence)}${where}</p><p>${references} references, ${blocks} blocks in each run</p>`,
    drawing,
    table,
    '</section>',
  ].join('\n');
}

/** Lines of one ledger; the whole of it is in the JSON. */
const MOST_LEDGER_LINES = 40;

async function pictureHtml(raw: Picture, number: number, ledgers: ReadonlyMap<number, Ledger>): Promise<string> {
  const picture = printablePicture(raw);
  const svg = await svgText({ ...picture, nodes: picture.nodes.map((node) => withGcRefs(node, picture)) }, '');
  const data = JSON.stringify({ ...picture, ledgers: ledgerTexts(picture, ledgers) }).replace(/</g, '\\u003c');
  return [
    `<div class="picture">${picture.phases.length > 0 ? sliderHtml(picture.phases, number) : ''}`,
    `<div class="canvas" tabindex="0" role="img" aria-label="Objects that hold each other; arrow keys move, plus and minus zoom">${svg}</div>`,
    '<div class="details" aria-live="polite">Choose an object: its owners show here.</div><pre class="ledger"></pre>',
    `<script type="application/json">${data}</script></div>`,
  ].join('\n');
}

/** A second line, which the script keeps up with the slider. */
function withGcRefs(node: PictureNode, { phases }: Picture): PictureNode {
  const seen = node.states[0] === 'collecting';
  return phases.length === 0 || node.refcnt === null
    ? node
    : { ...node, label: `${node.label}\n${seen ? `gc_refs ${node.refcnt}` : 'not seen'}` };
}

function sliderHtml(phases: Picture['phases'], number: number): string {
  const marks = phases.map((phase, index) => `<option value="${index}" label="${phase}"></option>`).join('');
  return [
    `<label>Phase of the last collection: <output>${phases[0]}</output>`,
    `<input type="range" min="0" max="${phases.length - 1}" value="0" list="phases-${number}" aria-label="Phase of the last collection"></label> <span class="told"></span>`,
    `<datalist id="phases-${number}">${marks}</datalist>`,
  ].join('\n');
}

/** By node. */
function ledgerTexts({ nodes }: Picture, ledgers: ReadonlyMap<number, Ledger>): Record<string, string> {
  const texts = nodes.flatMap(({ id, identity, count }): [string, string][] => {
    const ledger = identity === null ? undefined : ledgers.get(identity);
    if (ledger === undefined) return [];
    const { increfs, decrefs, refcnt, unmatched, matched } = ledger;
    const lines = [...unmatched, ...matched].flatMap(ledgerLines);
    const which = count === 1 ? '' : ` (of the first of ${count})`;
    const more = lines.length > MOST_LEDGER_LINES ? ['...'] : [];
    const head = `ledger${which}: ${increfs} INCREF - ${decrefs} DECREF = refcnt ${refcnt}`;
    return [[id, [head, ...lines.slice(0, MOST_LEDGER_LINES), ...more].join('\n')]];
  });
  return Object.fromEntries(texts);
}

function gcHtml({ collector, during, rows }: NonNullable<Finding['gc']>): string {
  const cells = foldedRows(rows).map(
    ({ object, refcnt, inside, rest, owners }) =>
      `<tr><td>${escaped(object)}</td><td>${refcnt}</td><td>${inside}</td><td>${rest}</td><td>${escaped(owners.join(', '))}</td></tr>`,
  );
  return `<details><summary>Last collection of ${escaped(collector)} (${escaped(during)})</summary><table><thead><tr><th>object<th>refcnt<th>inside<th>rest<th>owner of the rest</tr></thead><tbody>${cells.join('')}</tbody></table></details>`;
}

function fixesHtml(fixes: readonly Fix[] | null): string {
  if (fixes === null || fixes.length === 0) return '';
  const rows = fixes.map(
    ({ id, verdict, sumBefore, sumAfter, title, faults }) =>
      `<tr class="${verdict}"><td>${id}</td><td>${verdict}</td><td>${sumBefore} → ${sumAfter}</td><td>${escaped(title)}${faults.length > 0 ? `: ${escaped(faults[0] as string)}` : ''}</td></tr>`,
  );
  return `<section><h2>What would fix it</h2><table class="fixes"><thead><tr><th>#<th>verdict<th>sum<th>change</tr></thead><tbody>${rows.join('')}</tbody></table></section>`;
}
