import { call, extension, incref } from 'refhunt/scenario';

/** Modules/_testcapimodule.c, as far as it gives away a reference to True that it never had. */
export const testcapi = extension('_testcapi', {
  init: 'single-phase',
  mSize: -1,
  exec: [call('PyModule_AddObject', ['module', { str: 'WITH_PYMALLOC' }, 'True'])],
});

/** 310e2d2517: the reference that PyModule_AddObject steals. */
export const increfTrue = [incref('True')];
