import type { Change } from 'refhunt/scenario';
import { lockTraverse, threadProposed } from '../extensions/thread.js';

const TESTS = ['test_threading'];

export const threadChanges: readonly Change[] = [
  {
    id: 'gh-23811-proposed',
    names: [],
    date: '2020-12-16',
    title: '_thread: multi-phase initialisation and heap types, as first proposed',
    status: 'proposed',
    area: 'extension',
    requires: [],
    reverts: [],
    parts: [],
    edits: [{ edit: 'extension', extension: threadProposed }],
    tests: TESTS,
  },
  {
    id: 'lock-gc-no-visit',
    names: [],
    date: '2020-12-17',
    title: 'The lock type gets HAVE_GC and a tp_traverse that visits nothing',
    status: 'experiment',
    area: 'extension',
    requires: ['gh-23811-proposed'],
    reverts: [],
    parts: [],
    edits: [
      { edit: 'set', extension: '_thread', path: 'types.lock.flags', value: ['HAVE_GC'] },
      { edit: 'ops', extension: '_thread', path: 'types.lock.slots.tp_traverse', replace: [] },
    ],
    tests: TESTS,
  },
  {
    id: '6104013838',
    names: ['gh-23811', 'bpo-1635741'],
    mainNames: ['gh-23811'],
    date: '2020-12-18',
    title: '_thread: multi-phase initialisation and heap types; the lock has GC support and visits its type',
    status: 'merged',
    area: 'extension',
    requires: [],
    reverts: [],
    parts: [],
    edits: [
      { edit: 'extension', extension: threadProposed },
      { edit: 'set', extension: '_thread', path: 'types.lock.flags', value: ['HAVE_GC'] },
      { edit: 'ops', extension: '_thread', path: 'types.lock.slots.tp_traverse', replace: lockTraverse },
    ],
    tests: TESTS,
  },
];
