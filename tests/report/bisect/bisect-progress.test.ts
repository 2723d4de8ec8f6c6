import { describe, expect, it } from 'vitest';
import { progressLine } from '../../../src/report/bisect/bisect-progress.js';

describe('the progress of a bisection', () => {
  it('is one line, written over, that says what is done, what is left and how long that takes', () => {
    let [text, now] = ['', 0];
    const progress = progressLine(
      (chunk) => {
        text += chunk;
      },
      () => now,
    );
    progress.estimate(10);
    progress.ran(1);
    now = 2000;
    progress.ran(2);
    expect(text).not.toContain('\n');
    expect(text.split('\r\u001b[K').at(-1)).toBe('hunt 2, 8 left or fewer, about 16.0 sec');
    progress.clear();
    expect(text.endsWith('\r\u001b[K')).toBe(true);
  });
});
