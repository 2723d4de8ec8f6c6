import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/explain/result.js';
import {
  type CaseFunction,
  call,
  clear,
  decref,
  defineScenario,
  type ExtensionDescription,
  extension,
  fn,
  heapType,
  incref,
  type Op,
  ret,
  returnNone,
  set,
  type TypeDescription,
  untrack,
  visit,
  when,
  xdecref,
  xsetref,
} from '../../src/interp/scenario.js';
import { explainScenario, PATIENCE, worldAt } from '../support/explanations.js';
import { auditOf } from './audit/audit-of.js';

const WORLD = worldAt('3.11.2');

const named = ({ kind, subject, slot }: Pick<Finding, 'kind' | 'subject' | 'slot'>): string =>
  `${kind} ${subject} ${slot}`;

interface Told {
  readonly findings: readonly string[];
  readonly gaps: readonly string[];
  readonly deltas: readonly (readonly number[])[];
  readonly all: readonly Finding[];
}

/** What explain and audit say of an extension called `mine`. */
async function told(description: Partial<ExtensionDescription>, run: CaseFunction): Promise<Told> {
  const mine = extension('mine', description);
  const scenario = defineScenario({ extensions: [mine], cases: { 'MineTests.test_it': run } });
  const { result, explanation } = await explainScenario('test_mine', scenario, WORLD);
  const all = (explanation?.findings ?? []).filter(({ kind }) => kind !== 'harness-only');
  return {
    findings: all.map(named),
    gaps: auditOf([mine], WORLD).gaps.map(named),
    deltas: result.leaks.map(({ deltas }) => deltas),
    all,
  };
}

const callF: CaseFunction = (t) => void t.callMethod(t.import('mine'), 'f');

const TRAVERSE = [visit('ob_type'), visit('a')];
const CLEAR = [clear('a')];
const DEALLOC = [untrack(), xdecref('a'), decref('ob_type')];

function nodeType(slots: Partial<TypeDescription['slots']> = {}): TypeDescription {
  return heapType('mine.Node', {
    flags: ['HAVE_GC'],
    fields: ['a'],
    slots: { tp_traverse: TRAVERSE, tp_clear: CLEAR, tp_dealloc: DEALLOC, ...slots },
  });
}

/** A module with the type in its state, whose `f` makes an instance and does what it is told with it. */
function withNode(slots: Partial<TypeDescription['slots']>, ...body: readonly Op[]): Partial<ExtensionDescription> {
  return {
    state: ['type'],
    types: { Node: nodeType(slots) },
    exec: [call('PyType_FromSpec', [{ spec: 'Node' }], 'state.type')],
    functions: { f: fn([], [call('tp_alloc', ['state.type'], 'local.self'), ...body]) },
    slots: { m_traverse: [visit('state.type')], m_clear: [clear('state.type')], m_free: [clear('state.type')] },
  };
}

const selfCycle = [set('local.self->a', 'local.self', 'newref'), decref('local.self'), returnNone()];

describe('not-cleared', { timeout: PATIENCE }, () => {
  it.each([
    ['no tp_clear', { tp_traverse: TRAVERSE, tp_dealloc: DEALLOC }],
    ['a tp_clear that forgets the field', { tp_traverse: TRAVERSE, tp_clear: [], tp_dealloc: DEALLOC }],
  ])('is %s, where the cycle goes through the field', async (_what, slots) => {
    const node = withNode({}, ...selfCycle);
    const { findings, gaps } = await told({ ...node, types: { Node: { ...nodeType(), slots } } }, callF);
    expect(findings).toEqual(['not-cleared mine.Node a']);
    expect(gaps).toContain('not-cleared mine.Node a');
  });

  it('is found across two instances', async () => {
    const two = [
      call('tp_alloc', ['state.type'], 'local.other'),
      set('local.self->a', 'local.other', 'newref'),
      set('local.other->a', 'local.self', 'newref'),
      decref('local.other'),
      decref('local.self'),
      returnNone(),
    ];
    expect((await told(withNode({ tp_clear: [] }, ...two), callF)).findings).toEqual(['not-cleared mine.Node a']);
  });

  it('is no name for a cycle that the collector breaks elsewhere', async () => {
    const throughList = [
      call('PyList_New', [{ int: 0 }], 'local.list'),
      call('PyList_Append', ['local.list', 'local.self']),
      set('local.self->a', 'local.list', 'steal'),
      decref('local.self'),
      returnNone(),
    ];
    expect((await told(withNode({ tp_clear: [] }, ...throughList), callF)).deltas).toEqual([]);
  });
});

