import { describe, expect, it } from 'vitest';
import { intern, internInPlace, newStr } from '../../../src/interp/objects/str.js';
import { auditProblems, objectRuntime, totals } from '../../support/objects.js';

describe('an interned string', () => {
  it('costs two references more than it has owners, until it dies', () => {
    const runtime = objectRuntime();
    const before = totals(runtime);
    const first = intern(runtime, 'a new name');
    expect(totals(runtime)).toEqual({
      references: before.references + 3,
      blocks: before.blocks + 1,
      objects: before.objects + 1,
    });
    const second = intern(runtime, 'a new name');
    expect(second).toBe(first);
    expect(totals(runtime).references).toBe(before.references + 4);
    expect(auditProblems(runtime, [first, second])).toEqual([]);
    runtime.heap.decref(first);
    runtime.heap.decref(second);
    expect(totals(runtime)).toEqual(before);
  });

  it('takes the place of an equal one', () => {
    const runtime = objectRuntime();
    const first = intern(runtime, 'a new name');
    const equal = newStr(runtime, 'a new name');
    expect(equal).not.toBe(first);
    expect(internInPlace(runtime, equal)).toBe(first);
    expect(runtime.heap.isLive(equal)).toBe(false);
  });
});

describe('a string of one latin-1 character', () => {
  it('is shared', () => {
    const runtime = objectRuntime();
    const before = totals(runtime).blocks;
    expect(newStr(runtime, 'é')).toBe(newStr(runtime, 'é'));
    expect(newStr(runtime, '')).toBe(newStr(runtime, ''));
    expect(totals(runtime).blocks).toBe(before);
    expect(newStr(runtime, 'ab')).not.toBe(newStr(runtime, 'ab'));
  });
});
