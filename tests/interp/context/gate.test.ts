import { describe, expect, it } from 'vitest';
import { call, decref, extension, fn, type TestContext, type Value } from '../../../src/interp/scenario.js';
import { openSession, type Session } from '../../support/session.js';

const fault = (kind: string, message: RegExp) =>
  expect.objectContaining({ kind, message: expect.stringMatching(message) });

describe('a context', () => {
  it('cannot be used once the code has returned for which it was made', () => {
    const session = openSession();
    const kept: TestContext[] = [];
    session.run((t) => void kept.push(t));
    const late = fault('interpreter-state', /^the context of test is used after its code has returned$/);
    expect(() => kept[0]?.list()).toThrow(late);
    expect(() => kept[0]?.has('x')).toThrow(late);
  });

  it('of an interpreter ends with the code that runs in it', () => {
    const kept: TestContext[] = [];
    openSession().run((t) => {
      t.runInSubinterp((sub) => void kept.push(sub));
      expect(() => kept[0]?.assign('x', 1)).toThrow(
        fault('interpreter-state', /^the context of interpreter 1 is used/),
      );
    });
  });

  it('of a function body ends with the call', () => {
    const kept: TestContext[] = [];
    openSession().run((t) => {
      t.call(t.def('f', (inner) => void kept.push(inner)));
      expect(() => kept[0]?.list()).toThrow(fault('interpreter-state', /^the context of f is used/));
    });
  });

  it('takes nothing for an object that stands for none', () => {
    openSession().run((t) => {
      expect(() => t.list([undefined as never])).toThrow(new TypeError('undefined stands for no Python object'));
    });
  });
});

describe('an interpreter', () => {
  it('cannot be ended while its code runs', () => {
    openSession().run((t) => {
      const id = t.newInterpreter();
      const end = () => t.runIn(id, (sub) => sub.endInterpreter(id));
      expect(end).toThrow(fault('interpreter-state', /^interpreter 1 is ended while its code runs$/));
    });
  });
});

describe('a handle', () => {
  const use = (session: Session, between: (t: TestContext) => void): void =>
    session.run((t) => {
      const list = t.list();
      t.release(list);
      between(t);
      t.len(list);
    });

  it('of a freed object is a fault that names the type of the object', () => {
    const stale = fault('use-after-free', /^a handle is used after its object was freed: a freed list object$/);
    expect(() => use(openSession(), () => {})).toThrow(stale);
  });

  it('is told from the object that has the place of the freed one now', () => {
    const session = openSession();
    const stale = fault('use-after-free', /^a handle is used after its object was freed$/);
    expect(() => use(session, (t) => void t.list())).toThrow(stale);
    expect(session.runtime.heap.firstFault).not.toBe(null);
  });

  it('is shown with the lines that made and freed the object where places are traced', () => {
    const lines = /a freed list object \(allocated at .*gate\.test\.ts:(\d+), freed at .*gate\.test\.ts:(\d+)\)$/;
    for (const between of [() => {}, (t: TestContext) => void t.list()]) {
      const session = openSession({ tracesPlaces: true });
      expect(() => use(session, between)).toThrow(fault('use-after-free', lines));
      const [, allocated, freed] = lines.exec(session.runtime.heap.firstFault?.message ?? '') ?? [];
      expect(Number(freed)).toBe(Number(allocated) + 1);
    }
  });
});

describe('an exception in a Python function', () => {
  const raiser = (t: TestContext): Value => t.def('raiser', (inner) => inner.raise('ValueError', 'from raiser'));

  it('reaches the test through C code, which runs its error path', () => {
    const caller = extension('caller', {
      functions: {
        f: fn(
          ['callback'],
          [
            call('PyList_New', [], 'local.list'),
            call('PyObject_CallNoArgs', ['arg.callback'], 'local.result', [decref('local.list')]),
            decref('local.result'),
            decref('local.list'),
          ],
        ),
      },
    });
    const session = openSession({ extensions: [caller] });
    const fail = (t: TestContext): void =>
      expect(() => t.callMethod(t.import('caller'), 'f', raiser(t))).toThrow(
        expect.objectContaining({ type: 'ValueError', message: 'from raiser' }),
      );
    session.run(fail);
    expect(session.cost(fail)).toEqual({ references: 0, blocks: 0 });
    expect(session.runtime.pendingError).toBe(null);
  });

  it('comes out as what was thrown', () => {
    openSession().run((t) => {
      const thrown = new RangeError('mine');
      const thrower = t.def('thrower', () => {
        throw thrown;
      });
      expect(() => t.call(thrower)).toThrow(thrown);
    });
  });

  it('at the top of a module leaves no module behind', () => {
    const modules = [{ name: 'broken', body: (t: TestContext) => t.raise('ValueError', 'at import') }];
    openSession({ modules }).run((t) => {
      expect(() => t.import('broken')).toThrow('at import');
      expect(() => t.forgetModule('broken')).toThrow(expect.objectContaining({ type: 'KeyError' }));
    });
  });

  const unraisable = (body: (t: TestContext) => void): string[] => {
    const session = openSession();
    const seen: string[] = [];
    session.runtime.onUnraisable = (where, { message }) => void seen.push(`${where}: ${message}`);
    session.run(body);
    return seen;
  };

  it("that is called for a weak reference is nobody's, and leaves the error of others alone", () => {
    const seen = unraisable((t) => {
      t.class('Target');
      const target = t.call(t.name('Target'));
      t.weakref(target, raiser(t));
      const drops = t.def('drops', () => {
        t.release(target);
        throw new RangeError('of the function');
      });
      expect(() => t.call(drops)).toThrow('of the function');
    });
    expect(seen).toEqual(['function raiser: from raiser']);
  });

  it("that finalizes an object is nobody's", () => {
    const seen = unraisable((t) => {
      t.class('Final', { finalizer: (inner) => inner.raise('KeyError', 'in del') });
      t.release(t.call(t.name('Final')));
    });
    expect(seen).toEqual(['function Final.__del__: in del']);
  });
});
