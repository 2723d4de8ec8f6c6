import { describe, expect, it } from 'vitest';
import { failEach } from '../../../src/explain/fail-each/fail-each.js';
import type { FailEachResult } from '../../../src/explain/fail-each/result.js';
import {
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
  returnError,
  type Scenario,
  untrack,
  visit,
  xdecref,
} from '../../../src/interp/scenario.js';
import { PATIENCE, requestFor, worldAt } from '../../support/explanations.js';

async function tried(scenario: Scenario): Promise<FailEachResult> {
  return failEach(requestFor('test_m', scenario, worldAt('3.11.2')), { mapPlace: (place) => place });
}

const slots = { m_traverse: [visit('state.t')], m_clear: [clear('state.t')], m_free: [clear('state.t')] };
const types = {
  T: heapType('m.T', {
    flags: ['HAVE_GC'],
    slots: { tp_traverse: [visit('ob_type')], tp_dealloc: [untrack(), decref('ob_type')] },
  }),
};

function imports(description: Partial<ExtensionDescription>, then?: string): Scenario {
  return defineScenario({
    extensions: [extension('m', description)],
    cases: {
      'T.test_import': (t) =>
        t.runInSubinterp((sub) => {
          const module = sub.import('m');
          if (then) sub.callMethod(module, then);
        }),
    },
  });
}

function found({ findings }: FailEachResult): string[] {
  return findings.map(({ operation, leaks, fault }) => {
    const deltas = leaks.map(({ item, deltas }) => `[${deltas.join(', ')}] ${item}`).join(', ');
    return `${operation.api} in ${operation.caller.replace(/ in m$/, '')}: ${fault ?? deltas}`;
  });
}

const MAKE_T = call('PyType_FromSpec', [{ spec: 'T' }], 'state.t');

describe('an exec slot that handles its errors', { timeout: PATIENCE }, () => {
  it('leaves nothing, whichever operation fails: m_free clears the half-made state', async () => {
    const exec = [
      MAKE_T,
      call('PyModule_AddType', ['module', 'state.t']),
      call('PyDict_New', [], 'local.d'),
      call('PyModule_AddObject', ['module', { str: 'd' }, 'local.d'], undefined, [decref('local.d'), returnError()]),
    ];
    const result = await tried(imports({ state: ['t'], types, exec, slots }));
    expect(result).toMatchObject({ operations: 4, leftOut: 0, findings: [], problem: null });
  });
});

describe('an exec slot that does not', { timeout: PATIENCE }, () => {
  it('loses what PyModule_AddObject has not stolen, and the place of the failure is named', async () => {
    const add = call('PyModule_AddObject', ['module', { str: 'd' }, 'local.d']);
    const result = await tried(imports({ exec: [call('PyDict_New', [], 'local.d'), add] }));
    expect(found(result)).toEqual(['PyModule_AddObject in m_exec: [2, 2, 2] references, [1, 1, 1] memory blocks']);
    const [finding] = result.findings;
    expect(finding?.operation.place).toEqual(add.at);
    expect(finding?.lost.map(({ owner, reason }) => `${owner}: ${reason}`)).toEqual(['d of m_exec in m: lost-local']);
  });

  it('crashes in an m_free that expects a state which was never filled', async () => {
    const exec = [MAKE_T, call('PyModule_AddType', ['module', 'state.t'])];
    const result = await tried(
      imports({ state: ['t'], types, exec, slots: { ...slots, m_clear: [], m_free: [decref('state.t')] } }),
    );
    expect(found(result)).toEqual([
      expect.stringContaining('PyType_FromSpec in m_exec: m_free in m: Py_DECREF(NULL) at state.t'),
    ]);
  });

  it('gives one finding to calls of one line that go wrong alike', async () => {
    const exec = [
      call('PyDict_New', [], 'local.d'),
      ...['a', 'b'].map((name) => call('PyModule_AddIntConstant', ['module', { str: name }, { int: 1 }])),
      decref('local.d'),
    ];
    const { operations, findings } = await tried(imports({ exec }));
    expect(operations).toBe(3);
    expect(findings.map(({ operation, calls }) => [operation.api, calls])).toEqual([
      ['PyModule_AddIntConstant', [1, 2]],
    ]);
  });
});