describe('no-gc-support', { timeout: PATIENCE }, () => {
  const blind = heapType('mine.Node', {
    fields: ['a', 'b'],
    slots: { tp_dealloc: [xdecref('a'), xdecref('b'), decref('ob_type')] },
  });
  const withBlind = (...body: readonly Op[]) => ({ ...withNode({}, ...body), types: { Node: blind } });
  const other = call('tp_alloc', ['state.type'], 'local.other');
  const release = [decref('local.other'), decref('local.self'), returnNone()];

  it.each<[what: string, slot: string, body: readonly Op[]]>([
    ['a self-cycle', 'a', selfCycle],
    [
      'two that own each other',
      'b',
      [other, set('local.self->b', 'local.other', 'newref'), set('local.other->b', 'local.self', 'newref'), ...release],
    ],
    [
      'a cycle through a tuple, which the collector untracks',
      'a',
      [
        call('PyTuple_New', [{ int: 1 }], 'local.other'),
        set('local.self->a', 'local.other', 'newref'),
        incref('local.self'),
        call('PyTuple_SET_ITEM', ['local.other', { int: 0 }, 'local.self']),
        ...release,
      ],
    ],
  ])('is %s, of which no collection sees anything', async (_what, slot, body) => {
    const { findings, all } = await told(withBlind(...body), callF);
    expect(findings).toEqual([`no-gc-support mine.Node ${slot}`]);
    expect(all[0]?.part).toEqual({ extension: 'mine', path: 'types.Node' });
    expect(all[0]?.sentence).toContain('no collection sees the cycle through mine.Node');
  });

  it('is mended by GC support, which is tried', async () => {
    const mine = extension('mine', withBlind(...selfCycle));
    const scenario = defineScenario({ extensions: [mine], cases: { 'MineTests.test_it': callF } });
    const { explanation } = await explainScenario('test_mine', scenario, WORLD, { fixes: true });
    const mended = explanation?.fixes?.find(({ verdict }) => verdict === 'fixes');
    expect(mended).toMatchObject({ sumAfter: 0, faults: [] });
    expect(mended?.title).toContain('Py_TPFLAGS_HAVE_GC');
  });

  it('is no name for a cycle to which a reference was lost', async () => {
    const { findings } = await told(withBlind(set('local.self->a', 'local.self', 'newref'), returnNone()), callF);
    expect(findings).toEqual(['lost-reference mine self']);
  });
});

describe('visited-not-owned', () => {
  it.each([
    ['a field that is only borrowed', [visit('ob_type'), visit('a')], [set('local.self->a', 'local.self', 'borrow')]],
    ['a field twice', [visit('ob_type'), visit('a'), visit('a')], []],
  ])('is %s, for audit', async (_what, tp_traverse, stores) => {
    const body = [...stores, decref('local.self'), returnNone()];
    const tp_dealloc = stores.length > 0 ? [untrack(), decref('ob_type')] : DEALLOC;
    const mine = extension('mine', withNode({ tp_traverse, tp_clear: [], tp_dealloc }, ...body));
    expect(auditOf([mine], WORLD).gaps.map(named)).toContain('visited-not-owned mine.Node a');
  });

  it('is a static that m_traverse visits, and a field of the state that it visits twice', () => {
    const gaps = (...m_traverse: readonly Op[]): string[] =>
      auditOf([extension('mine', { statics: ['cache'], state: ['type'], slots: { m_traverse } })], WORLD).gaps.map(
        named,
      );
    const kind = 'visited-not-owned';
    expect(gaps(visit('state.type'), visit('static.cache'))).toContain(`${kind} mine static.cache`);
    expect(gaps(visit('state.type'), visit('state.type'))).toContain(`${kind} mine state.type`);
    expect(gaps(visit('state.type')).join()).not.toContain(kind);
  });
});

