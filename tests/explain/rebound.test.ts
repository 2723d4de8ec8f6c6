import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../src/explain/result.js';
import {
  type CaseFunction,
  call,
  clear,
  decref,
  defineScenario,
  extension,
  fn,
  heapType,
  incref,
  returnNone,
  set,
  untrack,
  visit,
  when,
  xdecref,
  xsetref,
} from '../../src/interp/scenario.js';
import { explainScenario, PATIENCE, worldAt } from '../support/explanations.js';

/** `f` leaks its argument; an instance of Node that `g` makes cannot be collected. */
const mine = extension('mine', {
  state: ['type'],
  statics: ['kept', 'list'],
  types: {
    Node: heapType('mine.Node', {
      flags: ['HAVE_GC'],
      fields: ['a', 'b'],
      slots: {
        tp_traverse: [visit('ob_type'), visit('a')],
        tp_clear: [clear('a')],
        tp_dealloc: [untrack(), xdecref('a'), xdecref('b'), decref('ob_type')],
      },
    }),
  },
  exec: [call('PyType_FromSpec', [{ spec: 'Node' }], 'state.type')],
  functions: {
    f: fn(['o'], [incref('arg.o'), returnNone()]),
    g: fn(
      ['o'],
      [
        call('tp_alloc', ['state.type'], 'local.self'),
        set('local.self->a', 'local.self', 'newref'),
        set('local.self->b', 'arg.o', 'newref'),
        call('PyObject_SetAttrString', ['arg.o', { str: 'node' }, 'local.self']),
        decref('local.self'),
        returnNone(),
      ],
    ),
    keep: fn(
      ['o'],
      [
        when({ isNull: 'static.list' }, [call('PyList_New', [{ int: 0 }], 'static.list')]),
        when({ notNull: 'static.kept' }, [call('PyList_Append', ['static.list', 'static.kept'])]),
        xsetref('static.kept', 'arg.o', 'newref'),
        returnNone(),
      ],
    ),
  },
  slots: { m_traverse: [visit('state.type')], m_clear: [clear('state.type')], m_free: [clear('state.type')] },
});

async function told(run: CaseFunction): Promise<{ found: readonly string[] } & Pick<Explanation, 'shared' | 'rest'>> {
  const scenario = defineScenario({ extensions: [mine], cases: { 'C.test_it': run } });
  const { result, explanation } = await explainScenario('test_mine', scenario, worldAt('3.11.2'));
  if (explanation === null) throw new Error('it does not leak');
  const { findings, shared, rest } = explanation;
  const real = findings.filter(({ kind }) => kind !== 'harness-only');
  // One finding has it all: what was printed, less what the hunt itself keeps.
  const harness = findings.find(({ kind }) => kind === 'harness-only')?.references ?? 0;
  const printed = (result.leaks.find(({ item }) => item === 'references')?.deltas.at(-1) ?? 0) - harness;
  const found = real.map(({ kind, subject, references }) => `${kind} ${subject} ${references === printed}`);
  return { found, shared, rest };
}

const NOTHING = { references: 0, blocks: 0 };
const leaked = (t: Parameters<CaseFunction>[0], object: Parameters<typeof t.assign>[1]): void =>
  void t.callMethod(t.import('mine'), 'f', object);

describe('a name that is bound again in each run', { timeout: PATIENCE }, () => {
  it.each<[what: string, run: CaseFunction]>([
    [
      'to the object that leaks',
      (t) => {
        const x = t.list();
        t.assign('x', x);
        leaked(t, x);
      },
    ],
    [
      'to the function that leaks',
      (t) =>
        leaked(
          t,
          t.def('callback', () => null),
        ),
    ],
    ['to the class of what leaks', (t) => leaked(t, t.call(t.class('Thing')))],
    [
      'to what leaks, and that name bound to another one before',
      (t) => {
        if (t.has('x')) t.assign('y', t.name('x'));
        const x = t.list();
        t.assign('x', x);
        leaked(t, x);
      },
    ],
    [
      'when its old object has been leaked',
      (t) => {
        if (t.has('x')) leaked(t, t.name('x'));
        t.assign('x', t.list());
      },
    ],
    [
      'when what it was bound to has got another name, beside a leak',
      (t) => {
        if (t.has('x')) t.assign('y', t.name('x'));
        t.assign('x', t.list());
        leaked(t, t.dict());
      },
    ],
  ])('%s, is no second leak', async (_what, run) => {
    const seen = await told(run);
    expect(seen).toEqual({ found: ['lost-reference mine true'], shared: NOTHING, rest: NOTHING });
  });

  it.each<[what: string, run: CaseFunction]>([
    [
      'is no cache beside the list that keeps what it is bound to',
      (t) => {
        if (!t.has('keep')) t.assign('keep', t.list());
        const x = t.dict();
        t.assign('x', x);
        t.append(t.name('keep'), x);
      },
    ],
    [
      'is no cache beside the list that got what it was bound to',
      (t) => {
        if (!t.has('keep')) t.assign('keep', t.list());
        if (t.has('x')) t.append(t.name('keep'), t.name('x'));
        t.assign('x', t.dict());
      },
    ],
    [
      'is no chain because its module leads to the callback of the run before',
      (t) => {
        if (!t.has('keep')) t.assign('keep', t.list());
        const referent = t.has('Base') ? t.name('Base') : t.class('Base');
        t.append(
          t.name('keep'),
          t.weakref(
            referent,
            t.def('callback', () => null),
          ),
        );
      },
    ],
  ])('%s', async (_what, run) => {
    const seen = await told(run);
    expect(seen).toEqual({ found: ['growing-cache __main__.keep true'], shared: NOTHING, rest: NOTHING });
  });

  it('leads to the island that its old object is in', async () => {
    const seen = await told((t) => {
      const C = t.class('C');
      t.callMethod(t.import('mine'), 'g', C);
    });
    expect(seen).toEqual({ found: ['slot-not-visited mine.Node true'], shared: NOTHING, rest: NOTHING });
  });
});

describe('a static that is stored into again in each run', { timeout: PATIENCE }, () => {
  it('is no cause where a list got what it held', async () => {
    const { found } = await told((t) => void t.callMethod(t.import('mine'), 'keep', t.dict()));
    expect(found).toEqual(['growing-cache static list of mine true']);
  });
});
