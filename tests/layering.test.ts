import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import glob from 'fast-glob';
import { describe, expect, it } from 'vitest';
import { cyclesOf, packagesLoadedAtStart, type Sources } from './support/import-graph.js';
import { MAX_LINES, violationsIn } from './support/source-rules.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const project: Sources = new Map(
  glob
    .sync(['bin/*.js', '{src,scenarios,tests,bench}/**/*.ts'], { cwd: root })
    .sort()
    .map((path) => [path, readFileSync(`${root}/${path}`, 'utf8')]),
);

/** What the rules say of one planted file, with the files it imports there and in order. */
const violations = (path: string, text: string): string[] =>
  violationsIn(
    new Map([
      ['src/runner/refleak.ts', 'export const refleak = 1;'],
      ['src/runner/result.ts', 'export const result = 1;'],
      ['src/gc/heap.ts', 'export const heap = 1;'],
      ['src/gc/snapshot.ts', 'export const snapshot = 1;'],
      ['src/explain/read/island.ts', 'export const island = 1;'],
      ['src/explain/try/trial.ts', 'export const trial = 1;'],
      ['src/report/json.ts', 'export const json = 1;'],
      ['src/interp/scenario.ts', 'export const defineScenario = 1;'],
      [path, text],
    ]),
  );

describe('the project', () => {
  it('is read in full', () => {
    expect(project.size).toBeGreaterThan(10);
    expect([...project.keys()].some((path) => path.startsWith('src/gc/'))).toBe(true);
  });

  it('keeps its layers, its streams and its file sizes', () => {
    expect(violationsIn(project)).toEqual([]);
  });

  it('starts without the packages that only some runs need', () => {
    const loaded = packagesLoadedAtStart('src/cli/main.ts', project);
    expect(loaded.filter((name) => /^(chalk|cli-table3|fast-glob|tsx)\b/.test(name))).toEqual([]);
  });
});

describe('the layers', () => {
  it.each([
    ['src/gc/heap-view.ts', '../interp/scenario.js'],
    ['src/interp/module.ts', '../runner/refleak.js'],
    ['src/runner/run.ts', '../report/json.js'],
    ['src/runner/run.ts', '../explain/read/island.js'],
    ['src/explain/audit.ts', '../report/json.js'],
    ['src/bisect/git.ts', '../report/json.js'],
    ['src/gc/track.ts', 'chalk'],
    ['src/stray.ts', './gc/heap.js'],
    ['src/drawer/stray.ts', '../gc/heap.js'],
    ['src/cli/main.ts', '../../scenarios/test_threading.js'],
    ['bin/refhunt.js', '../dist/src/runner/run.js'],
    ['scenarios/test_abc.ts', '../src/gc/heap.js'],
    ['scenarios/test_abc.ts', 'chalk'],
  ])('forbid %s to import %s', (from, specifier) => {
    const expected = [expect.stringContaining(`${from} imports ${specifier}: `)];
    expect(violations(from, `import { x } from '${specifier}';`)).toEqual(expected);
    expect(violations(from, `import {\n  x,\n} from "${specifier}";`)).toEqual(expected);
    expect(violations(from, `export * from '${specifier}';`)).toEqual(expected);
    expect(violations(from, `import type { X } from '${specifier}';`)).toEqual(expected);
    expect(violations(from, `const x = await import('${specifier}');`)).toEqual(expected);
    expect(violations(from, `import '${specifier}';`)).toEqual(expected);
  });

  it.each([
    ['src/cli/main.ts', '../report/json.js'],
    ['src/cli/main.ts', 'commander'],
    ['src/bisect/git.ts', '../explain/try/trial.js'],
    ['src/runner/run.ts', '../gc/heap.js'],
    ['src/gc/track.ts', 'node:assert'],
    ['bin/refhunt.js', '../dist/src/cli/main.js'],
    ['scenarios/test_abc.ts', 'refhunt/scenario'],
    ['scenarios/test_abc.ts', './extensions/abc.js'],
  ])('allow %s to import %s', (from, specifier) => {
    expect(violations(from, `import { x } from '${specifier}';`)).toEqual([]);
  });

  it('let reporters see types, and the files that declare results, of the layers below', () => {
    const reporter = 'src/report/style-3.11.ts';
    expect(violations(reporter, "import type { Refleak } from '../runner/refleak.js';")).toEqual([]);
    expect(violations(reporter, "import { result } from '../runner/result.js';")).toEqual([]);
    expect(violations(reporter, "import { refleak } from '../runner/refleak.js';")).toHaveLength(1);
    expect(violations(reporter, "import { type Refleak } from '../runner/refleak.js';")).toHaveLength(1);
    expect(violations(reporter, "import { heap } from '../gc/heap.js';")).toHaveLength(1);
  });

  it('let the reading half of explain see the snapshot and nothing else of the heap', () => {
    const reader = 'src/explain/read/owners.ts';
    expect(violations(reader, "import type { Snapshot } from '../../gc/snapshot.js';")).toEqual([]);
    expect(violations(reader, "import { island } from './island.js';")).toEqual([]);
    expect(violations(reader, "import type { Heap } from '../../gc/heap.js';")).toHaveLength(1);
    expect(violations(reader, "import { trial } from '../try/trial.js';")).toHaveLength(1);
  });

  it('do not take a comment, a string or a method for an import', () => {
    expect(violations('src/gc/track.ts', "/*\nimport { x } from '../runner/refleak.js';\n*/")).toEqual([]);
    expect(violations('src/gc/track.ts', "// see import('../runner/refleak.js')\nconst a = 'http://x';")).toEqual([]);
    expect(violations('scenarios/test_abc.ts', "py.import('os');\nconst os = python.import('_abc');")).toEqual([]);
  });
});