describe('stolen-twice', { timeout: PATIENCE }, () => {
  /** Each run leaves a list and takes a reference to None away, which needs many owners for that. */
  const robbing = (...body: readonly Op[]) =>
    told({ functions: { f: fn(['o'], [call('PyList_New', [{ int: 0 }], 'local.lost'), ...body]) } }, (t) => {
      t.callMethod(t.import('mine'), 'f', t.none());
    });

  it.each([
    ['releases', [decref('arg.o'), returnNone()]],
    ['returns', [ret('arg.o')]],
  ])('is a function that %s a borrowed argument', async (_what, body) => {
    const { findings, all } = await robbing(...body);
    expect(findings).toContain('lost-reference mine lost');
    const stolen = all.find(({ kind }) => kind === 'stolen-twice');
    expect(stolen).toMatchObject({ subject: 'mine', references: -1 });
    expect(stolen?.sentence).toContain('f() gives away or releases 1 reference to NoneType');
    expect(stolen?.place?.file).toContain('kinds.test');
  });

  it('is a descriptor that each run closes and did not open', async () => {
    const { findings, deltas } = await told({ functions: { f: fn([], [call('close', []), returnNone()]) } }, (t) => {
      if (!t.has('opened')) for (let n = 0; n < 12; n++) t.openFd();
      t.assign('opened', true);
      callF(t);
    });
    expect(deltas).toEqual([[-1, -1, -1]]);
    expect(findings).toEqual(['stolen-twice file descriptor null']);
  });
});

describe('uncollectable-finalizer', { timeout: PATIENCE }, () => {
  it('is what each run adds to gc.garbage', async () => {
    const { findings } = await told({}, (t) => t.gcGarbageAppend(t.dict()));
    expect(findings).toEqual(['uncollectable-finalizer dict tp_del']);
  });

  it('is a cycle of a type with a tp_del, whatever else the type does right', async () => {
    const { findings, deltas } = await told(withNode({ tp_del: [] }, ...selfCycle), callF);
    expect(findings).toEqual(['uncollectable-finalizer mine.Node tp_del']);
    // As a debug build of 3.11 counts them: the cycle, gc.garbage and the reference to the type.
    expect(deltas[0]).toEqual([3, 3, 3]);
  });
});

describe('handle-not-closed', { timeout: PATIENCE }, () => {
  it('has the place of the call of the function that opened it', async () => {
    const functions = {
      g: fn([], [call('open', [], 'local.fd'), call('close', ['local.fd']), returnNone()]),
      f: fn([], [call('open', [], 'local.fd'), returnNone()]),
    };
    const { findings, all } = await told({ functions }, callF);
    expect(findings).toEqual(['handle-not-closed file descriptor null']);
    expect(all[0]?.part).toEqual({ extension: 'mine', path: 'functions.f.body' });
    expect(all[0]?.sentence).toContain('f()');
  });

  it('blames no C function for a descriptor that the test itself opened', async () => {
    const functions = { f: fn([], [call('open', [], 'local.fd'), call('close', ['local.fd']), returnNone()]) };
    const { all } = await told({ functions }, (t) => {
      callF(t);
      t.openFd();
    });
    expect(all.map(({ kind, place, part }) => [kind, place, part])).toEqual([['handle-not-closed', null, null]]);
  });

  it('is a handle of Windows too, and several', async () => {
    const event = call('CreateEvent', [{ str: 'event' }]);
    const { findings, all } = await told({ functions: { f: fn([], [event, event, returnNone()]) } }, callF);
    expect(findings).toEqual(['handle-not-closed event null']);
    expect(all[0]?.sentence).toContain('2 events more are open');
  });
});

