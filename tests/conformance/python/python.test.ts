import { describe, expect, it } from 'vitest';
import type { TestContext } from '../../../src/interp/test-context.js';
import { openSession } from '../../support/session.js';
import { constantsOf, runFunctionBody, runModule } from './statement.js';

/** Runs code at module level and gives the values of the names it left. */
function globals(code: string, ...names: string[]): unknown[] {
  const session = openSession();
  return session.run((t) => {
    runModule(t, code);
    return names.map((name) => (t.has(name) ? describeValue(t, name) : 'unbound'));
  });
}

function describeValue(t: TestContext, name: string): unknown {
  const value = t.name(name);
  if (!t.same(t.type(value), t.name('list'))) return t.unwrap(value);
  return Array.from({ length: t.len(value) }, (_, index) => t.unwrap(t.getitem(value, index)));
}

/** What the code leaves behind when it runs as a function for the second time. */
function costOfFunction(code: string, setup = 'pass'): { references: number; blocks: number } {
  const session = openSession();
  session.run((t) => runModule(t, setup));
  const run = (t: TestContext): void => runFunctionBody(t, code, constantsOf(t, code));
  session.cost(run);
  return session.cost(run);
}

describe('Python text on the simulated heap', () => {
  it.each([
    ['x = 1 + 2 * 3', 7],
    ['x = 7 % 2 if not 0 else 9', 1],
    ['x = len([1, 2]) == 2 and 5', 5],
    ['x = "a"\nif x == "b": x = 1\nelif x == "a": x = 2\nelse: x = 3', 2],
    ['x = 0\nfor i in range(2, 5): x += i', 9],
    ['x = 0\nwhile True:\n    x += 1\n    if x == 4: break', 4],
    ['def f(a, b=2): return a + b\nx = f(1)\n', 'unbound argument b'],
    ['try: raise ValueError("v")\nexcept TypeError: x = 1\nexcept ValueError: x = 2', 2],
    ['def f(a): return a * 2\nx = f(4)', 8],
    ['x = (lambda a: a - 1)(4)', 3],
    ['class A:\n    y = 3\n    def get(self): return self.y\nx = A().get()', 3],
    ['l = [1, 2, 3]\nl[:] = [0] * len(l)\nl.append(5)\nx = l', [0, 0, 0, 5]],
    ['d = {"k": 4}\nx = d["k"]\ndel d["k"]', 4],
    ['x = [i * i for i in range(4)]', [0, 1, 4, 9]],
    ['x = 1; y = 2; del x', 'unbound'],
  ])('%j', (code, expected) => {
    if (expected === 'unbound argument b') expect(() => globals(code, 'x')).toThrow("name 'b' is not defined");
    else expect(globals(code, 'x')).toEqual([expected]);
  });

  it('releases temporaries, locals and constants of a function', () => {
    const code = `
l = [object(), 123456, "not a name"]
l.append(l)
del l
def inner(a): return [a]
x = inner(inner(3))
for _ in range(3): y = [x]
x = {"key": (1, 100000)}
try: raise ValueError("x")
except ValueError: pass
`;
    expect(costOfFunction(code)).toEqual({ references: 0, blocks: 0 });
  });

  it('keeps what module-level names refer to', () => {
    expect(costOfFunction('kept.append([])', 'kept = []')).toEqual({ references: 1, blocks: 1 });
  });

  it('refuses what it does not know', () => {
    expect(() => globals('with a as b: pass')).toThrow('not understood');
    expect(() => globals('x = (')).toThrow('no Python');
  });
});