describe('functions and types', { timeout: PATIENCE }, () => {
  const body = (onError: readonly Op[]) => [
    call('PyDict_New', [], 'local.a'),
    call('PyDict_New', [], 'local.b', onError),
    decref('local.a'),
    ret('local.b'),
  ];

  it('are tried too', async () => {
    const functions = (onError: readonly Op[]) => ({ f: fn([], body(onError)) });
    expect(found(await tried(imports({ functions: functions([decref('local.a'), returnError()]) }, 'f')))).toEqual([]);
    expect(found(await tried(imports({ functions: functions([]) }, 'f')))).toEqual([
      'PyDict_New in f: [2, 2, 2] references, [1, 1, 1] memory blocks',
    ]);
  });

  it('that return a result with an exception set are faults', async () => {
    const swallow = [
      call('PyErr_Clear', []),
      call('PyErr_SetString', [{ str: 'ValueError' }]),
      incref('None'),
      ret('None'),
    ];
    const functions = { f: fn([], [call('PyDict_New', [], 'local.b', swallow), ret('local.b')]) };
    expect(found(await tried(imports({ functions }, 'f')))).toEqual([
      expect.stringContaining('PyDict_New in f: f in m returned a result with an exception set'),
    ]);
  });

  it('that release a field which was never filled crash', async () => {
    const thing = (release: Op) =>
      heapType('m.T', {
        ...types.T,
        fields: ['a'],
        slots: {
          tp_new: [
            call('tp_alloc', ['arg.type'], 'local.self'),
            call('PyDict_New', [], 'local.self->a', [decref('local.self'), returnError()]),
            ret('local.self'),
          ],
          tp_traverse: [visit('ob_type'), visit('a')],
          tp_clear: [clear('a')],
          tp_dealloc: [untrack(), release, decref('ob_type')],
        },
      });
    const scenario = (release: Op) => {
      const exec = [MAKE_T, call('PyModule_AddType', ['module', 'state.t'])];
      return imports({ state: ['t'], types: { T: thing(release) }, exec, slots }, 'T');
    };
    expect(found(await tried(scenario(xdecref('a'))))).toEqual([]);
    expect(found(await tried(scenario(decref('a'))))).toEqual([expect.stringContaining('PyDict_New in tp_new: ')]);
  });
});

describe('a test', { timeout: PATIENCE }, () => {
  it('that leaks anyway shows only what a failure adds', async () => {
    const leak = { f: fn([], [call('PyDict_New', [], 'local.a')]) };
    const scenario = imports({ functions: leak, exec: [call('PyDict_New', [], 'local.d'), decref('local.d')] }, 'f');
    expect(found(await tried(scenario))).toEqual([]);
  });

  it('whose module is imported by the main interpreter, or by its fixture, is tried each time anew', async () => {
    const extensions = [
      extension('m', {
        exec: [call('PyDict_New', [], 'local.d'), call('PyModule_AddObject', ['module', { str: 'd' }, 'local.d'])],
      }),
    ];
    const cases = { 'T.test_nothing': () => {} };
    const leak = ['PyModule_AddObject in m_exec: [2, 2, 2] references, [1, 1, 1] memory blocks'];
    expect(found(await tried({ extensions, cases: { 'T.test_import': (t) => void t.import('m') } }))).toEqual(leak);
    expect(found(await tried({ extensions, cases, setUpModule: (t) => void t.import('m') }))).toEqual(leak);
    expect(found(await tried({ extensions, cases, setUpClass: { T: async (t) => void t.import('m') } }))).toEqual(leak);
  });

  it('that fails by itself is not tried, and says so', async () => {
    const result = await tried({ cases: { 'T.test_fail': (t) => t.fail('no') } });
    expect(result).toMatchObject({ operations: 0, problem: 'failed' });
  });
});