describe('shared-across-interpreters', { timeout: PATIENCE }, () => {
  it('is an object of an ended interpreter in a list that a static of the process holds', async () => {
    const { findings, gaps } = await told(
      {
        statics: ['cache'],
        exec: [when({ isNull: 'static.cache' }, [call('PyDict_New', [], 'static.cache')])],
        functions: {
          f: fn(
            ['key'],
            [
              call('PyList_New', [{ int: 0 }], 'local.item'),
              call('PyDict_SetItem', ['static.cache', 'arg.key', 'local.item']),
              decref('local.item'),
              returnNone(),
            ],
          ),
        },
      },
      (t) => {
        t.import('mine');
        t.runInSubinterp((sub) => void sub.callMethod(sub.import('mine'), 'f', sub.object()));
      },
    );
    expect(findings[0]).toContain('shared-across-interpreters');
    expect(gaps).toContain('shared-across-interpreters mine static.cache');
  });
});

describe('memory that is never given back', { timeout: PATIENCE }, () => {
  it('has no cause of the list, and the function that asked for it', async () => {
    const { all } = await told(
      { functions: { f: fn([], [call('PyMem_Malloc', [{ int: 16 }]), returnNone()]) } },
      callF,
    );
    expect(all.map(({ kind, subject, blocks, part }) => [kind, subject, blocks, part?.path])).toEqual([
      [null, 'mine', 1, 'functions.f.body'],
    ]);
    expect(all[0]?.sentence).toContain('f() asked for with PyMem_Malloc()');
  });
});

describe('a chain that a static holds', { timeout: PATIENCE }, () => {
  const push = (store: Op): Partial<ExtensionDescription> => ({
    statics: ['head'],
    functions: {
      f: fn(
        [],
        [
          call('PyList_New', [{ int: 0 }], 'local.node'),
          when({ notNull: 'static.head' }, [call('PyList_Append', ['local.node', 'static.head'])]),
          store,
          returnNone(),
        ],
      ),
    },
  });

  it('is a growing chain, however the static is replaced', async () => {
    const replaced = await told(push(xsetref('static.head', 'local.node', 'steal')), callF);
    expect(replaced.findings).toEqual(['growing-chain static head of mine head']);
  });

  it('is an overwritten static as well, where its old reference is lost', async () => {
    const { findings } = await told(push(set('static.head', 'local.node', 'steal')), callF);
    expect(findings).toContain('static-overwritten mine static.head');
    expect(findings.join()).not.toContain('released-after-last-gc');
  });
});

describe('a Py_mod_create slot', { timeout: PATIENCE }, () => {
  const inInterpreter: CaseFunction = (t) => t.runInSubinterp((sub) => void sub.import('mine'));

  it('that loses a reference is named', async () => {
    const { findings, all } = await told({ create: [call('PyList_New', [{ int: 0 }], 'local.items')] }, inInterpreter);
    expect(findings).toEqual(['lost-reference mine items']);
    expect(all[0]?.part?.path).toBe('create');
  });

  it('that overwrites a static is named by explain and by audit', async () => {
    const { findings, gaps, all } = await told(
      { statics: ['first'], create: [call('PyList_New', [{ int: 0 }], 'static.first')] },
      inInterpreter,
    );
    expect(findings).toEqual(['static-overwritten mine static.first']);
    expect(all[0]?.part?.path).toBe('create');
    expect(gaps).toContain('static-overwritten mine static.first');
  });

  it('runs before exec, and its failure is that of the import', async () => {
    const create = [call('PyLong_FromString', [{ str: 'no number' }], 'local.n')];
    await expect(told({ create }, inInterpreter)).rejects.toThrow();
    const { deltas } = await told({ create: [incref('module'), decref('module')] }, inInterpreter);
    expect(deltas).toEqual([]);
  });
});

describe('a reference that the test itself loses', { timeout: PATIENCE }, () => {
  it('is named once in the sentence', async () => {
    const { findings, all } = await told({}, (t) => t.pyIncRef(t.list()));
    expect(findings).toHaveLength(1);
    expect(all[0]?.sentence).toMatch(/^Py_IncRef\(\) in \S+ takes 1 reference and never releases it$/);
  });
});
