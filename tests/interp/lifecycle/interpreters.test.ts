import { describe, expect, it } from 'vitest';
import { dictItems } from '../../../src/interp/objects/dict.js';
import { call, clear, extension, heapType, type TestContext, visit } from '../../../src/interp/scenario.js';
import { openSession, type Session } from '../../support/session.js';

const holdsType = (name: string, more: Partial<Parameters<typeof extension>[1]> = {}) =>
  extension(name, {
    state: ['type'],
    types: { T: heapType(`${name}.T`, {}) },
    exec: [call('PyType_FromSpec', [{ spec: 'T' }], 'state.type')],
    slots: { m_traverse: [visit('state.type')], m_clear: [clear('state.type')], m_free: [clear('state.type')] },
    ...more,
  });

function subinterpreterCost(session: Session, body: (t: TestContext) => void) {
  const once = () => session.cost((t) => t.runInSubinterp(body));
  once();
  return once();
}

describe('the end of a subinterpreter', () => {
  it('leaves nothing of an empty one', () => {
    const session = openSession();
    expect(subinterpreterCost(session, () => {})).toEqual({ references: 0, blocks: 0 });
    expect(session.audit().counts).toEqual([]);
  });

  it('leaves nothing of classes, cycles, modules and exceptions', () => {
    const session = openSession({ extensions: [holdsType('good')] });
    const busy = (t: TestContext): void => {
      const cycle = t.list();
      t.append(cycle, cycle);
      const type = t.class('A', { methods: { m: {} } });
      t.setattr(t.call(type), 'self', cycle);
      t.import('good');
      t.class('E', { bases: [t.name('ValueError')] });
    };
    expect(subinterpreterCost(session, busy)).toEqual({ references: 0, blocks: 0 });
  });

  it('strands what a C static of the process keeps from it', () => {
    const statics = holdsType('bad', {
      state: [],
      statics: ['type'],
      exec: [call('PyType_FromSpec', [{ spec: 'T' }], 'static.type')],
      slots: {},
    });
    const session = openSession({ extensions: [statics] });
    const cost = subinterpreterCost(session, (t) => t.import('bad'));
    expect(cost.references).toBeGreaterThan(0);
    expect(session.strays().some((stray) => stray.reason === 'overwritten')).toBe(true);
  });

  it('wipes the dict of a module that somebody still holds: keys stay, values but the builtins become None', () => {
    const keep = extension('keep', {
      statics: ['kept'],
      functions: {
        hold: { params: ['o'], body: [{ op: 'xsetref', slot: 'static.kept', from: 'arg.o', how: 'newref' }] },
      },
    });
    const session = openSession({
      extensions: [keep],
      modules: [{ name: 'held', body: (t) => t.assign('x', t.list()) }],
    });
    session.run((t) => {
      t.runInSubinterp((sub) => sub.callMethod(sub.import('keep'), 'hold', sub.import('held')));
    });
    const { runtime } = session;
    const module = runtime.staticsOf('keep').get('kept');
    const dict = runtime.heap.edge(module, 0);
    const left = dictItems(runtime, dict).filter(({ value }) => value !== runtime.singletons.none);
    expect(left.map(({ key }) => key)).toEqual(['__builtins__']);
  });

  it('is refused twice, and for the main interpreter', () => {
    const session = openSession();
    const twice = () =>
      session.run((t) => {
        const id = t.newInterpreter();
        t.endInterpreter(id);
        t.endInterpreter(id);
      });
    expect(twice).toThrow(/interpreter 1 does not exist or has ended/);
    expect(() => session.run((t) => t.endInterpreter(0))).toThrow(/main interpreter ends with the process/);
  });

  it('happens also when the code in it fails, and the caller goes on in its own interpreter', () => {
    const session = openSession();
    session.run((t) => {
      expect(() => t.runInSubinterp((sub) => sub.raise('ValueError', 'x'))).toThrow('x');
      t.assign('here', 1);
      expect(t.has('here')).toBe(true);
    });
    expect(session.runtime.interpreters).toHaveLength(1);
  });
});

describe('interpreters side by side', () => {
  it('have namespaces and modules of their own', () => {
    const session = openSession({ extensions: [holdsType('good')] });
    session.run((t) => {
      const [first, second] = [t.newInterpreter(), t.newInterpreter()];
      t.runIn(first, (sub) => sub.assign('x', 1));
      t.runIn(second, (sub) => expect(sub.has('x')).toBe(false));
      t.runIn(first, (sub) => expect(sub.unwrap(sub.name('x'))).toBe(1));
      t.endInterpreter(first);
      t.endInterpreter(second);
    });
    expect(session.audit().counts).toEqual([]);
  });
});
