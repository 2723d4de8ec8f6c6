import type { Change } from 'refhunt/scenario';
import { weakrefMultiPhase } from '../extensions/weakref.js';
import { merged } from './define-change.js';

const tests = ['test_importlib'];
const names = ['bpo-40050', 'gh-84231'];

export const weakrefChanges: readonly Change[] = [
  merged('8334f30a74', '2020-03-20', '_weakref: multi-phase initialisation', {
    names: [...names, 'bpo-1635741', 'gh-19084'],
    edits: [{ edit: 'extension', extension: weakrefMultiPhase }],
    tests,
  }),
  merged('188078c39d', '2020-03-24', '_weakref: back to single-phase initialisation', {
    names: [...names, 'gh-19128'],
    reverts: ['8334f30a74'],
    tests,
  }),
  merged('83d46e0622', '2020-03-24', 'importlib takes built-in modules from sys.modules and no longer wants _weakref', {
    names: [...names, 'gh-19135'],
    edits: [{ edit: 'library', feature: 'importlib-setup-reuses-builtins', on: true }],
    tests,
  }),
  merged('93460d097f', '2020-03-24', '_weakref: multi-phase initialisation again', {
    names: [...names, 'bpo-1635741', 'gh-19140'],
    requires: ['83d46e0622'],
    edits: [{ edit: 'extension', extension: weakrefMultiPhase }],
    tests,
  }),
];
