import type { Change } from 'refhunt/scenario';
import { lockTraverse, rlockTraverse, threadProposed } from '../extensions/thread.js';
import { experiment, merged, proposed } from './define-change.js';

const tests = ['test_threading'];

export const threadChanges: readonly Change[] = [
  merged('8203c73f3b', '2020-12-16', '_thread: the module is refactored before its port', {
    names: ['bpo-1635741', 'gh-23793'],
    tests,
  }),
  proposed('gh-23811-proposed', '2020-12-16', '_thread: multi-phase initialisation, heap types, as first proposed', {
    edits: [{ edit: 'extension', extension: threadProposed }],
    tests,
  }),
  experiment('lock-gc-no-visit', '2020-12-17', 'The lock type gets HAVE_GC and a tp_traverse that visits nothing', {
    requires: ['gh-23811-proposed'],
    edits: [
      { edit: 'set', extension: '_thread', path: 'types.lock.flags', value: ['HAVE_GC'] },
      { edit: 'ops', extension: '_thread', path: 'types.lock.slots.tp_traverse', replace: [] },
    ],
    tests,
  }),
  merged('6104013838', '2020-12-18', '_thread: multi-phase initialisation, heap types; the lock visits its type', {
    names: ['gh-23811', 'bpo-1635741'],
    mainNames: ['gh-23811'],
    edits: [
      { edit: 'extension', extension: threadProposed },
      { edit: 'set', extension: '_thread', path: 'types.lock.flags', value: ['HAVE_GC'] },
      { edit: 'ops', extension: '_thread', path: 'types.lock.slots.tp_traverse', replace: lockTraverse },
    ],
    tests,
  }),
  merged('1cd3d859a4', '2021-06-15', '_thread: the RLock gets HAVE_GC and visits its type', {
    names: ['bpo-42972', 'gh-26734'],
    requires: ['6104013838'],
    edits: [
      { edit: 'set', extension: '_thread', path: 'types.RLock.flags', value: ['BASETYPE', 'HAVE_GC'] },
      { edit: 'ops', extension: '_thread', path: 'types.RLock.slots.tp_traverse', replace: rlockTraverse },
    ],
    tests,
  }),
  merged('243fd01047', '2021-06-15', 'threading: _active_limbo_lock is an RLock', {
    names: ['bpo-44422', 'gh-26727'],
    edits: [{ edit: 'library', feature: 'threading-limbo-rlock', on: true }],
    tests,
  }),
];
