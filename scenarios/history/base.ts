import type { World } from 'refhunt/scenario';
import { rulesOff } from 'refhunt/scenario';
import { abcSinglePhase } from '../extensions/abc.js';
import { astStatics } from '../extensions/ast.js';
import { atexit } from '../extensions/atexit.js';
import { compiler } from '../extensions/compiler.js';
import { functoolsSinglePhase } from '../extensions/functools.js';
import { longobject } from '../extensions/longobject.js';
import { signalSinglePhase } from '../extensions/signal.js';
import { sysInit } from '../extensions/sys.js';
import { testcapi } from '../extensions/testcapi.js';
import { threadSinglePhase } from '../extensions/thread.js';
import { weakrefSinglePhase } from '../extensions/weakref.js';

const described = [
  abcSinglePhase,
  astStatics,
  atexit,
  compiler,
  functoolsSinglePhase,
  longobject,
  signalSinglePhase,
  sysInit,
  testcapi,
  threadSinglePhase,
  weakrefSinglePhase,
];

/** CPython of early 2019, before the first change of the list. */
export const base: World = {
  library: { date: '2019-01-01', features: [] },
  rules: rulesOff(),
  extensions: Object.fromEntries(described.map((extension) => [extension.name, extension])),
  steps: [
    { name: 'atexit-call', does: 'atexit-call', on: 'all' },
    // _PyImport_Cleanup
    { name: 'modules-delete-special', does: 'modules-delete-special', on: 'all' },
    { name: 'modules-remove', does: 'modules-remove', on: 'all' },
    { name: 'modules-clear-dict', does: 'modules-clear-dict', on: 'all' },
    { name: 'builtins-restore', does: 'builtins-restore', on: 'all' },
    { name: 'modules-by-index-clear', does: 'modules-by-index-clear', on: 'all' },
    { name: 'gc-modules', does: 'collect', on: 'all' },
    { name: 'modules-wipe', does: 'modules-wipe', on: 'all' },
    { name: 'sys-wipe', does: 'sys-wipe', on: 'all' },
    { name: 'builtins-wipe', does: 'builtins-wipe', on: 'all' },
    { name: 'modules-delete', does: 'modules-delete', on: 'all' },
    { name: 'gc-wiped', does: 'collect', on: 'all' },
    // PyInterpreterState_Clear
    { name: 'codecs-clear', does: 'codecs-clear', on: 'all' },
    { name: 'sysdict-builtins-clear', does: 'sysdict-builtins-clear', on: 'all' },
    { name: 'interp-clear', does: 'interp-clear', on: 'all' },
    { name: 'fork-hooks-clear', does: 'fork-hooks-clear', on: 'all' },
    // finalize_interp_types and after
    { name: 'warnings-fini', does: 'warnings-fini', on: 'all' },
    { name: 'types-fini', does: 'types-fini', on: 'all' },
    { name: 'gc-fini', does: 'gc-fini', on: 'all' },
  ],
};
