import { type Change, editStep } from 'refhunt/scenario';
import { increfTrue } from '../extensions/testcapi.js';
import { experiment, merged } from './define-change.js';

const tests = ['test_atexit', 'test_threading'];
const area = 'finalization';

export const gcChanges: readonly Change[] = [
  merged('7247407c35', '2019-11-20', 'The state of the collector belongs to the interpreter', {
    names: ['bpo-36854', 'gh-81035', 'gh-17287'],
    area: 'collector',
    edits: [{ edit: 'rule', rule: 'gc-per-interpreter', on: true }],
    tests,
  }),
  merged('310e2d2517', '2019-11-22', 'Codec registries are cleared, then garbage is collected, before the clear', {
    names: ['bpo-36854', 'gh-81035', 'gh-17331'],
    area,
    requires: ['7247407c35'],
    parts: [
      experiment('codec-clear', '2019-11-22', 'The codec registries are cleared first', {
        area,
        edits: [editStep('codec-clear', { does: 'codecs-clear', to: { after: 'gc-wiped' } })],
        tests,
      }),
      experiment('gc-before-clear', '2019-11-22', 'One more collection, before the interpreter is cleared', {
        area,
        edits: [editStep('gc-before-clear', { does: 'collect', to: { before: 'codecs-clear' } })],
        tests,
      }),
      experiment('testcapi-incref', '2019-11-22', '_testcapi takes a reference for PyModule_AddObject to steal', {
        edits: [{ edit: 'prepend', extension: '_testcapi', path: 'exec', ops: increfTrue }],
        tests,
      }),
    ],
    tests,
  }),
  experiment(
    'clear-fork-hooks',
    '2019-11-22',
    'The fork hooks are cleared before the collection that precedes the clear',
    {
      area,
      requires: ['gc-before-clear'],
      edits: [editStep('clear-fork-hooks', { does: 'fork-hooks-clear', to: { before: 'gc-before-clear' } })],
      tests,
    },
  ),
  merged('2582d46fbc', '2019-11-22', 'A subinterpreter makes its own builtins, and a copy to restore at its end', {
    names: ['bpo-38858', 'gh-17351'],
    area,
    edits: [
      { edit: 'rule', rule: 'builtins-copy-per-interpreter', on: true },
      { edit: 'rule', rule: 'builtins-module-lost', on: true },
    ],
    tests,
  }),
  merged('b96c6b0723', '2019-12-04', 'pycore_init_builtins releases the module builtins', {
    names: ['bpo-38962', 'gh-17453'],
    area,
    requires: ['2582d46fbc'],
    edits: [{ edit: 'rule', rule: 'builtins-module-lost', on: false }],
    tests,
  }),
  merged('ac0e1c2694', '2019-12-04', 'The last collection of a subinterpreter stands after the clear', {
    names: ['bpo-38962', 'gh-17457'],
    mainNames: ['bpo-38962'],
    area,
    requires: ['7247407c35'],
    reverts: ['codec-clear', 'gc-before-clear'],
    parts: [
      experiment('gc-after-clear', '2019-12-04', 'A collection after the interpreter is cleared', {
        area,
        edits: [editStep('gc-last', { does: 'collect', on: 'sub', to: { before: 'warnings-fini' } })],
        tests,
      }),
    ],
    tests,
  }),
  experiment('second-gc', '2020-04-07', 'The last collection of an interpreter runs twice in a row', {
    area,
    edits: [editStep('second-gc', { does: 'collect', to: { after: 'last-collection' } })],
    tests: [...tests, 'test_ast', 'test_interpreters'],
  }),
  merged('8aa163eea6', '2020-08-17', 'The last collection also for the main interpreter', {
    names: ['bpo-1635741', 'gh-21902'],
    area,
    requires: ['ac0e1c2694'],
    edits: [editStep('gc-last', { on: 'all' })],
    tests,
  }),
  merged('8b3414818f', '2020-10-30', '_PyGC_CollectNoFail takes the thread state', {
    names: ['bpo-42208', 'gh-23038'],
    area,
    tests,
  }),
  merged('eba5bf2f56', '2020-10-30', 'The last collection stands inside PyInterpreterState_Clear, before sys goes', {
    names: ['bpo-42208', 'gh-23044'],
    mainNames: ['bpo-42208'],
    area,
    requires: ['ac0e1c2694'],
    edits: [
      editStep('sysdict-builtins-clear', { to: 'nowhere' }),
      editStep('gc-last', { to: { after: 'fork-hooks-clear' } }),
      editStep('gc-fini', { to: { after: 'gc-last' } }),
      editStep('sysdict-builtins-empty', { does: 'sysdict-builtins-empty', to: { after: 'gc-fini' } }),
    ],
    tests,
  }),
];