describe('import cycles', () => {
  it('are found through files of one layer, types included', () => {
    const cycle = new Map([
      ['src/gc/a.ts', "import type { B } from './b.js';"],
      ['src/gc/b.ts', "import { c } from './c.js';"],
      ['src/gc/c.ts', "import { a } from './a.js';\nimport { d } from './d.js';"],
      ['src/gc/d.ts', 'export const d = 1;'],
    ]);
    expect(cyclesOf(cycle)).toEqual([['src/gc/a.ts', 'src/gc/b.ts', 'src/gc/c.ts']]);
    expect(violationsIn(cycle)).toEqual(['import cycle: src/gc/a.ts -> src/gc/b.ts -> src/gc/c.ts']);
  });

  it('are not seen where two paths lead to one file', () => {
    const diamond = new Map([
      ['src/gc/a.ts', "import './b.js';\nimport './c.js';"],
      ['src/gc/b.ts', "import './d.js';"],
      ['src/gc/c.ts', "import './d.js';"],
      ['src/gc/d.ts', 'export const d = 1;'],
    ]);
    expect(cyclesOf(diamond)).toEqual([]);
  });

  it('include a file that imports itself', () => {
    expect(cyclesOf(new Map([['src/gc/a.ts', "import './a.js';"]]))).toEqual([['src/gc/a.ts']]);
  });
});

describe('streams', () => {
  const places = [
    "console.log('x');",
    'process.stdout.write(x);',
    'process . stderr.write(x);',
    `f(\`\${console.log(1)}\`)`,
  ];

  it.each(places)('are written by no layer but report and cli: %s', (text) => {
    expect(violations('src/runner/run.ts', `const a = 1;\n${text}`)).toEqual([
      'src/runner/run.ts:2 writes to a stream; only src/report and src/cli may',
    ]);
    expect(violations('src/report/text.ts', text)).toEqual([]);
    expect(violations('src/cli/main.ts', text)).toEqual([]);
  });

  it('may be named in comments and messages', () => {
    const text = "// console.log is not used\nconst hint = 'do not call console.log';";
    expect(violations('src/runner/run.ts', text)).toEqual([]);
  });
});

describe('file sizes', () => {
  it(`end at ${MAX_LINES} lines`, () => {
    const lines = (count: number): string => '// x\n'.repeat(count);
    expect(violations('src/gc/big.ts', lines(MAX_LINES))).toEqual([]);
    expect(violations('src/gc/big.ts', lines(MAX_LINES + 1))).toEqual([
      `src/gc/big.ts has ${MAX_LINES + 1} lines, more than ${MAX_LINES}`,
    ]);
  });
});

describe('packages loaded at start', () => {
  it('are the ones reached by static value imports', () => {
    const sources = new Map([
      ['src/cli/main.ts', "import { Command } from 'commander';\nimport { f } from './f.js';\nimport('./table.js');"],
      ['src/cli/f.ts', "import type { Chalk } from 'chalk';\nimport 'node:fs';\nimport glob from 'fast-glob';"],
      ['src/cli/table.ts', "import Table from 'cli-table3';"],
    ]);
    expect(packagesLoadedAtStart('src/cli/main.ts', sources)).toEqual(['commander', 'fast-glob']);
  });
});
