import { describe, expect, it } from 'vitest';
import type { TestContext, Value } from '../../../src/interp/scenario.js';
import { openSession } from '../../support/session.js';

/** References and blocks that the second and third run of a test keep. */
function costs(body: (t: TestContext, kept: Value) => void): { references: number; blocks: number }[] {
  const session = openSession();
  session.run((t) => t.assign('kept', t.list([null])));
  return [1, 2, 3].map(() => session.cost((t) => body(t, t.name('kept')))).slice(1);
}

describe('the code of a running frame', () => {
  it('keeps the code objects of the functions of a test: each run makes only the function anew', () => {
    const costOfFunction = { references: 8, blocks: 1 };
    const kept = costs((t, list) => {
      t.append(list, t.def('f'));
      t.del('f');
    });
    expect(kept).toEqual([costOfFunction, costOfFunction]);
  });

  it('keeps those of the methods of a class, too', () => {
    const costOfClassWithMethod = { references: 35, blocks: 11 };
    const kept = costs((t, list) => {
      t.append(list, t.class('A', { methods: { m: () => null } }));
      t.del('A');
    });
    expect(kept).toEqual([costOfClassWithMethod, costOfClassWithMethod]);
  });

  it('makes one code object for a function that a loop defines', () => {
    const { run } = openSession();
    run((t) => {
      const [f, again, g] = ['f', 'f', 'g'].map((name) => t.getattr(t.def(name), '__code__')) as [Value, Value, Value];
      expect(t.same(f, again)).toBe(true);
      expect(t.same(f, g)).toBe(false);
    });
  });

  it('keeps its constants: equal ones are one object, at each run', () => {
    const kept = costs((t, list) => {
      for (const value of ['a text', 100001, 'a text']) t.append(list, t.constant(value));
      t.append(list, t.constant(t.tuple([1, 'a text'])));
    });
    expect(kept).toEqual([
      { references: 4, blocks: 0 },
      { references: 4, blocks: 0 },
    ]);
  });

  it('keeps those of a function in the code object of the function', () => {
    const { run } = openSession();
    run((t) => {
      const f = t.def('f', (inner) => inner.constant('a text'));
      expect(t.same(t.call(f), t.call(f))).toBe(true);
      const g = t.def('g', (inner) => inner.constant('a text'));
      expect(t.same(t.call(f), t.call(g))).toBe(false);
    });
  });

  it('goes with an interpreter that ends', () => {
    const session = openSession();
    const cost = (): unknown =>
      session.cost((t) =>
        t.runInSubinterp((sub) => void sub.def('f', { doc: 'a doc', body: (inner) => inner.def('g') })),
      );
    cost();
    expect(cost()).toEqual({ references: 0, blocks: 0 });
    expect(session.audit().counts).toEqual([]);
  });
});
