import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { HistoryError } from '../../src/interp/history/find-change.js';
import { changeFrom } from '../../src/runner/change-file.js';

const folder = mkdtempSync(join(tmpdir(), 'change-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

function refusal(content: unknown): string {
  writeFileSync(join(folder, 'x.json'), JSON.stringify(content));
  try {
    changeFrom('x.json', folder);
  } catch (error) {
    if (error instanceof HistoryError) return error.message;
    throw error;
  }
  throw new Error('the file is not refused');
}

const traverse = { edit: 'ops', extension: '_thread', path: 'types.lock.slots.tp_traverse' };

describe('--with FILE', () => {
  it('takes a word that is no path for the name of a change', () => {
    expect(changeFrom('second-gc', folder)).toBe('second-gc');
  });

  it('takes a list of edits, or a change with more to say', () => {
    const edits = [{ ...traverse, replace: [{ op: 'repeat', times: 2, do: [] }] }];
    for (const content of [edits, { edits }]) {
      writeFileSync(join(folder, 'x.json'), JSON.stringify(content));
      expect(changeFrom('x.json', folder)).toMatchObject({ id: 'x.json', status: 'experiment', edits });
    }
  });

  it.each([
    ['a', 'no change in this file'],
    [{ id: 'x' }, "a change needs a list of 'edits'"],
    [['a'], "edit 1: 'edit' is none of rule, step, library, extension, ops, prepend, set"],
    [[null], "edit 1: 'edit' is none of rule, step, library, extension, ops, prepend, set"],
    [[{ edit: 'toString' }], "edit 1: 'edit' is none of rule, step, library, extension, ops, prepend, set"],
    [[{ edit: 'rule', rule: 'no-rule', on: true }], "edit 1: there is no rule named 'no-rule'"],
    [[{ edit: 'rule', rule: 'gc-per-interpreter' }], "edit 1: 'on' is true or false"],
    [[{ edit: 'step', step: 'gc', to: 'away' }], "edit 1: 'to' is { before: step }, { after: step } or 'nowhere'"],
    [[{ edit: 'step', step: 'gc', does: 'collecting' }], "edit 1: no step does 'collecting'"],
    [[{ ...traverse, path: undefined }], "edit 1: 'path' does not say where: 'exec', 'types.lock.slots.tp_traverse'"],
    [[{ ...traverse }], "edit 1: 'replace' is no list of operations"],
    [[{ ...traverse, replace: [{ op: 'vist', slot: 'x' }] }], "edit 1: there is no operation 'vist'"],
    [[{ ...traverse, replace: [{ op: 'visit' }] }], "edit 1: the operation 'visit' needs slot"],
    [
      [
        { ...traverse, replace: [] },
        { ...traverse, replace: [{ op: 'repeat', times: 2, do: [{ op: 'set', slot: 'a' }] }] },
      ],
      "edit 2: the operation 'set' needs from, how",
    ],
    [
      [{ edit: 'set', extension: '_thread', path: 'types.lock.flags', value: ['NOPE'] }],
      "edit 1: the value of 'types.lock.flags' is a list of HAVE_GC, BASETYPE, DISALLOW_INSTANTIATION, IMMUTABLETYPE",
    ],
  ])('of %j is refused in one line', (content, what) => {
    expect(refusal(content)).toBe(`--with x.json: ${what}`);
  });
});
