import { describe, expect, it } from 'vitest';
import { call, clear, decref, extension, heapType, returnError, visit } from '../../../src/interp/scenario.js';
import { openSession } from '../../support/session.js';

const counter = (init: 'single-phase' | 'multi-phase', mSize: number) =>
  extension('made', {
    init,
    mSize,
    statics: ['last'],
    exec: [
      call('PyList_New', [], 'local.list'),
      call('PyModule_AddObject', ['module', { str: 'made_by_init' }, 'local.list'], undefined, [decref('local.list')]),
    ],
  });

describe('import', () => {
  it('gives the same module until it is deleted from sys.modules', () => {
    const session = openSession({ extensions: [counter('multi-phase', 0)] });
    session.run((t) => {
      const first = t.import('made');
      expect(t.same(first, t.import('made'))).toBe(true);
      t.forgetModule('made');
      expect(t.same(first, t.import('made'))).toBe(false);
    });
  });

  it('of an unknown module raises ModuleNotFoundError', () => {
    const session = openSession();
    expect(() => session.run((t) => t.import('nowhere'))).toThrow("No module named 'nowhere'");
  });

  it('runs a multi-phase exec in every interpreter', () => {
    const session = openSession({ extensions: [counter('multi-phase', 0)] });
    session.run((t) => {
      const own = t.getattr(t.import('made'), 'made_by_init');
      t.runInSubinterp((sub) => expect(sub.getattr(sub.import('made'), 'made_by_init').ref).not.toBe(own.ref));
    });
  });

  it('runs a single-phase init with m_size -1 once for the process: another interpreter gets a copy of the dict', () => {
    const session = openSession({ extensions: [counter('single-phase', -1)] });
    session.run((t) => {
      const own = t.getattr(t.import('made'), 'made_by_init');
      t.runInSubinterp((sub) => expect(sub.getattr(sub.import('made'), 'made_by_init').ref).toBe(own.ref));
    });
  });

  it('runs a single-phase init with m_size 0 again', () => {
    const session = openSession({ extensions: [counter('single-phase', 0)] });
    session.run((t) => {
      const own = t.getattr(t.import('made'), 'made_by_init');
      t.runInSubinterp((sub) => expect(sub.getattr(sub.import('made'), 'made_by_init').ref).not.toBe(own.ref));
    });
  });

  it('that fails half-way leaves sys.modules and the heap as they were', () => {
    const broken = extension('broken', {
      state: ['type'],
      types: { T: heapType('broken.T', {}) },
      exec: [
        call('PyType_FromSpec', [{ spec: 'T' }], 'state.type'),
        call('PyErr_SetString', [{ str: 'RuntimeError' }, { str: 'half-way' }]),
        returnError(),
      ],
      slots: { m_traverse: [visit('state.type')], m_clear: [clear('state.type')], m_free: [clear('state.type')] },
    });
    const session = openSession({ extensions: [broken] });
    const attempt = () =>
      session.cost((t) => {
        expect(() => t.import('broken')).toThrow('half-way');
        expect(() => t.forgetModule('broken')).toThrow('broken');
      });
    attempt();
    expect(attempt()).toEqual({ references: 0, blocks: 0 });
  });

  it('runs the body of a Python module in a namespace of its own', () => {
    const session = openSession({ modules: [{ name: 'pure', body: (t) => t.assign('x', 1) }] });
    session.run((t) => {
      expect(t.unwrap(t.importFrom('pure', 'x', 'y'))).toBe(1);
      expect(t.has('x')).toBe(false);
      expect(t.has('y')).toBe(true);
    });
  });
});
