import type { Explanation, Finding, Fix, Picture } from '../explain/result.js';
import { HTML_SCRIPT, HTML_STYLE } from './explain-html-assets.js';
import { placeText } from './explain-text.js';
import { svgText } from './graph-svg.js';

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

/** One file for a bug report: no network, light and dark, usable from the keyboard. */
export async function explainHtml(explanation: Explanation, line: string): Promise<string> {
  const sections: string[] = [];
  for (const [index, finding] of explanation.findings.entries()) sections.push(await findingHtml(finding, index + 1));
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

async function findingHtml(finding: Finding, number: number): Promise<string> {
  const { kind, sentence, references, blocks, place, picture, gc } = finding;
  const where = place === null ? '' : ` <code>${escaped(placeText(place))}</code>`;
  const drawing = picture === null || picture.nodes.length === 0 ? '' : await pictureHtml(picture, number);
  const table = gc === null ? '' : gcHtml(gc);
  return [
    `<section><h2>#${number} ${escaped(kind ?? 'unknown cause')}</h2>`,
    `<p>${escaped(sentence)}${where}</p><p>${references} references, ${blocks} blocks in each run</p>`,
    drawing,
    table,
    '</section>',
  ].join('\n');
}

const PHASES = ['update_refs', 'subtract_refs', 'move_unreachable'] as const;

async function pictureHtml(picture: Picture, number: number): Promise<string> {
  const svg = await svgText(picture, '');
  const slider = PHASES.map((phase, index) => `<option value="${index}" label="${phase}"></option>`).join('');
  const data = JSON.stringify(picture).replace(/</g, '\\u003c');
  return [
    `<div class="picture"><label>Phase of the last collection: <output>update_refs</output>`,
    `<input type="range" min="0" max="${PHASES.length - 1}" value="0" list="phases-${number}" aria-label="Phase of the last collection"></label>`,
    `<datalist id="phases-${number}">${slider}</datalist>`,
    `<div class="canvas" tabindex="0" role="img" aria-label="Objects that hold each other; arrow keys move, plus and minus zoom">${svg}</div>`,
    '<div class="details" aria-live="polite">Choose an object: its owners show here.</div>',
    `<script type="application/json">${data}</script></div>`,
  ].join('\n');
}

function gcHtml({ collector, during, rows }: NonNullable<Finding['gc']>): string {
  const cells = rows.map(
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
