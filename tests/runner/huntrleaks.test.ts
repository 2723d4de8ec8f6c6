import { describe, expect, it } from 'vitest';
import { parseHuntrleaks, pythonInt } from '../../src/runner/huntrleaks.js';

const hunt = (warmups: number, runs: number, filename = 'reflog.txt') => ({ warmups, runs, filename });

describe('the value of -R', () => {
  it.each([
    ['3:3', hunt(3, 3)],
    [':', hunt(5, 4)],
    ['::', hunt(5, 4)],
    ['3:', hunt(3, 4)],
    [':3', hunt(5, 3)],
    ['3:3:', hunt(3, 3)],
    ['3:3:other.log', hunt(3, 3, 'other.log')],
    [' 3 : 3 ', hunt(3, 3)],
    ['+3:3', hunt(3, 3)],
    ['-1:3', hunt(-1, 3)],
    ['1_0:2', hunt(10, 2)],
    ['\u0663:\u{1d7d1}', hunt(3, 3)],
  ])('%j is read as Python reads it', (text, expected) => {
    expect(parseHuntrleaks(text)).toEqual(expected);
  });

  it.each(['', '3', '3:3:a:b'])('%j has the wrong number of parts', (text) => {
    expect(parseHuntrleaks(text)).toBe('parts');
  });

  it.each(['a:b', '3.5:3', '3:1__0', '_1:2', '1_:2', ' :3', '0x3:3', '3:\u00b2'])('%j holds no integer', (text) => {
    expect(parseHuntrleaks(text)).toBe('int');
  });
});

describe('pythonInt', () => {
  it('reads digits of any script by their value', () => {
    expect(pythonInt('\u0664\u0662')).toBe(42);
    expect(pythonInt('\u{1d7d8}\u{1d7e1}')).toBe(9);
  });
});
