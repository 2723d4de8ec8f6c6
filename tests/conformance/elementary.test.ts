import { describe, expect, it } from 'vitest';
import { BUILDS } from '../support/worlds.js';
import { costCases, elementaryCases } from './elementary.js';
import { conformanceReport, judgeAll } from './table.js';

describe('an elementary cost', () => {
  const cases = elementaryCases();

  it('is known of every build', () => {
    expect([...new Set(cases.map((each) => each.build))].sort()).toEqual([...BUILDS].sort());
    expect(cases.length).toBeGreaterThan(290);
  });

  it('says for each object by which Python code the real interpreter makes it', () => {
    const silent = costCases().filter(({ fact }) => !/^\s*return \S/m.test(fact.make));
    expect(silent.map(({ fact }) => fact.name)).toEqual([]);
  });

  it.each(cases.map((each) => [each.name, each.build, each] as const))(
    '%s is that of CPython %s',
    (_name, _build, each) => {
      const verdict = each.run();
      expect({ cost: verdict.actual, items: verdict.items }).toEqual({ cost: verdict.expected, items: verdict.items });
    },
  );
});

describe('the table', () => {
  const agreeing = { family: 'a', name: 'one', build: '3.11.2' };
  const verdict = { agrees: true, expected: '1/1', actual: '1/1', items: ['1 x blocks: int'] };

  it('ends with the number that agree, and itemises what does not', () => {
    const judged = judgeAll([
      { ...agreeing, run: () => verdict },
      { ...agreeing, name: 'two', run: () => ({ ...verdict, agrees: false, actual: '2/1' }) },
    ]);
    const lines = conformanceReport(judged).split('\n');
    expect(lines.at(-1)).toBe('1/2 agree');
    expect(lines.slice(-5, -1)).toEqual([
      'a: two (3.11.2)',
      '    CPython: 1/1',
      '    refhunt: 2/1',
      '        1 x blocks: int',
    ]);
  });

  it('takes a fault of the simulated runtime for a disagreement', () => {
    const fail = (): never => {
      throw new Error('negative refcount');
    };
    const [judged] = judgeAll([{ ...agreeing, run: fail }]);
    expect(judged?.verdict).toMatchObject({ agrees: false, actual: 'Error: negative refcount' });
  });
});
