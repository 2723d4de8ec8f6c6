import type { Change } from 'refhunt/scenario';
import { abcHeapType, clearCaches, visitCaches, visitTypeAndCaches } from '../extensions/abc.js';
import { merged } from './define-change.js';

const tests = ['test_threading'];

const TRAVERSE = { edit: 'ops', extension: '_abc', path: 'types._abc_data.slots.tp_traverse' } as const;

export const abcChanges: readonly Change[] = [
  merged('364f0b0f19', '2019-03-27', 'PyObject_Init takes the reference of an instance to its heap type', {
    names: ['bpo-35810', 'gh-79991', 'gh-11661'],
    mainNames: ['bpo-35810'],
    area: 'object',
    edits: [{ edit: 'rule', rule: 'object-init-owns-type', on: true }],
    tests,
  }),
  merged('4c1b6a6f4f', '2020-02-17', '_abc: multi-phase initialisation', {
    names: ['bpo-1635741', 'gh-18030'],
    edits: [
      { edit: 'set', extension: '_abc', path: 'init', value: 'multi-phase' },
      { edit: 'set', extension: '_abc', path: 'mSize', value: 0 },
    ],
    tests,
  }),
  merged('53e4c91725', '2020-03-30', '_abc: _abc_data becomes a heap type', {
    names: ['bpo-40077', 'bpo-40149', 'gh-84330', 'gh-19202'],
    mainNames: ['bpo-40077'],
    requires: ['4c1b6a6f4f'],
    // Each by itself, so that it also says what a heap type in a module of single-phase initialisation would be.
    edits: [
      { edit: 'set', extension: '_abc', path: 'types._abc_data.storage', value: 'heap' },
      { edit: 'ops', extension: '_abc', path: 'types._abc_data.slots.tp_dealloc', replace: abcHeapType.dealloc },
      { edit: 'set', extension: '_abc', path: 'state', value: abcHeapType.state },
      { edit: 'ops', extension: '_abc', path: 'functions._abc_init.body', replace: abcHeapType.init },
      { edit: 'ops', extension: '_abc', path: 'exec', replace: abcHeapType.exec },
      { edit: 'ops', extension: '_abc', path: 'slots.m_traverse', replace: abcHeapType.visitState },
      { edit: 'ops', extension: '_abc', path: 'slots.m_clear', replace: abcHeapType.clearState },
      { edit: 'ops', extension: '_abc', path: 'slots.m_free', replace: abcHeapType.clearState },
    ],
    tests,
  }),
  merged('9cc3ebd7e0', '2020-04-07', '_abc: _abc_data gets HAVE_GC, tp_traverse and tp_clear for its caches', {
    names: ['bpo-40149', 'gh-84330', 'gh-19412'],
    requires: ['53e4c91725'],
    edits: [
      { edit: 'set', extension: '_abc', path: 'types._abc_data.flags', value: ['HAVE_GC'] },
      { ...TRAVERSE, replace: visitCaches },
      { edit: 'ops', extension: '_abc', path: 'types._abc_data.slots.tp_clear', replace: clearCaches },
    ],
    tests,
  }),
  merged('0169d3003b', '2020-04-27', 'PyType_FromSpec wraps tp_traverse so that it visits the type', {
    names: ['bpo-40217', 'gh-84398', 'gh-19414'],
    area: 'object',
    edits: [{ edit: 'rule', rule: 'from-spec-wraps-traverse', on: true }],
    tests,
  }),
  merged('91a5ae1835', '2020-04-27', 'PyType_FromSpec: the wrapper of tp_traverse, cleaned up', {
    names: ['bpo-40217', 'gh-84398', 'gh-19733'],
    area: 'object',
    requires: ['0169d3003b'],
    tests,
  }),
  merged('77c614624b', '2020-05-09', '_abc: the type of _abc_data knows its module (PEP 573)', {
    names: ['bpo-40566', 'gh-20005'],
    requires: ['53e4c91725'],
    edits: [{ edit: 'ops', extension: '_abc', path: 'exec', replace: abcHeapType.execWithModule }],
    tests,
  }),
  merged('1cf15af9a6', '2020-05-27', 'Every tp_traverse of a heap type visits the type itself; the wrapper is gone', {
    names: ['bpo-40217', 'gh-84398', 'gh-20264'],
    area: 'object',
    requires: ['9cc3ebd7e0'],
    reverts: ['0169d3003b', '91a5ae1835'],
    edits: [
      { ...TRAVERSE, replace: visitTypeAndCaches },
      { edit: 'rule', rule: 'subtype-traverse-trusts-base', on: true },
    ],
    tests,
  }),
];
