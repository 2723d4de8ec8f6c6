import { describe, expect, it } from 'vitest';
import type { GcRow } from '../../../src/explain/result.js';
import { gcLines } from '../../../src/report/explain/explain-text.js';
import { foldedRows } from '../../../src/report/explain/gc-rows.js';

const row = (object: string, refcnt: number, owners: readonly string[] = []): GcRow => ({
  object,
  refcnt,
  inside: refcnt - owners.length,
  rest: owners.length,
  owners,
});

describe('rows of the collector', () => {
  it('that read alike are one, in the place of the first', () => {
    const rows = [row('dict', 1), row('method', 1), row('dict', 1), row('dict', 2), row('dict', 1, ['a.x'])];
    expect(foldedRows(rows).map(({ object, refcnt }) => `${object} ${refcnt}`)).toEqual([
      '2 dict 1',
      'method 1',
      'dict 2',
      'dict 1',
    ]);
  });

  it('beyond those shown are told of, and whether any of them is kept', () => {
    const many = Array.from({ length: 8 }, (_, index) => row(`object ${index}`, 1));
    const last = (rows: readonly GcRow[]) => gcLines({ collector: 'main', during: 'run', rows }).at(-1);
    expect(last(many)).toBe('  and 2 more, all of them found from inside');
    expect(last([...many, row('kept', 1, ['a.x'])])).toBe('  and 3 more');
    expect(last(many.slice(0, 6))).toMatch(/^ {2}object 5 /);
  });
});
