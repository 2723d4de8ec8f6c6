import { describe, expect, it } from 'vitest';
import {
  call,
  clear,
  decref,
  extension,
  fn,
  forEach,
  heapType,
  incref,
  type Op,
  repeat,
  ret,
  returnNone,
  set,
  visit,
  when,
  xsetref,
} from '../../../src/interp/scenario.js';
import { openSession, type Session } from '../../support/session.js';

/** A module `m` with one function `f(o)` of the given body, imported and warmed up. */
function sessionWith(
  body: readonly Op[],
  more: Partial<Parameters<typeof extension>[1]> = {},
  tracesPlaces = false,
): Session {
  const extensions = [extension('m', { functions: { f: fn(['o'], body) }, ...more })];
  const session = openSession({ extensions, tracesPlaces });
  session.run((t) => t.import('m'));
  return session;
}

function callOnce(session: Session): { references: number; blocks: number } {
  return session.cost((t) => t.callMethod(t.name('m'), 'f', t.object()));
}

describe('a C function', () => {
  it('gives its result to the caller and keeps nothing', () => {
    const session = sessionWith([call('PyList_New', [], 'local.list'), ret('local.list')]);
    expect(callOnce(session)).toEqual({ references: 0, blocks: 0 });
    expect(session.strays()).toEqual([]);
  });

  it('that forgets a DECREF leaves a reference that nobody owns, with the place that made it', () => {
    const session = sessionWith([call('PyList_New', [], 'local.list'), returnNone()]);
    expect(callOnce(session)).toEqual({ references: 1, blocks: 1 });
    expect(session.strays()).toMatchObject([{ delta: 1, reason: 'lost-local', owner: 'list of f in m' }]);
    expect(session.strays()[0]?.place?.file).toContain('execute.test.ts');
    expect(session.audit().counts).toEqual([]);
  });

  it('that increfs and decrefs the same object is clean', () => {
    expect(callOnce(sessionWith([incref('arg.o'), decref('arg.o')]))).toEqual({ references: 0, blocks: 0 });
  });

  it('that takes one DECREF too many steals a reference from somebody who still counts on it', () => {
    const session = sessionWith([decref('arg.o')]);
    const method = (): void =>
      session.run((t) => {
        const x = t.list();
        t.assign('x', x);
        t.callMethod(t.name('m'), 'f', x);
        expect(session.strays()).toMatchObject([
          { delta: -1, reason: 'over-decref', owner: 'Py_DECREF(arg.o) of f in m' },
        ]);
        expect(session.audit().counts).toHaveLength(1);
        t.del('x');
      });
    // The last reference that is counted goes while the frame of the test still has one.
    expect(method).toThrow(expect.objectContaining({ kind: 'negative-refcount' }));
    expect(method).toThrow(/Py_DECREF\(arg.o\) of f in m took a reference that it did not own/);
  });

  it('returning a borrowed reference steals one from whoever owns it', () => {
    const session = sessionWith([ret('None')]);
    expect(session.cost((t) => t.callMethod(t.name('m'), 'f', null)).references).toBe(-1);
    expect(session.strays()).toMatchObject([{ delta: -1, owner: 'return None of f in m' }]);
  });

  it('returning NULL without an exception is a fault', () => {
    const session = sessionWith([ret('NULL')]);
    expect(() => callOnce(session)).toThrow(expect.objectContaining({ kind: 'null-without-exception' }));
  });

  it('returning a result with an exception set is a fault', () => {
    const session = sessionWith([call('PyErr_SetString', [{ str: 'ValueError' }, { str: 'x' }]), returnNone()]);
    expect(() => callOnce(session)).toThrow(expect.objectContaining({ kind: 'result-with-exception' }));
  });

  it('double DECREF of a new object is a use after free', () => {
    const session = sessionWith([call('PyList_New', [], 'local.l'), decref('local.l'), decref('local.l')]);
    expect(() => callOnce(session)).toThrow(expect.objectContaining({ kind: 'use-after-free' }));
  });

  it('is told of an object that it uses after it was freed, and where that was if places are traced', () => {
    const body = [call('PyList_New', [], 'local.l'), decref('local.l'), incref('local.l')];
    const message = (session: Session): unknown => {
      expect(() => callOnce(session)).toThrow();
      return session.runtime.heap.firstFault?.message;
    };
    expect(message(sessionWith(body))).toBe('f in m: Py_INCREF on a freed list object');
    const traced = sessionWith(body, {}, true);
    const history =
      /^f in m: Py_INCREF on a freed list object \(allocated at .*execute\.test\.ts:\d+, freed at .*execute\.test\.ts:\d+\)$/;
    expect(message(traced)).toMatch(history);
  });

  it('runs an error path only when the call fails', () => {
    const convert = [
      call('PyList_New', [], 'local.out'),
      forEach('arg.o', 'local.item', [
        call('PyNumber_Long', ['local.item'], 'local.value', [decref('local.item'), decref('local.out')]),
        decref('local.item'),
        call('PyList_Append', ['local.out', 'local.value']),
        decref('local.value'),
      ]),
      ret('local.out'),
    ];
    const session = sessionWith(convert);
    const attempt = (items: (number | string)[]) =>
      session.cost((t) => {
        try {
          t.callMethod(t.name('m'), 'f', t.list(items));
        } catch {
          t.print('TypeError');
        }
      });
    expect(attempt([1, 2, 1000])).toEqual({ references: 0, blocks: 0 });
    expect(attempt([1, 'x'])).toEqual({ references: 0, blocks: 0 });
  });

  it('counts a loop without owning its counter', () => {
    const session = sessionWith([repeat(3, [call('PyList_New', [], 'local.l'), decref('local.l')], 'local.i')]);
    expect(callOnce(session)).toEqual({ references: 0, blocks: 0 });
  });

  it('chooses by what a slot holds', () => {
    const session = sessionWith([when({ isNull: 'static.cache' }, [call('PyList_New', [], 'static.cache')])], {
      statics: ['cache'],
    });
    expect(callOnce(session)).toEqual({ references: 1, blocks: 1 });
    expect(callOnce(session)).toEqual({ references: 0, blocks: 0 });
    expect(session.strays()).toEqual([]);
  });
});

