import { describe, expect, it } from 'vitest';
import { isolation } from '../../../src/explain/isolation/isolation.js';
import type { IsolationResult } from '../../../src/explain/isolation/result.js';
import {
  call,
  type ExtensionDescription,
  extension,
  type Scenario,
  staticType,
  when,
  xsetref,
} from '../../../src/interp/scenario.js';
import { PATIENCE, requestFor, worldAt } from '../../support/explanations.js';

async function looked(scenario: Scenario, at = '3.11.2'): Promise<IsolationResult> {
  return isolation(requestFor('test_m', scenario, worldAt(at)), (place) => place);
}

/** Two subinterpreters, one after the other, and the main one import the module. */
function imports(description: Partial<ExtensionDescription>, main = false): Scenario {
  return {
    extensions: [extension('m', description)],
    cases: {
      'T.test_import': (t) => {
        t.runInSubinterp((sub) => sub.import('m'));
        t.runInSubinterp((sub) => sub.import('m'));
        if (main) t.import('m');
      },
    },
  };
}

/** What the module m is found to share; CPython's own modules are not asked here. */
function ofModule({ shared }: IsolationResult): string[] {
  return shared
    .filter(({ holder }) => holder === 'm' || holder === 'dict of module m' || holder.startsWith('type m.'))
    .map(({ by, field, object, maker }) => `${by} ${field}: ${object} of ${maker}`);
}

const makeList = call('PyList_New', [{ int: 0 }], 'local.list');
const replace = [makeList, xsetref('static.cache', 'local.list')];
const once = [when({ isNull: 'static.cache' }, [makeList, xsetref('static.cache', 'local.list')])];

describe('objects that cross interpreters', { timeout: PATIENCE }, () => {
  it('are found in a C static of a multi-phase module, with their place', async () => {
    const result = await looked(imports({ statics: ['cache'], exec: once }));
    expect(ofModule(result)).toEqual(['static cache: list of sub']);
    const shared = result.shared.find(({ holder }) => holder === 'm');
    expect(shared?.kind).toBe('shared-across-interpreters');
  });

  it('are found in the module of another interpreter', async () => {
    const add = call('PyModule_AddObjectRef', ['module', { str: 'cache' }, 'static.cache']);
    const found = ofModule(await looked(imports({ statics: ['cache'], exec: [...once, add] })));
    expect(found).toContain('static cache: list of sub');
    expect(found).toContain('interpreter null: list of sub');
  });

  it('are not found where each interpreter keeps its own, or where all share what they share anyway', async () => {
    const own = [makeList, call('PyModule_AddObject', ['module', { str: 'cache' }, 'local.list'])];
    expect(ofModule(await looked(imports({ exec: own })))).toEqual([]);
    expect(
      ofModule(await looked(imports({ statics: ['cache'], exec: [xsetref('static.cache', 'None', 'newref')] }))),
    ).toEqual([]);
    expect(ofModule(await looked(imports({ types: { T: staticType('m.T') } })))).toEqual([]);
  });
});

describe('the shipped tests', { timeout: PATIENCE }, () => {
  const sharedBy = async (name: string): Promise<string[]> => {
    const { default: scenario } = (await import(`../../../scenarios/${name}.ts`)) as { default: Scenario };
    const { shared } = await isolation(requestFor(name, scenario, worldAt('3.11.2')), (place) => place);
    return shared.map(({ by, holder, field }) => `${by} ${holder} ${field}`);
  };

  it('share nothing where they only create interpreters and import', async () => {
    for (const name of ['test_clean_cycle', 'test_atexit', 'test_threading']) expect(await sharedBy(name)).toEqual([]);
  });

  it('share what statics of multi-phase modules hold', async () => {
    expect(await sharedBy('test__xxsubinterpreters')).toContain('static _functools kwd_mark');
    expect(await sharedBy('test_interpreters')).toContain('static _signal ItimerError');
  });
});

describe('an object in the list of a dead interpreter', { timeout: PATIENCE }, () => {
  const scenario = imports({ statics: ['cache'], exec: replace });

  it('that is freed elsewhere is a fault, while interpreters had lists of their own and left them', async () => {
    const { fault, problem } = await looked(scenario, '7f9b25a21a');
    expect(fault).toContain('made by interpreter 1, untracked after its end');
    expect(problem).toBeNull();
  });

  it('is none where the lists belong to the process, or where the end untracks it', async () => {
    expect((await looked(scenario, '7247407c35^')).fault).toBeNull();
    expect((await looked(scenario, '3.11.2')).fault).toBeNull();
  });

  it('is none where nobody looks for it', async () => {
    const { hunt } = await import('../../../src/explain/try/hunt.js');
    const { result } = await hunt(requestFor('test_m', scenario, worldAt('7f9b25a21a')));
    expect(result.state).not.toBe('UNCAUGHT_EXC');
  });
});

describe('a test that fails', { timeout: PATIENCE }, () => {
  it('says nothing of isolation', async () => {
    expect(await looked({ cases: { 'T.test_fail': (t) => t.fail('no') } })).toMatchObject({
      problem: 'failed',
      fault: null,
    });
  });
});
