import { describe, expect, it } from 'vitest';
import { printable, printableLines, pythonRepr } from '../../src/report/printable.js';

describe('printable', () => {
  it.each([
    ['\u001b[31mred\u0007', '\\x1b[31mred\\x07'],
    ['one\ntwo\tthree\rfour', 'one\\ntwo\\tthree\\rfour'],
    ['right\u202eleft', 'right\\u202eleft'],
    ['half \ud800 pair', 'half \\ud800 pair'],
    ['test_\u00e9_\u{1f40d}', 'test_\u00e9_\u{1f40d}'],
    ['../\'"<script>', '../\'"<script>'],
  ])('shows %j as %s', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('keeps the lines of a message', () => {
    expect(printableLines('a\u0000\nb')).toBe('a\\x00\nb');
  });
});

describe('pythonRepr', () => {
  it.each([
    ['a:b', "'a:b'"],
    ["it's", `"it's"`],
    [`'"`, `'\\'"'`],
    ['back\\slash', "'back\\\\slash'"],
    ['\u0663:x', "'\u0663:x'"],
    ['\n', "'\\n'"],
  ])('quotes %j as Python does', (text, repr) => {
    expect(pythonRepr(text)).toBe(repr);
  });
});
