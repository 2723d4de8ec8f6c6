import { type Change, editStep } from 'refhunt/scenario';
import { astGlobalState, astInterpreterState, astModuleState, astStatics } from '../extensions/ast.js';
import { experiment, merged } from './define-change.js';

const tests = ['test_ast'];
const date = '2020-11-03';

export const astChanges: readonly Change[] = [
  merged('ac46eb4ad6', '2019-09-11', '_ast: the types are heap types in the state of the module', {
    names: ['bpo-38113', 'gh-15957'],
    edits: [{ edit: 'extension', extension: astModuleState }],
    tests,
  }),
  merged('0247e80f3c', '2019-09-14', '_ast: instances release their heap type', {
    names: ['bpo-38152', 'gh-16127'],
    requires: ['ac46eb4ad6'],
    tests,
  }),
  merged('91e1bc18bd', '2020-07-03', '_ast: one global state', {
    names: ['bpo-41194', 'gh-21290'],
    edits: [{ edit: 'extension', extension: astStatics }],
    tests,
  }),
  merged('b1cc6ba73a', '2020-07-03', '_ast: back to the state of the module', {
    names: ['bpo-41194', 'gh-21293'],
    edits: [{ edit: 'extension', extension: astModuleState }],
    tests,
  }),
  merged('e5fbe0cbd4', '2020-09-15', '_ast: a global state again; _PyAST_Fini clears it', {
    names: ['bpo-41631', 'gh-21961'],
    mainNames: ['bpo-41631'],
    edits: [
      { edit: 'extension', extension: astGlobalState },
      editStep('ast-fini', { does: 'ast-fini', on: 'main', to: { before: 'types-fini' } }),
    ],
    tests,
  }),
  merged('5cf4782a26', '2020-11-02', '_ast: the state belongs to the interpreter', {
    names: ['bpo-41796', 'bpo-42250', 'gh-86416', 'gh-23024'],
    requires: ['e5fbe0cbd4'],
    edits: [{ edit: 'extension', extension: astInterpreterState }],
    tests,
  }),
  merged('fd957c124c', date, '_PyAST_Fini runs on every interpreter, before the last collection', {
    names: ['bpo-41796', 'gh-23131'],
    area: 'finalization',
    requires: ['e5fbe0cbd4', 'eba5bf2f56'],
    parts: [
      experiment('ast-fini-everywhere', date, '_PyAST_Fini runs on every interpreter', {
        area: 'finalization',
        requires: ['e5fbe0cbd4'],
        edits: [editStep('ast-fini', { on: 'all' })],
        tests,
      }),
      experiment('ast-fini-before-gc', date, '_PyAST_Fini runs before the last collection', {
        area: 'finalization',
        requires: ['e5fbe0cbd4', 'ac0e1c2694'],
        edits: [editStep('ast-fini', { to: { before: 'gc-last' } })],
        tests,
      }),
      experiment('warnings-fini-before-gc', date, '_PyWarnings_Fini runs before the last collection', {
        area: 'finalization',
        requires: ['eba5bf2f56'],
        edits: [editStep('warnings-fini', { to: { before: 'gc-last' } })],
        tests,
      }),
    ],
    tests,
  }),
];
