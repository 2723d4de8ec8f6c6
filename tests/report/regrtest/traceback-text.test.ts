import { describe, expect, it } from 'vitest';
import { tracebackText } from '../../../src/report/regrtest/traceback-text.js';

const frame = (line: number) => ({ file: 'a.ts', line, name: 'f', text: `line ${line}` });
const text = (lines: readonly number[]): string =>
  tracebackText({ frames: lines.map(frame), type: 'ValueError', message: 'x' });

describe('a traceback', () => {
  it('names the file, the line and the function of each frame', () => {
    expect(text([1, 2])).toBe(
      'Traceback (most recent call last):\n' +
        '  File "a.ts", line 1, in f\n    line 1\n' +
        '  File "a.ts", line 2, in f\n    line 2\n' +
        'ValueError: x\n',
    );
  });

  it('shows a frame that repeats three times, and counts the rest as Python does', () => {
    expect(text([1, 2, 2, 2, 1]).match(/line 2, in/g)).toHaveLength(3);
    expect(text([2, 2, 2])).not.toContain('repeated');
    expect(text([1, 2, 2, 2, 2, 1])).toContain(
      '    line 2\n  [Previous line repeated 1 more time]\n  File "a.ts", line 1',
    );
    expect(text(Array(100).fill(7))).toContain('    line 7\n  [Previous line repeated 97 more times]\nValueError: x\n');
  });
});
