import { describe, expect, it } from 'vitest';
import { finalizeMain } from '../../../src/interp/lifecycle/end.js';
import { type LeftReport, leftAtEnd } from '../../../src/interp/lifecycle/left.js';
import { call, decref, extension, fn, incref, type TestContext } from '../../../src/interp/scenario.js';
import { openSession } from '../../support/session.js';
import { BUILDS, type BuildName, worldOf } from '../../support/worlds.js';

const slips = extension('slips', {
  statics: ['kept'],
  functions: {
    lose: fn([], [call('PyList_New', [], 'local.list')]),
    keep: fn([], [call('PyList_New', [], 'static.kept')]),
    allocate: fn([], [call('PyMem_Malloc', [])]),
    take: fn(['o'], [decref('arg.o')]),
    add: fn(['o'], [incref('arg.o')]),
  },
});

function leftOf(body: (t: TestContext) => void, build: BuildName = BUILDS[0]): LeftReport {
  const session = openSession({ world: worldOf(build), extensions: [slips] });
  session.run(body);
  finalizeMain(session.runtime);
  expect(session.audit().counts.filter(({ taken }) => taken.length === 0)).toEqual([]);
  return leftAtEnd(session.runtime);
}

describe.each(BUILDS)('the end of a process of %s', (build) => {
  it('leaves nothing of a test that leaks nothing', () => {
    const clean = (t: TestContext): void => {
      t.import('slips');
      const cycle = t.list();
      t.append(cycle, cycle);
      t.assign('instance', t.call(t.class('A', { attributes: { cycle } })));
      t.runInSubinterp((sub) => void sub.class('B'));
    };
    expect(leftOf(clean, build)).toEqual({ total: { references: 0, blocks: 0 }, interpreters: [], items: [] });
  });

  it('leaves what the test leaked, by type and owner', () => {
    const leak = (t: TestContext): void => {
      for (const name of ['lose', 'keep', 'allocate']) t.callMethod(t.import('slips'), name);
    };
    expect(leftOf(leak, build)).toEqual({
      total: { references: 2, blocks: 3 },
      interpreters: [{ interpreter: 0, references: 2, blocks: 2 }],
      items: [
        { interpreter: 0, type: 'list', owner: 'static slips.kept', references: 1, blocks: 0 },
        { interpreter: 0, type: 'list', owner: 'nobody: list of lose in slips', references: 1, blocks: 0 },
        { interpreter: 0, type: 'list', owner: 'its memory', references: 0, blocks: 2 },
        { interpreter: null, type: 'memory', owner: 'allocate in slips', references: 0, blocks: 1 },
      ],
    });
  });
});

describe('the end of a process', () => {
  it('tells what a subinterpreter left from what the main one left', () => {
    const { interpreters } = leftOf((t) => {
      t.callMethod(t.import('slips'), 'lose');
      t.runInSubinterp((sub) => void sub.callMethod(sub.import('slips'), 'lose'));
    });
    expect(interpreters.map(({ interpreter, blocks }) => [interpreter, blocks])).toEqual([
      [0, 1],
      [1, 1],
    ]);
  });

  it('counts a reference that was taken from an immortal object the other way', () => {
    const { total, items } = leftOf((t) => t.callMethod(t.import('slips'), 'take', t.int(1)));
    expect(total).toEqual({ references: -1, blocks: 0 });
    expect(items).toMatchObject([{ type: 'int', owner: 'taken: Py_DECREF(arg.o) of take in slips' }]);
  });

  it('is a fault where None lost a reference, as a real process dies of it', () => {
    const steal = (t: TestContext): void => void t.callMethod(t.import('slips'), 'take', t.none());
    expect(() => leftOf(steal)).toThrow(expect.objectContaining({ kind: 'none-deallocated' }));
  });
});