describe('a tp_traverse', () => {
  const greedy = (traverse: readonly Op[], slots: Parameters<typeof heapType>[1] = {}): Session =>
    openSession({
      extensions: [
        extension('m', {
          statics: ['shared'],
          types: {
            Box: heapType('m.Box', {
              flags: ['HAVE_GC'],
              fields: ['item'],
              slots: {
                tp_new: [call('tp_alloc', ['arg.type'], 'local.self'), ret('local.self')],
                tp_traverse: traverse,
                tp_dealloc: [clear('item'), decref('ob_type')],
              },
              ...slots,
            }),
          },
          exec: [
            call('PyList_New', [], 'static.shared'),
            call('PyType_FromModuleAndSpec', ['module', { spec: 'Box' }, 'NULL'], 'local.type'),
            call('PyModule_AddType', ['module', 'local.type']),
            decref('local.type'),
          ],
        }),
      ],
    });
  const collectBoxes = (session: Session, count: number) => () =>
    session.run((t) => {
      const box = t.getattr(t.import('m'), 'Box');
      for (let n = 0; n < count; n++) t.call(box);
      t.gcCollect();
    });

  it('may visit what somebody else owns as long as there are more references than visits', () => {
    expect(collectBoxes(greedy([visit('ob_type'), visit('static.shared')]), 1)).not.toThrow();
  });

  it('that visits more often than there are references is a fault', () => {
    const tooSmall = {
      kind: 'refcount-too-small',
      message: expect.stringContaining('tp_traverse of m.Box visits list'),
    };
    const visits = collectBoxes(greedy([visit('ob_type'), visit('static.shared')]), 2);
    expect(visits).toThrow(expect.objectContaining(tooSmall));
  });

  it('that visits its type twice is a fault once the visits outnumber the references', () => {
    const visits = collectBoxes(greedy([visit('ob_type'), visit('ob_type')]), 20);
    expect(visits).toThrow(expect.objectContaining({ kind: 'refcount-too-small' }));
  });
});

