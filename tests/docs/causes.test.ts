import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAUSES } from '../../src/explain/result.js';
import * as api from '../../src/interp/scenario.js';
import { leakLine } from '../../src/report/regrtest/leak-line.js';
import { auditOf } from '../explain/audit/audit-of.js';
import { type Explained, explainScenario, PATIENCE, worldAt } from '../support/explanations.js';

const PAGES = fileURLToPath(new URL('../../docs/causes/', import.meta.url));
const BUILDERS = Object.entries(api).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'refhunt-causes-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface State {
  readonly at: string;
  readonly with: readonly string[];
}

function page(kind: string): string {
  return readFileSync(join(PAGES, `${kind}.md`), 'utf8');
}

function block(text: string, language: string): string {
  return new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ?? '';
}

/** `--at X --with Y` after the words. */
function stateAfter(text: string, words: string): State | null {
  const line = new RegExp(`${words} \`(--at [^\`]*)\``).exec(text)?.[1];
  if (line === undefined) return null;
  const found = [...line.matchAll(/--(at|with) (\S+)/g)].map(([, option, value]) => [option, value ?? ''] as const);
  return {
    at: found.find(([option]) => option === 'at')?.[1] ?? '',
    with: found.flatMap(([option, value]) => (option === 'with' ? [value] : [])),
  };
}

/** The example with the lines of the diff exchanged; it may need builders that the example does not import. */
function mended(example: string, diff: string): string {
  const imports = `import { ${BUILDERS.join(', ')} } from 'refhunt/scenario';`;
  const hunks = diff.split(/\n(?=-)/);
  return hunks.reduce(
    (text, hunk) => {
      const lines = hunk.split('\n');
      const old = lines.filter((line) => line.startsWith('-')).map((line) => line.slice(1));
      const fresh = lines.filter((line) => line.startsWith('+')).map((line) => line.slice(1));
      if (!text.includes(`${old.join('\n')}\n`)) throw new Error(`the example has no line ${old.join()}`);
      return text.replace(old.join('\n'), fresh.join('\n'));
    },
    example.replace(/^import .*$/m, imports),
  );
}

let loaded = 0;

async function load(source: string): Promise<api.Scenario> {
  const file = join(folder, `example-${loaded++}.ts`);
  writeFileSync(file, source);
  const { default: scenario } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
    default: api.Scenario;
  };
  return scenario;
}

async function judged(scenario: api.Scenario, { at, with: added }: State) {
  const world = worldAt(at, { with: added });
  const hunted: Explained = await explainScenario('test_example', scenario, world);
  return {
    lines: hunted.result.leaks.map((leak) => `${leakLine('test_example', leak)}\n`).join(''),
    explained: hunted.explanation?.findings.map(({ kind }) => kind) ?? [],
    audited: auditOf(scenario.extensions ?? [], world).gaps.map(({ kind }) => kind),
  };
}

describe.each(CAUSES)('the example of docs/causes/%s.md', { timeout: PATIENCE }, (kind) => {
  const text = page(kind);
  const state = stateAfter(text, 'State:');
  const named = /^Named by: (.*)\.$/m.exec(text)?.[1] ?? '';

  it('leaks what the page says and is named as the page says', async () => {
    if (state === null) throw new Error('the page names no state');
    const { lines, explained, audited } = await judged(await load(block(text, 'ts')), state);
    expect(lines).toBe(block(text, 'text'));
    expect(explained.includes(kind)).toBe(named.includes('refhunt explain'));
    expect(audited.includes(kind)).toBe(named.includes('refhunt audit'));
    expect(named).not.toBe('');
  });

  it('is clean when it is mended as the page says', async () => {
    if (state === null) throw new Error('the page names no state');
    const cleanState = stateAfter(text, 'It is clean with:');
    const example = block(text, 'ts');
    const scenario = await load(cleanState === null ? mended(example, block(text, 'diff')) : example);
    const { lines, audited } = await judged(scenario, cleanState ?? state);
    expect(lines).toBe('');
    expect(audited).not.toContain(kind);
  });
});
