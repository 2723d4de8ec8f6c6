import { describe, expect, it } from 'vitest';
import { explain } from '../../src/explain/explain.js';
import type { Finding } from '../../src/explain/result.js';
import { type HuntRequest, hunt, withEdits } from '../../src/explain/try/hunt.js';
import type { ExtensionDescription, Op } from '../../src/interp/extension/description.js';
import type { Edit } from '../../src/interp/history/change.js';
import type { Scenario, World } from '../../src/interp/scenario.js';
import { readFacts } from '../conformance/leaks/fact.js';
import { scenarioOf } from '../conformance/leaks/scenario.js';
import { PATIENCE, requestFor, worldAt } from '../support/explanations.js';

/** One visit, clear or DECREF less. */
interface Mutation {
  readonly title: string;
  readonly extension: string;
  readonly path: string;
  readonly slot: string;
  readonly edit: Edit;
}

type Row = readonly [test: string, at: string, extensions: readonly string[], match: string | null];

/** States in which the test is clean, and the extensions that it exercises there. */
const CLEAN: readonly Row[] = [
  ['test_threading', 'gh-23811', ['_thread', '_abc'], null],
  ['test_interpreters', '7f9b25a21a', ['_signal'], 'test_subinterpreter'],
  ['test_interpreters', '3.11.2', ['_signal'], 'test_subinterpreter'],
  ['test_ast', 'b1cc6ba73a', ['_ast'], null],
  ['test_ast', 'fd957c124c', ['_ast'], null],
  ['test__xxsubinterpreters', 'b09ae3ff43', ['_functools', 'sys'], 'test_ids_global'],
  ['test_atexit', '3.11.2', ['atexit', '_abc', '_thread'], null],
  ['test_importlib', '83d46e0622', ['ast.c', '_weakref'], null],
  ['test_int', '387f72588d', ['longobject.c'], null],
  ['test_first_extension_fixed', '3.11.2', ['first'], null],
];

/** Of operations of one kind in one body, which may be hundreds. */
const MOST_ALIKE = 6;

const REMOVED: ReadonlySet<Op['op']> = new Set(['visit', 'clear', 'decref', 'xdecref']);

/** The body without one operation at a time; Py_XSETREF becomes an assignment that releases nothing. */
function* without(ops: readonly Op[]): Generator<{ op: Op['op']; slot: string; body: Op[] }> {
  for (const [index, op] of ops.entries()) {
    if (REMOVED.has(op.op) && 'slot' in op && op.slot !== undefined) {
      yield { op: op.op, slot: op.slot, body: ops.toSpliced(index, 1) };
    }
    if (op.op === 'xsetref') {
      const plain: Op = { ...op, op: 'set' };
      yield { op: op.op, slot: op.slot, body: ops.with(index, plain) };
    }
    for (const [key, inner] of innerOf(op)) {
      for (const { body, ...rest } of without(inner))
        yield { ...rest, body: ops.with(index, { ...op, [key]: body } as Op) };
    }
  }
}

function innerOf(op: Op): [key: string, ops: readonly Op[]][] {
  if (op.op === 'for' || op.op === 'repeat') return [['do', op.do]];
  if (op.op !== 'if') return [];
  return [
    ['then', op.then],
    ['else', op.else ?? []],
  ];
}

function* bodiesOf(extension: ExtensionDescription): Generator<{ path: string; ops: readonly Op[] }> {
  yield { path: 'exec', ops: extension.exec };
  for (const [key, ops] of Object.entries(extension.slots)) yield { path: `slots.${key}`, ops };
  for (const kind of ['functions', 'helpers'] as const) {
    for (const [key, { body }] of Object.entries(extension[kind] ?? {}))
      yield { path: `${kind}.${key}.body`, ops: body };
  }
  for (const [key, { slots, methods }] of Object.entries(extension.types)) {
    for (const slot of ['tp_traverse', 'tp_clear', 'tp_dealloc', 'tp_new'] as const) {
      const ops = slots[slot];
      if (ops) yield { path: `types.${key}.slots.${slot}`, ops };
    }
    for (const [name, { body }] of Object.entries(methods))
      yield { path: `types.${key}.methods.${name}.body`, ops: body };
  }
}

function mutationsOf(extension: ExtensionDescription): Mutation[] {
  return [...bodiesOf(extension)].flatMap(({ path, ops }) => {
    const alike = new Map<string, Mutation[]>();
    for (const { op, slot, body } of without(ops)) {
      const edit: Edit = { edit: 'ops', extension: extension.name, path, replace: body };
      const title = `${extension.name} ${path}: no ${op} of ${slot}`;
      const kind = alike.get(op) ?? [];
      alike.set(op, kind);
      kind.push({ title, extension: extension.name, path, slot, edit });
    }
    return [...alike.values()].flatMap(spread);
  });
}

