import { call, decref, extension, fn, type Op, ret, returnError } from 'refhunt/scenario';

/** `wrongType` is what happens to a result that is no int before the function fails. */
function intFromString(wrongType: readonly Op[]): readonly Op[] {
  return [
    call('PyImport_ImportModule', [{ str: '_pylong' }], 'local.mod'),
    call('PyObject_GetAttrString', ['local.mod', { str: 'int_from_string' }], 'local.func'),
    decref('local.mod'),
    call('PyObject_CallFunctionObjArgs', ['local.func', 'arg.s'], 'local.result', [
      decref('local.func'),
      returnError(),
    ]),
    decref('local.func'),
    // NOT-CPYTHON: PyLong_Check() and a copy of the value; what is no int sets the TypeError here.
    call('PyNumber_Long', ['local.result'], 'local.int', [...wrongType, returnError()]),
    decref('local.result'),
    ret('local.int'),
  ];
}

/** Objects/longobject.c as a module that a scenario can import; until de6981680b it reads the digits itself. */
export const longobject = extension('longobject.c', {
  init: 'single-phase',
  mSize: -1,
  functions: {
    PyLong_FromString: fn(['s'], [call('PyLong_FromLong', [{ int: 777_777 }], 'local.int'), ret('local.int')]),
  },
});

/** de6981680b: pylong_int_from_string(); a result of the wrong type is forgotten. */
export const forgettingWrongResult = intFromString([]);
/** 387f72588d: it is released. */
export const releasingWrongResult = intFromString([decref('local.result')]);
