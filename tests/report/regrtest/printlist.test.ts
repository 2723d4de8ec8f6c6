import { describe, expect, it } from 'vitest';
import { count } from '../../../src/report/count.js';
import { printlist } from '../../../src/report/regrtest/printlist.js';

describe('printlist', () => {
  it('sorts by code point, upper case first', () => {
    expect(printlist(['B', 'a', 'A', '_'])).toBe('    A B _ a\n');
    expect(printlist(['test_b', 'test_\u{1f40d}', 'test_\uffee'])).toBe('    test_b test_\uffee test_\u{1f40d}\n');
  });

  it('wraps at 70 columns with four blanks on every line', () => {
    const names = Array.from({ length: 20 }, (_, n) => `test_${String(n).padStart(2, '0')}`);
    expect(printlist(names).split('\n')).toEqual([
      '    test_00 test_01 test_02 test_03 test_04 test_05 test_06 test_07',
      '    test_08 test_09 test_10 test_11 test_12 test_13 test_14 test_15',
      '    test_16 test_17 test_18 test_19',
      '',
    ]);
  });

  it('breaks after a hyphen between letters, as textwrap does', () => {
    const names = [
      'abc-heap-type',
      'gc-per-interp',
      'thread-lock-traverse',
      'signal-handlers',
      'ast-state',
      'weakref-multiphase',
    ];
    expect(printlist(names)).toBe(
      '    abc-heap-type ast-state gc-per-interp signal-handlers thread-lock-\n    traverse weakref-multiphase\n',
    );
  });

  it('does not break after a hyphen between digits', () => {
    const long = 'a'.repeat(63);
    expect(printlist([long, 'x1-2'])).toBe(`    ${long}\n    x1-2\n`);
  });

  it('splits a name that fits on no line', () => {
    expect(printlist(['a'.repeat(66)])).toBe(`    ${'a'.repeat(66)}\n`);
    expect(printlist(['a'.repeat(67)])).toBe(`    ${'a'.repeat(66)}\n    a\n`);
    expect(printlist(['x'.repeat(80), 'y'])).toBe(`    ${'x'.repeat(66)}\n    ${'x'.repeat(14)} y\n`);
  });

  it('prints control characters of a name escaped', () => {
    expect(printlist(['test_\u001b[31mred', 'test_\nline'])).toBe('    test_\\nline test_\\x1b[31mred\n');
  });
});

describe('count', () => {
  it('adds an s unless there is exactly one', () => {
    expect([0, 1, 2].map((n) => count(n, 'test'))).toEqual(['0 tests', '1 test', '2 tests']);
  });
});