/** The first, the last and some between. */
function spread(mutations: readonly Mutation[]): Mutation[] {
  const count = Math.min(MOST_ALIKE, mutations.length);
  const step = count < 2 ? 1 : (mutations.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, n) => mutations[Math.round(n * step)] as Mutation);
}

/** The finding names the body that lost an operation, or the type whose body it is, and the slot. */
function names(finding: Finding, { extension, path, slot }: Mutation): boolean {
  const { part } = finding;
  if (part === null || part.extension !== extension) return false;
  const bare = (text: string | null): string =>
    (text ?? '').replace(/^.*->|^(self|local)\./, '').replace(/\[.*\]/, '[]');
  return (path === part.path || path.startsWith(`${part.path}.`)) && bare(finding.slot) === bare(slot);
}

async function judge(request: HuntRequest, mutation: Mutation): Promise<'silent' | 'named' | string> {
  const mutated = withEdits(request, [mutation.edit]);
  const { result } = await hunt(mutated);
  if (result.leaks.length === 0) return 'silent';
  const explanation = await explain(mutated, result, { mapPlace: (place) => place, fixes: false });
  const real = (explanation?.findings ?? []).filter(({ kind }) => kind !== 'harness-only');
  if (real.length > 0 && real.every((finding) => names(finding, mutation))) return 'named';
  return `${mutation.title}: ${real.map(({ kind, subject, slot, part }) => `${kind} ${subject} ${slot} (${part?.path})`).join('; ')}`;
}

function extensionsIn(world: World, { extensions = [] }: Scenario, names: readonly string[]): ExtensionDescription[] {
  const described = Object.fromEntries(extensions.map((extension) => [extension.name, extension]));
  return names.flatMap((name) => described[name] ?? world.extensions[name] ?? []);
}

describe.each(CLEAN)('each visit, clear and DECREF taken away in turn: %s at %s, %j', (test, at, extensions, match) => {
  it('is named, and nothing else is, wherever it changes the printed line', { timeout: PATIENCE * 2 }, async () => {
    const { default: scenario } = (await import(`../../scenarios/${test}.ts`)) as { default: Scenario };
    const world = worldAt(at);
    const request = requestFor(test, scenario, world, { brief: true, ...(match === null ? {} : { match }) });
    expect((await hunt(request)).result.state).toBe('PASSED');
    const verdicts: string[] = [];
    for (const extension of extensionsIn(world, scenario, extensions)) {
      for (const mutation of mutationsOf(extension)) verdicts.push(await judge(request, mutation));
    }
    const noticed = verdicts.filter((verdict) => verdict !== 'silent');
    const wrong = noticed.filter((verdict) => verdict !== 'named');
    const named = noticed.length - wrong.length;
    console.log(`${test} at ${at}: ${verdicts.length} mutations, ${noticed.length} change the line, ${named} named`);
    expect(wrong).toEqual([]);
  });
});

/** Measured cases that do not leak, with the modules that they use. */
const RIGHT_TWINS = readFacts('leaks.json').filter(
  ({ name, measured }) => measured !== undefined && /_ok\b|_full_|_visit_|_early$/.test(name),
);

describe('each visit, clear and DECREF taken away in turn: the modules of the measured cases', () => {
  it('is named, and nothing else is, wherever it changes the printed line', { timeout: PATIENCE * 2 }, async () => {
    const world = worldAt('3.11.2');
    const verdicts: string[] = [];
    for (const fact of RIGHT_TWINS) {
      const scenario = scenarioOf(fact);
      const request = requestFor(fact.name, scenario, world, { brief: true });
      const words = new Set(`${fact.setup} ${fact.code}`.match(/\w+/g));
      const runs = ({ path }: Mutation): boolean =>
        !path.startsWith('functions.') || words.has(path.split('.')[1] ?? '');
      expect((await hunt(request)).result.leaks).toEqual([]);
      for (const extension of scenario.extensions ?? []) {
        for (const mutation of mutationsOf(extension).filter(runs)) verdicts.push(await judge(request, mutation));
      }
    }
    const noticed = verdicts.filter((verdict) => verdict !== 'silent');
    const wrong = noticed.filter((verdict) => verdict !== 'named');
    console.log(
      `measured cases: ${verdicts.length} mutations, ${noticed.length} change the line, ${noticed.length - wrong.length} named`,
    );
    expect(RIGHT_TWINS.length).toBeGreaterThan(10);
    expect(wrong).toEqual([]);
  });
});