describe('a C static', () => {
  const overwrite = (op: Op): Session => sessionWith([call('PyList_New', [], 'local.new'), op], { statics: ['cache'] });

  it('overwritten without a DECREF loses its old object at every call', () => {
    const session = overwrite(set('static.cache', 'local.new'));
    callOnce(session);
    expect(callOnce(session)).toEqual({ references: 1, blocks: 1 });
    expect(session.strays()).toMatchObject([{ delta: 1, reason: 'overwritten', owner: 'static.cache of f in m' }]);
  });

  it('is named for its own loss where several held the same object', () => {
    const both = [set('static.first', 'None', 'newref'), set('static.second', 'None', 'newref')];
    const session = sessionWith(both, { statics: ['first', 'second'] });
    callOnce(session);
    expect(callOnce(session)).toEqual({ references: 2, blocks: 0 });
    expect(session.strays().map(({ owner }) => owner)).toEqual(['static.first of f in m', 'static.second of f in m']);
  });

  it('overwritten with Py_XSETREF does not', () => {
    const session = overwrite(xsetref('static.cache', 'local.new'));
    callOnce(session);
    expect(callOnce(session)).toEqual({ references: 0, blocks: 0 });
  });

  it('released by hand before the assignment does not', () => {
    const session = sessionWith(
      [clear('static.cache'), call('PyList_New', [], 'local.new'), set('static.cache', 'local.new')],
      { statics: ['cache'] },
    );
    callOnce(session);
    expect(callOnce(session)).toEqual({ references: 0, blocks: 0 });
  });

  it('DECREFed and then assigned is accounted for as well', () => {
    const session = sessionWith(
      [
        when({ notNull: 'static.cache' }, [decref('static.cache')]),
        call('PyList_New', [], 'local.new'),
        set('static.cache', 'local.new'),
      ],
      { statics: ['cache'] },
    );
    callOnce(session);
    expect(callOnce(session)).toEqual({ references: 0, blocks: 0 });
    expect(session.audit().counts).toEqual([]);
  });
});

describe('PyModule_AddObject', () => {
  const withObject = (exec: readonly Op[]): Session =>
    openSession({
      extensions: [extension('added', { exec: [call('PyObject_CallNoArgs', ['type:object'], 'local.x'), ...exec] })],
    });
  const add = call('PyModule_AddObject', ['module', { str: 'x' }, 'local.x'], undefined, [decref('local.x')]);
  const useInSubinterpreter = (session: Session) => {
    const run = () => session.cost((t) => t.runInSubinterp((sub) => sub.import('added')));
    run();
    return run();
  };

  it('steals its reference on success', () => {
    expect(useInSubinterpreter(withObject([add]))).toEqual({ references: 0, blocks: 0 });
  });

  it('leaves one too many where the caller took another before', () => {
    const session = withObject([incref('local.x'), add]);
    expect(useInSubinterpreter(session)).toEqual({ references: 1, blocks: 1 });
    expect(session.audit().counts).toEqual([]);
  });
});

describe('a described type', () => {
  const typed = (dealloc: readonly Op[], fields: readonly string[] = []) =>
    openSession({
      extensions: [
        extension('t', {
          state: ['type'],
          types: {
            T: heapType('t.T', {
              fields,
              slots: { tp_new: [call('tp_alloc', ['arg.type'], 'local.self'), ret('local.self')], tp_dealloc: dealloc },
            }),
          },
          exec: [
            call('PyType_FromSpec', [{ spec: 'T' }], 'state.type'),
            call('PyModule_AddType', ['module', 'state.type']),
          ],
          slots: { m_clear: [clear('state.type')], m_free: [clear('state.type')] },
        }),
      ],
    });
  const instantiate = (session: Session) => {
    const make = () => session.cost((t) => t.call(t.importFrom('t', 'T')));
    make();
    return make();
  };

  it('whose tp_dealloc releases the type is clean', () => {
    expect(instantiate(typed([decref('ob_type')]))).toEqual({ references: 0, blocks: 0 });
  });

  it('whose tp_dealloc forgets the type strands one reference to it for each instance', () => {
    const session = typed([]);
    expect(instantiate(session)).toEqual({ references: 1, blocks: 0 });
    expect(session.strays().at(-1)).toMatchObject({ reason: 'not-released-in-dealloc', owner: 't.T.ob_type' });
  });

  it('that names a field it does not have is refused by name', () => {
    expect(() => instantiate(typed([decref('nothing')]))).toThrow(/type t\.T names nothing in tp_dealloc/);
  });
});
