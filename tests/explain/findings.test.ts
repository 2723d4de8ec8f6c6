import { beforeAll, describe, expect, it } from 'vitest';
import type { Explanation, Finding, Part } from '../../src/explain/result.js';
import type { Leak } from '../../src/runner/result.js';
import { readFacts } from '../conformance/leaks/fact.js';
import { scenarioOf } from '../conformance/leaks/scenario.js';
import {
  type Explained,
  explainScenario,
  explainShipped,
  PATIENCE,
  type StateWords,
  worldAt,
} from '../support/explanations.js';

type Row = readonly [test: string, at: string, words: StateWords, causes: readonly string[]];

/** What the history of CPython says of each state, as `kind subject slot`. */
const STORIES: readonly Row[] = [
  ['test_threading', 'gh-23811-proposed', {}, ['no-gc-support _thread.lock ob_type']],
  ['test_threading', 'gh-23811-proposed', { with: ['lock-gc-no-visit'] }, ['type-not-visited _thread.lock ob_type']],
  ['test_threading', '53e4c91725', {}, ['no-gc-support _abc._abc_data ob_type']],
  ['test_threading', '9cc3ebd7e0', {}, ['type-not-visited _abc._abc_data ob_type']],
  [
    'test_interpreters',
    '71d1bd9569',
    {},
    [
      'static-overwritten _signal static.IntHandler',
      'static-overwritten _signal static.Handlers[]',
      'static-overwritten _signal static.ItimerError',
      'static-overwritten _signal static.DefaultHandler',
      'static-overwritten _signal static.IgnoreHandler',
    ],
  ],
  [
    'test_interpreters',
    '7f9b25a21a',
    { without: ['signal-xsetref'] },
    ['static-overwritten _signal static.Handlers[]'],
  ],
  ['test__xxsubinterpreters', '7dd549eb08', {}, ['static-overwritten _functools static.kwd_mark']],
  ['test__xxsubinterpreters', '34ef64fe59^', {}, ['lost-reference sys xoptions']],
  ['test_int', 'de6981680b', {}, ['lost-reference longobject.c result']],
  ['test_importlib', '8d88e8c662^', {}, ['lost-reference ast.c form']],
  ['test_threading', '1cd3d859a4^', { with: ['243fd01047'] }, ['no-gc-support _thread.RLock ob_type']],
];

/** Leaks of no single line of an extension: how an interpreter ends, what the library keeps. */
const ELSEWHERE: readonly Row[] = [
  ['test_ast', '5cf4782a26', {}, ['never-released interpreter interp.ast']],
  ['test_ast', 'ast-fini-everywhere', {}, ['released-after-last-gc interpreter interp.ast']],
  ['test_threading', '7247407c35', {}, ['garbage-after-last-gc interpreter interp']],
  ['test_atexit', '7247407c35', {}, ['garbage-after-last-gc interpreter interp']],
  ['test_importlib', '8334f30a74', {}, ['growing-chain interp->modules[\'_weakref\'] ["_weakref"]']],
];

const name = ({ kind, subject, slot }: Finding): string => `${kind} ${subject} ${slot}`;
const total = (parts: readonly Part[]): number => parts.reduce((sum, { count }) => sum + count, 0);
const lastDelta = (leaks: readonly Leak[], item: Leak['item']): number =>
  leaks.find((leak) => leak.item === item)?.deltas.at(-1) ?? 0;

describe.each([...STORIES, ...ELSEWHERE])('%s at %s %o', (test, at, words, causes) => {
  let explained: Explained;
  beforeAll(async () => {
    explained = await explainShipped(test, at, { ...words, brief: true });
  }, PATIENCE);
  const explanation = (): Explanation => {
    if (explained.explanation === null) throw new Error(`${test} at ${at} does not leak`);
    return explained.explanation;
  };

  it('has these causes', () => {
    const { findings } = explanation();
    const real = findings.filter(({ kind }) => kind !== 'harness-only');
    expect(real.map(name).sort()).toEqual([...causes].sort());
  });

  it('is taken apart so that the parts are the printed number', () => {
    const { result } = explained;
    const { sum } = explanation();
    expect(sum.references).toBe(lastDelta(result.leaks, 'references'));
    expect(sum.blocks).toBe(lastDelta(result.leaks, 'memory blocks'));
    expect(total(sum.referenceParts)).toBe(sum.references);
    expect(total(sum.blockParts)).toBe(sum.blocks);
  });

  it('leaves nothing that no finding accounts for', () => {
    const { rest } = explanation();
    expect(rest).toEqual({ references: 0, blocks: 0 });
  });

  it('says where in the scenario or in the history the mistake stands', () => {
    const real = explanation().findings.filter(({ kind }) => kind !== 'harness-only');
    for (const { place } of real) expect(place?.file).toContain('scenarios');
  });
});

