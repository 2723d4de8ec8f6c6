import type { Change } from 'refhunt/scenario';
import {
  clearDefaultAndIgnore,
  clearHandlers,
  clearItimerError,
  execMainOnly,
  execReplacing,
  signalMultiPhase,
  signalMultiPhaseAgain,
  signalSharedStatics,
} from '../extensions/signal.js';
import { experiment, merged } from './define-change.js';

const tests = ['test_interpreters'];
const EXEC = { extension: '_signal', path: 'exec' } as const;
const requires = ['71d1bd9569'];

export const signalChanges: readonly Change[] = [
  merged('71d1bd9569', '2020-09-03', '_signal: multi-phase initialisation; the exec slot overwrites C statics', {
    names: ['bpo-1635741', 'bpo-41713', 'gh-85879', 'gh-22049'],
    edits: [{ edit: 'extension', extension: signalMultiPhase }],
    tests,
  }),
  experiment('signal-clear-handlers', '2020-09-03', '_signal: the old Handlers[1..64].func are cleared first', {
    requires,
    edits: [{ ...EXEC, edit: 'prepend', ops: clearHandlers }],
    tests,
  }),
  experiment('signal-clear-itimererror', '2020-09-03', '_signal: the old ItimerError is cleared first', {
    requires,
    edits: [{ ...EXEC, edit: 'prepend', ops: clearItimerError }],
    tests,
  }),
  experiment(
    'signal-clear-default-ignore',
    '2020-09-03',
    '_signal: the old DefaultHandler and IgnoreHandler are cleared',
    {
      requires,
      edits: [{ ...EXEC, edit: 'prepend', ops: clearDefaultAndIgnore }],
      tests,
    },
  ),
  merged('4b8032e5a4', '2020-09-04', '_signal: back to single-phase initialisation', {
    names: ['bpo-41713', 'gh-85879', 'gh-22087'],
    reverts: ['71d1bd9569'],
    tests,
  }),
  merged('296a796951', '2020-11-17', '_signal: PyOS_InitInterrupts becomes _PySignal_Init', {
    names: ['bpo-41713', 'gh-85879', 'gh-23342'],
    tests,
  }),
  merged(
    '0ae323b87f',
    '2020-11-17',
    '_signal: the statics are made once, in _PySignal_Init; IntHandler is none of them',
    {
      names: ['bpo-41686', 'bpo-41713', 'gh-23344'],
      edits: [{ edit: 'extension', extension: signalSharedStatics }],
      tests,
    },
  ),
  merged('cda23be092', '2020-11-17', '_signal: signal_exec is refactored', {
    names: ['bpo-41686', 'gh-23346'],
    tests,
  }),
  merged('29aa624047', '2020-11-17', '_signal: _Py_RestoreSignals moves there', {
    names: ['bpo-41686', 'gh-23353'],
    tests,
  }),
  merged('7f9b25a21a', '2020-11-17', '_signal: multi-phase initialisation again', {
    names: ['bpo-41713', 'gh-85879', 'gh-23355'],
    requires: ['0ae323b87f'],
    edits: [{ edit: 'extension', extension: signalMultiPhaseAgain }],
    parts: [
      experiment('signal-xsetref', '2020-11-17', '_signal: Py_XSETREF releases the old handlers', {
        edits: [{ ...EXEC, edit: 'ops', replace: execReplacing }],
        tests,
      }),
    ],
    tests,
  }),
  merged('a09766deab', '2021-04-28', '_signal: a subinterpreter no longer touches the handlers', {
    names: ['bpo-43963', 'gh-25674'],
    mainNames: ['bpo-43963'],
    requires: ['7f9b25a21a'],
    edits: [{ ...EXEC, edit: 'ops', replace: execMainOnly }],
    tests,
  }),
  merged('a5e64444e6', '2021-04-28', '_signal: the module gets a state', {
    names: ['bpo-43963', 'gh-25676'],
    requires: ['a09766deab'],
    tests,
  }),
];
