import { resolve } from 'node:path';
import type { Ledger } from '../../explain/ledger/result.js';
import type { Explanation, Picture } from '../../explain/result.js';
import { explainHtml } from '../../report/explain/explain-html.js';
import { dotText } from '../../report/explain/graph-dot.js';
import { mermaidText, type TitledPicture } from '../../report/explain/graph-mermaid.js';
import { svgText } from '../../report/explain/graph-svg.js';
import { graphText } from '../../report/explain/graph-text.js';
import { printablePicture } from '../../report/explain/printable-picture.js';
import { loadPaint, paintNothing } from '../../report/paint.js';
import { leakLine } from '../../report/regrtest/leak-line.js';
import { writeWholeFile } from '../../report/whole-file.js';
import type { TestResult } from '../../runner/result.js';
import { NotFoundError } from '../not-found.js';
import type { PictureFormat } from '../options/hunt-options.js';

/** Ledgers of objects by their identities: one more hunt. */
export type RecordLedgers = (identities: ReadonlySet<number>) => Promise<ReadonlyMap<number, Ledger>>;

export interface PicturesOptions {
  readonly format: PictureFormat;
  /** null: named after the test. */
  readonly output: string | null;
  readonly cwd: string | null;
  readonly write: (text: string) => void;
}

/** Draws what an explanation found: to the terminal, or into a file. */
export function createPictures({ format, output, cwd, write }: PicturesOptions) {
  return async (explanation: Explanation, result: TestResult, ledgers: RecordLedgers): Promise<void> => {
    const text = await drawn(explanation, result, format, ledgers);
    if (format === 'text') {
      write(text);
      return;
    }
    const file = output ?? `${explanation.name}.${format === 'mermaid' ? 'mmd' : format}`;
    const problem = writeWholeFile(cwd === null ? file : resolve(cwd, file), text);
    if (problem !== null) throw new NotFoundError(`refhunt: the picture cannot be written: ${problem}`);
    write(`\nThe picture is in ${file}\n`);
  };
}

async function drawn(
  explanation: Explanation,
  result: TestResult,
  format: PictureFormat,
  ledgers: RecordLedgers,
): Promise<string> {
  const first = result.leaks[0];
  const line = first === undefined ? explanation.name : leakLine(explanation.name, first);
  const pictures = explanation.findings.flatMap(({ picture }) => (picture === null ? [] : [printablePicture(picture)]));
  if (format === 'html') {
    const identities = pictures.flatMap(({ nodes }) => nodes.flatMap(({ identity }) => identity ?? []));
    return await explainHtml(explanation, { line, ledgers: await ledgers(new Set(identities)) });
  }
  if (format === 'text') {
    const paint = process.env.NO_COLOR ? paintNothing : await loadPaint();
    return pictures.map((picture) => `\n${graphText(picture, paint)}`).join('');
  }
  if (format === 'mermaid') return mermaidText(titledOf(explanation));
  const whole = merged(pictures);
  return format === 'dot' ? dotText(whole, line) : await svgText(whole, line);
}

/** Numbered as the text numbers the findings. */
function titledOf({ findings }: Explanation): TitledPicture[] {
  return findings.flatMap(({ picture, kind }, index) =>
    picture === null ? [] : [{ title: `#${index + 1} ${kind ?? 'unknown cause'}`, picture: printablePicture(picture) }],
  );
}

/** One picture of all findings: their cycles are numbered on. */
function merged(pictures: readonly Picture[]): Picture {
  const nodes = pictures.flatMap((picture, index) =>
    picture.nodes.map((node) => ({
      ...node,
      id: `f${index} ${node.id}`,
      component: node.component === null ? null : node.component + index * 100,
    })),
  );
  const edges = pictures.flatMap((picture, index) =>
    picture.edges.map((edge) => ({ ...edge, from: `f${index} ${edge.from}`, to: `f${index} ${edge.to}` })),
  );
  return { nodes, edges, phases: [] };
}
