import { describe, expect, it } from 'vitest';
import { call, clear, decref, extension, heapType, untrack, visit } from '../../../src/interp/scenario.js';
import { auditJson } from '../../../src/report/explain/audit-json.js';
import { auditText } from '../../../src/report/explain/audit-text.js';
import { drawPlain, loadBoxes } from '../../../src/report/text-table.js';
import { auditOf } from '../../explain/audit/audit-of.js';

const module = extension('m', {
  state: ['t'],
  statics: ['cache'],
  types: {
    T: heapType('m.T', {
      flags: ['HAVE_GC'],
      fields: ['a'],
      slots: { tp_traverse: [visit('ob_type')], tp_clear: [clear('a')], tp_dealloc: [untrack(), decref('ob_type')] },
      auditIgnore: [{ slot: 'a', kind: 'slot-not-visited', reason: 'a str' }],
    }),
  },
  exec: [call('PyType_FromSpec', [{ spec: 'T' }], 'state.t'), call('PyDict_New', [], 'static.cache')],
  slots: { m_traverse: [visit('state.t')], m_clear: [clear('state.t')], m_free: [clear('state.t')] },
});

const result = auditOf([module]);

/** Lines, without the places that the lines of this file give them. */
function lines(text: string): string[] {
  return text.split('\n').map((line) => line.replace(/\S*audit-text\.test\.ts:\d+/, 'PLACE'));
}

describe('the text of an audit', () => {
  const plain = lines(auditText(result, drawPlain));

  it('shows each slot against the functions that visit, clear and release it', () => {
    expect(plain).toEqual(
      expect.arrayContaining([
        'm, multi-phase initialisation',
        '  m.T, heap type, GC support',
        '    slot                 owned  visited  cleared  in dealloc',
        '    ob_type              yes    yes      -        yes',
        '    a                    yes    no       yes      no',
        '    PyObject_GC_UnTrack                           first',
        '    field    m_traverse  m_clear  m_free',
        '    state.t  yes         yes      yes',
        '    static  old value  stored by  cleared by',
        '    cache   lost       m_exec     -',
      ]),
    );
  });

  it('says what is wrong, where, and how to mend it, and what is ignored for what reason', () => {
    expect(plain.slice(plain.indexOf('2 gaps:'))).toEqual([
      '2 gaps:',
      '  not-released-in-dealloc  m.T, a  PLACE',
      '    m.T owns the reference in a; t_dealloc does not release it',
      '    mend: add to t_dealloc Py_XDECREF(self->a)',
      '  static-overwritten  m, static.cache  PLACE',
      '    m_exec runs again and overwrites static cache: nobody releases what stood there',
      '    mend: move cache to the module state, or at least Py_XSETREF(cache, ...)',
      '',
      'Ignored:',
      '  slot-not-visited  m.T, a  PLACE: a str',
      '',
      '2 gaps, 1 ignored in 1 type of 1 extension',
      '',
    ]);
  });

  it('draws lines around the same cells on a terminal', async () => {
    const boxed = auditText(result, await loadBoxes());
    expect(boxed).toContain('│ a                   │ yes   │ no      │ yes     │ no         │');
    expect(boxed).not.toContain('\u001b');
  });

  it('shows names as one visible line', () => {
    const strange = auditOf([extension('m\n\u001b[31m', {})]);
    expect(auditText(strange, drawPlain)).toContain('m\\n\\x1b[31m, multi-phase');
  });
});

describe('the JSON of an audit', () => {
  it('holds the gaps with kind, slot, place and part, and null where a cell asks nothing', () => {
    const json = JSON.parse(JSON.stringify(auditJson(result, 2)));
    expect(json).toMatchObject({ schemaVersion: 1, state: 'test', exitCode: 2 });
    expect(json.gaps[0]).toMatchObject({
      kind: 'not-released-in-dealloc',
      extension: 'm',
      scenario: null,
      subject: 'm.T',
      slot: 'a',
      place: { file: expect.stringContaining('audit-text.test.ts'), line: expect.any(Number) },
      part: { extension: 'm', path: 'types.T.slots.tp_dealloc' },
    });
    expect(json.extensions[0].types[0].rows[0]).toMatchObject({ slot: 'ob_type', cleared: null });
    expect(json.ignored).toEqual([expect.objectContaining({ kind: 'slot-not-visited', reason: 'a str' })]);
  });
});
