import { describe, expect, it } from 'vitest';
import type { Fix, Verdict } from '../../../src/explain/result.js';
import { applyEdit } from '../../../src/interp/history/edit.js';
import {
  call,
  clear,
  decref,
  defineScenario,
  extension,
  fn,
  heapType,
  type Op,
  returnNone,
  set,
  untrack,
  visit,
  xdecref,
} from '../../../src/interp/scenario.js';
import { explainScenario, explainShipped, PATIENCE, worldAt } from '../../support/explanations.js';

async function fixesOf(test: string, at: string, match?: string): Promise<readonly Fix[]> {
  const words = { fixes: true, ...(match === undefined ? {} : { match }) };
  const { explanation } = await explainShipped(test, at, words);
  return explanation?.fixes ?? [];
}

const titled = (fixes: readonly Fix[], title: RegExp): Fix | undefined => fixes.find((fix) => title.test(fix.title));

describe('fixes that were tried', { timeout: PATIENCE }, () => {
  it('put the cause before what hides it, and that before what does not help', async () => {
    const fixes = await fixesOf('test_threading', 'gh-23811-proposed');
    const order: Verdict[] = ['fixes', 'workaround', 'no-help', 'harmful'];
    expect(fixes.map(({ id }) => id)).toEqual(fixes.map((_, index) => index + 1));
    expect(fixes.map(({ verdict }) => verdict)).toEqual(
      fixes.map(({ verdict }) => verdict).sort((left, right) => order.indexOf(left) - order.indexOf(right)),
    );
    expect(fixes[0]).toMatchObject({ verdict: 'fixes', sumAfter: 0, faults: [] });
    expect(fixes[0]?.title).toContain('lock_traverse visits the type');
  });

  it('tell a second collection for the workaround that it is', async () => {
    const fixes = await fixesOf('test_threading', '53e4c91725');
    expect(titled(fixes, /second collection/)).toMatchObject({ verdict: 'workaround', sumAfter: 0 });
  });

  it('show that visiting the three caches changes nothing', async () => {
    const caches = titled(await fixesOf('test_threading', '53e4c91725'), /_abc_negative_cache, not the type/);
    expect(caches?.verdict).toBe('no-help');
    expect(caches?.sumAfter).toBe(caches?.sumBefore);
  });

  it('go together where each static needs its own', async () => {
    const fixes = await fixesOf('test_interpreters', '71d1bd9569', 'test_from_current');
    expect(fixes[0]).toMatchObject({ verdict: 'fixes', sumAfter: 0 });
    expect(titled(fixes, /^Py_XSETREF static.Handlers/)).toMatchObject({ verdict: 'fixes' });
    expect(titled(fixes, /second collection/)).toMatchObject({ verdict: 'no-help' });
  });

  it('find the return before which the DECREF is missing', async () => {
    const fixes = await fixesOf('test_int', 'de6981680b');
    expect(fixes.filter(({ verdict }) => verdict === 'fixes')).toHaveLength(1);
    expect(fixes[0]?.title).toContain('Py_XDECREF local.result before the return');
  });

  it('mend the world that they are put to', async () => {
    const { explanation } = await explainShipped('test_threading', '9cc3ebd7e0', { fixes: true });
    const [best] = explanation?.fixes ?? [];
    const world = (best?.edits ?? []).reduce(
      (changed: ReturnType<typeof worldAt>, edit) => applyEdit(changed, edit as Parameters<typeof applyEdit>[1]),
      worldAt('9cc3ebd7e0'),
    );
    const { default: scenario } = await import('../../../scenarios/test_threading.js');
    const { result } = await explainScenario('test_threading', scenario, world);
    expect(result.leaks).toEqual([]);
  });

  it('of a scenario with an extension of its own are tried on that extension', async () => {
    const forgets = fn([], [call('PyList_New', [], 'local.items'), returnNone()]);
    const scenario = defineScenario({
      extensions: [extension('mine', { functions: { forgets } })],
      cases: { 'C.test_it': (t) => void t.callMethod(t.import('mine'), 'forgets') },
    });
    const { explanation } = await explainScenario('test_mine', scenario, worldAt('3.11.2'), { fixes: true });
    expect(explanation?.findings[0]).toMatchObject({ kind: 'lost-reference', subject: 'mine', slot: 'items' });
    expect(explanation?.fixes?.[0]).toMatchObject({ verdict: 'fixes', sumBefore: 3, sumAfter: 0 });
  });

  it('release the old value where a field or the state is overwritten, never the new one', async () => {
    const Node = heapType('mine.Node', {
      flags: ['HAVE_GC'],
      fields: ['a'],
      slots: {
        tp_traverse: [visit('ob_type'), visit('a')],
        tp_clear: [clear('a')],
        tp_dealloc: [untrack(), xdecref('a'), decref('ob_type')],
      },
    });
    const store = (slot: string) => call('PyList_New', [{ int: 0 }], slot);
    const of = (slot: string, fixes: readonly Fix[] | null | undefined) =>
      (fixes ?? []).filter(({ verdict }) => verdict === 'fixes').map(({ title }) => title.replace(slot, 'SLOT'));
    const scenario = (body: readonly Op[]) =>
      defineScenario({
        extensions: [
          extension('mine', {
            state: ['type', 'cache'],
            types: { Node },
            exec: [call('PyType_FromSpec', [{ spec: 'Node' }], 'state.type')],
            functions: { f: fn([], [...body, returnNone()]) },
            slots: { m_free: [clear('state.type'), clear('state.cache')] },
          }),
        ],
        cases: { 'C.test_it': (t) => void t.callMethod(t.import('mine'), 'f') },
      });
    const bodies = {
      'state.cache': [store('state.cache')],
      'local.self->a': [
        call('tp_alloc', ['state.type'], 'local.self'),
        store('local.self->a'),
        store('local.self->a'),
        decref('local.self'),
      ],
    };
    for (const [slot, body] of Object.entries(bodies)) {
      const { explanation } = await explainScenario('test_mine', scenario(body), worldAt('3.11.2'), { fixes: true });
      expect(explanation?.findings[0]).toMatchObject({ kind: 'lost-reference', slot });
      expect(of(slot, explanation?.fixes)).toContain('Py_XSETREF SLOT in mine');
      expect(of(slot, explanation?.fixes).join()).not.toContain('DECREF');
    }
  });

  it('that release too much are harmful, whatever the sum says', async () => {
    const keeps = fn(['o'], [set('static.kept', 'arg.o', 'newref'), returnNone()]);
    const scenario = defineScenario({
      extensions: [extension('mine', { statics: ['kept'], functions: { keeps } })],
      cases: { 'C.test_it': (t) => void t.callMethod(t.import('mine'), 'keeps', t.none()) },
    });
    const { explanation } = await explainScenario('test_mine', scenario, worldAt('3.11.2'), { fixes: true });
    for (const { verdict, faults, sumAfter } of explanation?.fixes ?? []) {
      if (faults.length > 0 || sumAfter < 0) expect(verdict).toBe('harmful');
    }
    expect(explanation?.findings[0]).toMatchObject({ kind: 'static-overwritten', slot: 'static.kept' });
  });
});