/** Of the cases that a real interpreter measured, each that leaks. */
const MEASURED: readonly (readonly [name: RegExp, ...causes: readonly string[]])[] = [
  [/^m1_nogc_fork$/, 'no-gc-support lock_no_gc.lock ob_type'],
  [/^m1_novisit_fork$/, 'type-not-visited lock_blind.lock ob_type'],
  [/^m2_empty_fork$/, 'type-not-visited datum_nothing.datum ob_type'],
  [/^m2_fields_fork$/, 'type-not-visited datum_fields.datum ob_type'],
  [/^m2_empty_selfcycle$/, 'slot-not-visited datum_nothing.datum registry'],
  [/^m3_obj(_main)?$/, 'lost-reference addobject_extra x'],
  [/^m5_(spec|type)_10?_late$/, 'released-after-last-gc raw in tables struct.t[]'],
  [/^m7_(retval|getattr)_bug(_x10)?$/, 'lost-reference slips n'],
  [/^m7_errpath_bug$/, 'lost-reference slips list'],
  [/^m7_(listset|tupset|dictset|buildvalue)_bug$/, 'lost-reference slips value'],
  [/^m7_setover_bug$/, 'lost-reference slips item 0'],
  [/^m7_dealloc_bug/, 'not-released-in-dealloc slips.keeping ob_type'],
  [/^m7_freeobj_bug$/, 'lost-reference slips freeobj_bug'],
  [/^m7_intermittent$/, 'growing-cache __main__.n null', 'lost-reference slips n'],
  [/^m8_(pymem|pyobj)_bug/, 'null slips null'],
  [/^m8_fd_(bug|python)/, 'handle-not-closed file descriptor null'],
  [/^thing resurrecting/, 'static-overwritten keeper_resurrecting static.kept'],
  [/^(handler table filled|fill keeper),/, 'static-overwritten keeper static.handlers[]'],
  [/^fill right keeper,/, 'never-released keeper static.handlers[]'],
  [/^(static overwritten|overwrite (list|class|thing) keeper),/, 'static-overwritten keeper static.kept'],
  [/^keep (list|class|thing) keeper,/, 'never-released keeper static.kept'],
  [/^keep (object|dict|class|instance|tuple of list), in a test$/, 'growing-cache __main__.L null'],
  [/^import keeper_error,/, 'static-overwritten keeper_error static.error'],
  [/^m8_fd_close_other$/, 'stolen-twice file descriptor null'],
  [/^m8_fd_fileobj$/, 'growing-cache __main__.L null', 'handle-not-closed file descriptor null'],
];

describe('a measured case', { timeout: PATIENCE }, () => {
  const facts = readFacts('leaks.json').filter(({ measured }) => measured !== undefined);
  const rows = MEASURED.flatMap(([pattern, ...causes]) =>
    facts.filter(({ name: fact }) => pattern.test(fact)).map((fact) => [fact.name, fact, causes] as const),
  );

  it('stands in one row of the table, and each row has a case', () => {
    expect(MEASURED.filter(([pattern]) => !facts.some((fact) => pattern.test(fact.name)))).toEqual([]);
    expect(new Set(rows.map(([fact]) => fact)).size).toBe(rows.length);
    expect(rows.length).toBeGreaterThanOrEqual(30);
  });

  it.each(rows)('%s has its cause', async (fact, { name: test, ...rest }, causes) => {
    const { explanation } = await explainScenario(test, scenarioOf({ name: test, ...rest }), worldAt('3.11.2'));
    const real = (explanation?.findings ?? []).filter(({ kind }) => kind !== 'harness-only');
    expect([fact, ...real.map(name).sort()]).toEqual([fact, ...[...causes].sort()]);
  });
});
