import { describe, expect, it } from 'vitest';
import { judge, leakCases } from './cases.js';
import { readFacts } from './fact.js';

describe('a measured leak', () => {
  const cases = leakCases();

  it('is one of many, of every mechanism', () => {
    expect(cases.length).toBeGreaterThanOrEqual(200);
    expect(new Set(cases.map(({ family }) => family)).size).toBeGreaterThanOrEqual(16);
  });

  it.each(cases.map((each) => [each.name, each] as const))('%s comes out as CPython printed it', (_name, each) => {
    const { agrees, expected, actual, items } = each.run();
    expect({ agrees, actual, items }).toEqual({ agrees: true, actual: agrees ? actual : expected, items });
  });
});

describe('the comparison', () => {
  const facts = readFacts('leaks.json');
  const leak = facts.find(({ name }) => name === 'm7_retval_bug');
  const fault = facts.find(({ dies }) => dies !== undefined);

  it('finds a number that is not what CPython measured, and itemises ours', () => {
    if (!leak?.measured) throw new Error('no such case');
    const verdict = judge({ ...leak, measured: { ...leak.measured, references: [2, 2, 2] } });
    expect(verdict.agrees).toBe(false);
    expect(verdict.items.join('\n')).toContain('1 x lost-local: n of retval_bug in slips -> int 100001');
  });

  it('finds a fault of another kind, and one that blames another function', () => {
    if (!fault?.dies) throw new Error('no such case');
    expect(judge({ ...fault, dies: { ...fault.dies, kind: 'none-deallocated' } }).agrees).toBe(false);
    expect(judge({ ...fault, dies: { ...fault.dies, names: 'another' } }).agrees).toBe(false);
  });
});
