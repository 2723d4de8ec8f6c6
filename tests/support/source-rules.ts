import {
  cyclesOf,
  type Import,
  importsOf,
  type Sources,
  withoutComments,
  withoutQuotedStrings,
} from './import-graph.js';

export const MAX_LINES = 400;

/** Each layer may import itself and what stands below it in this list; explain, runner, interp and gc are a chain. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  cli: ['report', 'bisect', 'explain', 'runner', 'interp', 'gc'],
  report: ['bisect', 'explain', 'runner', 'interp', 'gc'],
  bisect: ['explain', 'runner', 'interp', 'gc'],
  explain: ['runner', 'interp', 'gc'],
  runner: ['interp', 'gc'],
  interp: ['gc'],
  gc: [],
};

const MAY_WRITE = new Set(['cli', 'report']);
const WITHOUT_PACKAGES = new Set(['gc']);
const RESULT_FILE = /\/results?(-[\w.-]+)?\.ts$/;
const STREAM = /\bconsole\s*\.|\bprocess\s*\.\s*(?:stdout|stderr)\b/;

/** `src/gc/heap.ts` -> `gc`; undefined outside of src. */
function layerOf(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1];
}

/** Every sentence is one violation; an empty list means that the house is in order. */
export function violationsIn(sources: Sources): string[] {
  const found: string[] = [];
  for (const [path, text] of sources) {
    for (const imported of importsOf(path, sources)) found.push(...judgeImport(imported));
    found.push(...judgeText(path, text));
  }
  const src = new Map([...sources].filter(([path]) => path.startsWith('src/')));
  for (const cycle of cyclesOf(src)) found.push(`import cycle: ${cycle.join(' -> ')}`);
  return found;
}

function judgeImport(imported: Import): string[] {
  const { from, specifier } = imported;
  const because = whyNot(imported);
  return because === undefined ? [] : [`${from} imports ${specifier}: ${because}`];
}

function whyNot(imported: Import): string | undefined {
  if (imported.from.startsWith('bin/')) return whyNotFromBin(imported);
  if (imported.from.startsWith('scenarios/')) return whyNotFromScenarios(imported);
  if (imported.from.startsWith('src/')) return whyNotFromSrc(imported);
  return undefined;
}

function whyNotFromBin({ target, specifier }: Import): string | undefined {
  if (specifier.startsWith('node:') || target === 'dist/src/cli/main.js') return undefined;
  return 'bin starts src/cli/main and knows nothing else';
}

function whyNotFromScenarios({ target, specifier }: Import): string | undefined {
  if (specifier === 'refhunt/scenario' || target?.startsWith('scenarios/')) return undefined;
  return 'scenarios see refhunt/scenario and the files beside them';
}

function whyNotFromSrc(imported: Import): string | undefined {
  const { from, target, specifier } = imported;
  const layer = layerOf(from);
  const below = layer === undefined ? undefined : BELOW[layer];
  if (layer === undefined || below === undefined) return `${from} stands in no layer`;
  if (target === undefined) return whyNotPackage(layer, specifier);
  const other = layerOf(target);
  if (other === undefined) return 'src sees nothing outside src';
  if (other !== layer && !below.includes(other)) return `src/${layer} must not see src/${other}`;
  if (layer === 'report' && other !== 'report') return whyNotFromReport(imported, target);
  if (from.startsWith('src/explain/read/')) return whyNotFromReadingHalf(target);
  return undefined;
}

function whyNotPackage(layer: string, specifier: string): string | undefined {
  if (specifier.startsWith('node:') || !WITHOUT_PACKAGES.has(layer)) return undefined;
  return `src/${layer} uses no package`;
}

/** A reporter turns results into text: of what makes results it may know the types, and the files that declare them. */
function whyNotFromReport({ typeOnly }: Import, target: string): string | undefined {
  if (typeOnly || RESULT_FILE.test(target)) return undefined;
  return 'src/report sees result types only (import type, or a file named result*.ts)';
}

/** A real heap dump must serve as well as a simulated heap, so the reading half of explain sees the snapshot alone. */
function whyNotFromReadingHalf(target: string): string | undefined {
  if (target.startsWith('src/explain/') && !target.startsWith('src/explain/try/')) return undefined;
  if (/^src\/gc\/snapshot[\w-]*\.ts$/.test(target)) return undefined;
  return 'src/explain/read sees the snapshot only';
}

function judgeText(path: string, text: string): string[] {
  const found: string[] = [];
  const lines = text.trimEnd().split('\n').length;
  if (lines > MAX_LINES) found.push(`${path} has ${lines} lines, more than ${MAX_LINES}`);
  const layer = layerOf(path);
  if (layer === undefined || MAY_WRITE.has(layer)) return found;
  const code = withoutQuotedStrings(withoutComments(text)).split('\n');
  for (const [index, line] of code.entries()) {
    if (STREAM.test(line)) found.push(`${path}:${index + 1} writes to a stream; only src/report and src/cli may`);
  }
  return found;
}
