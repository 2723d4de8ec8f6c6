import { call, decref, type ExtensionDescription, extension, fn, incref } from '../../../src/interp/scenario.js';

/** c/addobject.c: an exec that puts an object into the module, with or without a reference too many. */
export function addObjectModule(name: string, extraIncref: boolean): ExtensionDescription {
  return extension(name, {
    functions: { f: fn([], []) },
    exec: [
      call('PyObject_CallNoArgs', ['type:object'], 'local.x'),
      ...(extraIncref ? [incref('local.x')] : []),
      call('PyModule_AddObject', ['module', { str: 'x' }, 'local.x'], undefined, [decref('local.x')]),
    ],
  });
}