describe('a module that each import makes anew', { timeout: PATIENCE }, () => {
  it('is tried with single-phase initialisation, to which it went back', async () => {
    const fixes = await fixesOf('test_importlib', '8334f30a74');
    expect(fixes[0]).toMatchObject({ title: 'single-phase initialisation of _weakref', verdict: 'fixes', sumAfter: 0 });
  });
});

describe('a field of the interpreter that no step clears', { timeout: PATIENCE }, () => {
  it('gets a finalization step', async () => {
    const store = call('PyList_New', [{ int: 0 }], 'interp.mine.thing');
    const scenario = defineScenario({
      extensions: [extension('mine', { exec: [store] })],
      cases: { 'C.test_it': (t) => t.runInSubinterp((sub) => void sub.import('mine')) },
    });
    const { explanation } = await explainScenario('test_mine', scenario, worldAt('3.11.2'), { fixes: true });
    expect(explanation?.findings[0]).toMatchObject({ kind: 'never-released', slot: 'interp.mine.thing' });
    const step = titled(explanation?.fixes ?? [], /^a step that clears interp\.mine\.thing, before the last/);
    expect(step).toMatchObject({ verdict: 'fixes', sumAfter: 0 });
  });
});

describe('pairs of finalization changes', { timeout: PATIENCE }, () => {
  it('are tried where neither alone is enough: every interpreter, and before the last collection', async () => {
    const fixes = await fixesOf('test_ast', '5cf4782a26');
    const sums = (title: RegExp) => {
      const { verdict, sumBefore = 0, sumAfter = 0 } = titled(fixes, title) ?? {};
      return { verdict, left: sumAfter === 0 ? 'nothing' : sumAfter < sumBefore ? 'some' : 'all' };
    };
    expect(fixes[0]?.title).toBe('{ast-fini on every interpreter, before the last collection}');
    expect(sums(/^\{ast-fini/)).toEqual({ verdict: 'fixes', left: 'nothing' });
    expect(sums(/^ast-fini on every interpreter$/)).toEqual({ verdict: 'fixes', left: 'some' });
    expect(sums(/^ast-fini before the last collection$/)).toEqual({ verdict: 'no-help', left: 'all' });
  });

  it('stand beside the one change that treats the cause', async () => {
    const fixes = await fixesOf('test_atexit', '7247407c35', 'test_callbacks_leak');
    const rows = fixes.map(({ verdict, title, sumAfter }) => `${verdict} ${sumAfter} ${title}`);
    expect(rows[0]).toMatch(/^fixes 0 a collection after .*, when the interpreter is cleared$/);
    expect(rows).toContain('workaround 0 {codecs-clear before the last collection, which is one more}');
    expect(rows.find((row) => row.includes('codecs-clear right after'))).toMatch(/^no-help/);
    expect(rows.find((row) => row.includes('a collection before codecs-clear'))).toMatch(/^no-help/);
  });
});
