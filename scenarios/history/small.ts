// Leaks of the same years that the article does not tell: a lost C static, lost locals, a macro that does not steal.
import type { Change } from 'refhunt/scenario';
import { newIdentifierReleasing } from '../extensions/compiler.js';
import { execKeepingMark, functoolsMultiPhase } from '../extensions/functools.js';
import { forgettingWrongResult, releasingWrongResult } from '../extensions/longobject.js';
import { execReleasing } from '../extensions/sys.js';
import { merged } from './define-change.js';

const FROM_STRING = { edit: 'ops', extension: 'longobject.c', path: 'functions.PyLong_FromString.body' } as const;

export const smallChanges: readonly Change[] = [
  merged('34ef64fe59', '2019-03-27', '_PySys_InitMain releases the dict of -X options', {
    names: ['bpo-36447', 'gh-80628', 'gh-12586'],
    edits: [{ edit: 'ops', extension: 'sys', path: 'exec', replace: execReleasing }],
    // Every one that makes subinterpreters.
    tests: ['test__xxsubinterpreters', 'test_ast', 'test_atexit', 'test_interpreters', 'test_threading'],
  }),
  merged('8d88e8c662', '2019-09-12', 'new_identifier releases the interned name of the normal form', {
    names: ['bpo-38138', 'gh-82319', 'gh-16053'],
    edits: [
      { edit: 'ops', extension: 'ast.c', path: 'functions.new_identifier.body', replace: newIdentifierReleasing },
    ],
    tests: ['test_importlib'],
  }),
  merged('7dd549eb08', '2020-03-25', '_functools: multi-phase initialisation', {
    names: ['bpo-1635741', 'bpo-40071', 'gh-84252', 'gh-19151'],
    edits: [{ edit: 'extension', extension: functoolsMultiPhase }],
    tests: ['test__xxsubinterpreters'],
  }),
  merged('b09ae3ff43', '2020-03-26', '_functools: kwd_mark is made only where there is none', {
    names: ['bpo-40071', 'gh-84252', 'gh-19172'],
    requires: ['7dd549eb08'],
    edits: [{ edit: 'ops', extension: '_functools', path: 'exec', replace: execKeepingMark }],
    tests: ['test__xxsubinterpreters'],
  }),
  merged('de6981680b', '2022-10-25', 'int(str) of long strings is done by _pylong', {
    names: ['gh-90716', 'gh-96673'],
    edits: [{ ...FROM_STRING, replace: forgettingWrongResult }],
    tests: ['test_int'],
  }),
  merged('387f72588d', '2022-11-04', 'pylong_int_from_string releases a result of the wrong type', {
    names: ['gh-90716', 'gh-99094'],
    requires: ['de6981680b'],
    edits: [{ ...FROM_STRING, replace: releasingWrongResult }],
    tests: ['test_int'],
  }),
];
