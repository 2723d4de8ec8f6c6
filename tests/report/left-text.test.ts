import { describe, expect, it } from 'vitest';
import type { LeftReport } from '../../src/interp/lifecycle/left.js';
import { leftText } from '../../src/report/left-text.js';

const nothing: LeftReport = { total: { references: 0, blocks: 0 }, interpreters: [], items: [] };
const left: LeftReport = {
  total: { references: 3, blocks: 2 },
  interpreters: [{ interpreter: 1, references: 3, blocks: 1 }],
  items: [
    { interpreter: 1, type: 'list', owner: 'static slips.kept', references: 3, blocks: 0 },
    { interpreter: 1, type: 'list', owner: 'its memory', references: 0, blocks: 1 },
    { interpreter: null, type: 'memory', owner: 'f in m', references: 0, blocks: 1 },
  ],
};

describe('what a process leaves', () => {
  it('is one line, as -X showrefcount prints it', () => {
    expect(leftText(nothing, false)).toBe('[0 refs, 0 blocks]\n');
    expect(leftText(left, false)).toBe('[3 refs, 2 blocks]\n');
  });

  it('can be taken apart, by interpreter, type and owner', () => {
    expect(leftText(left, true)).toBe(
      [
        '[3 refs, 2 blocks]',
        '  interpreter 1: [3 refs, 1 blocks]',
        '    3 refs: list of interpreter 1, static slips.kept',
        '    1 blocks: list of interpreter 1, its memory',
        '    1 blocks: memory, f in m',
        '',
      ].join('\n'),
    );
    expect(leftText(nothing, true)).toBe('[0 refs, 0 blocks]\n');
  });

  it('stays short', () => {
    const items = Array.from({ length: 40 }, () => left.items[0] as LeftReport['items'][number]);
    expect(leftText({ ...left, items }, true)).toContain('    and 10 more\n');
  });
});
