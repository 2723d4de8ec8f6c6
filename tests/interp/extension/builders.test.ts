import { describe, expect, it } from 'vitest';
import { call, extension, visit } from '../../../src/interp/scenario.js';

const parts = () => ({
  state: ['type'],
  exec: [call('PyList_New', [{ int: 0 }], 'state.type')],
  slots: { m_traverse: [visit('state.type')] },
});

describe('extension()', () => {
  it('takes a function, which describes the module once somebody looks, and never again', () => {
    let described = 0;
    const later = extension('mine', () => {
      described++;
      return parts();
    });
    expect(later.name).toBe('mine');
    expect(described).toBe(0);
    expect(later.mSize).toBe(8);
    expect(later.exec).toHaveLength(1);
    expect({ ...later }.slots.m_traverse).toHaveLength(1);
    expect(described).toBe(1);
  });

  it('describes the same either way, but for the lines', () => {
    const lines = (_key: string, value: unknown): unknown =>
      typeof value === 'object' && value !== null && 'line' in value ? 'a line' : value;
    const text = (value: unknown): string => JSON.stringify(value, lines);
    const [now, later] = [extension('mine', parts()), extension('mine', parts)];
    expect(text({ ...later })).toBe(text({ ...later, ...now }));
  });

  it('knows the line of each operation when it is asked', () => {
    const [first, second] = [visit('state.a'), visit('state.b')];
    const third = visit('state.c');
    expect(first.at?.file).toContain('builders.test');
    expect(second.at?.line).toBe(first.at?.line);
    expect(third.at?.line).toBe((first.at?.line ?? 0) + 1);
  });

  it('claims no line where the engine itself is the caller', () => {
    const [op] = ['state.a'].map(visit);
    expect(op).toEqual({ op: 'visit', slot: 'state.a' });
  });
});
