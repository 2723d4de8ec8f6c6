import type { World } from 'refhunt/scenario';
import { libraryOf, rulesOff, step } from 'refhunt/scenario';
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
  library: libraryOf('2019-01-01'),
  rules: rulesOff(),
  extensions: Object.fromEntries(described.map((extension) => [extension.name, extension])),
  steps: [
    step('atexit-call'),
    // _PyImport_Cleanup
    step('modules-delete-special'),
    step('modules-remove'),
    step('modules-clear-dict'),
    step('builtins-restore'),
    step('modules-by-index-clear'),
    step('gc-modules', 'collect'),
    step('modules-wipe'),
    step('sys-wipe'),
    step('builtins-wipe'),
    step('modules-delete'),
    step('gc-wiped', 'collect'),
    // PyInterpreterState_Clear
    step('codecs-clear'),
    step('sysdict-builtins-clear'),
    step('interp-clear'),
    step('fork-hooks-clear'),
    // finalize_interp_types and after
    step('warnings-fini'),
    step('types-fini'),
    step('gc-fini'),
  ],
};
