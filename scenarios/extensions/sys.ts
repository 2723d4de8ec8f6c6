import { call, decref, extension } from 'refhunt/scenario';

const xoptions = [
  call('PyDict_New', [], 'local.xoptions'),
  // SET_SYS_FROM_STRING_BORROW: the macro takes a reference of its own.
  call('PyModule_AddObjectRef', ['module', { str: '_xoptions' }, 'local.xoptions']),
];

/** Python/sysmodule.c: _PySys_InitMain(), as far as it makes objects that it has to release. */
export const sysInit = extension('sys', { init: 'single-phase', mSize: -1, exec: xoptions });

/** 34ef64fe59: the macro did not steal. */
export const execReleasing = [...xoptions, decref('local.xoptions')];
