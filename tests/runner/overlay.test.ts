import { describe, expect, it } from 'vitest';
import { overlay } from '../../src/runner/overlay.js';

describe('an overlay', () => {
  const both = overlay({ a: 1, b: 2 }, { b: 3, c: 4 });

  it('looks like one record in which the upper one wins', () => {
    expect({ ...both }).toEqual({ a: 1, b: 3, c: 4 });
    expect(Object.entries(both)).toEqual(Object.entries({ a: 1, b: 3, c: 4 }));
    expect([both.a, both.b, both.c, both.d]).toEqual([1, 3, 4, undefined]);
    expect(['a', 'c', 'd'].map((name) => Object.hasOwn(both, name))).toEqual([true, true, false]);
    expect('c' in both).toBe(true);
  });

  it('looks up nothing below but what is asked for', () => {
    const asked: string[] = [];
    const below = new Proxy(
      { a: 1, b: 2 },
      {
        get: (target, name) => {
          asked.push(String(name));
          return Reflect.get(target, name);
        },
      },
    );
    const { a, c } = overlay<number>(below, { b: 3, c: 4 });
    expect([a, c]).toEqual([1, 4]);
    expect(asked).toEqual(['a']);
  });
});
