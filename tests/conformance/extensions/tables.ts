import {
  call,
  clear,
  decref,
  type ExtensionDescription,
  extension,
  type FunctionDescription,
  fn,
  heapType,
  type Op,
  repeat,
  ret,
  returnNone,
  set,
} from '../../../src/interp/scenario.js';

/** A tuple of n types, each made by `make` into local.type. */
function table(make: Op): FunctionDescription {
  return fn(
    ['n'],
    [
      call('PyLong_AsSsize_t', ['arg.n'], 'local.n'),
      call('PyTuple_New', ['local.n'], 'local.table'),
      repeat('local.n', [make, call('PyTuple_SET_ITEM', ['local.table', 'local.i', 'local.type'])], 'local.i'),
      ret('local.table'),
    ],
  );
}

/** The destructor: the types go first, then the memory. */
const FREE_TABLE: readonly Op[] = [
  call('PyCapsule_GetPointer', ['arg.capsule', { str: 'table' }], 'local.table'),
  repeat('local.table->n', [clear('local.table->t[local.i]')], 'local.i'),
  call('free', ['local.table']),
];

/**
 * c/tables.c: types in a table that an interpreter releases late or early, and a table in raw memory behind a capsule,
 * which the collector does not see.
 */
export function tablesModule(name: string): ExtensionDescription {
  return extension(name, {
    types: {
      bare: heapType(`${name}.bare`),
      method: heapType(`${name}.method`, { methods: { meth_a: { body: [] } } }),
    },
    functions: {
      spec_types: table(call('PyType_FromSpec', [{ spec: 'bare' }], 'local.type')),
      method_types: table(call('PyType_FromSpec', [{ spec: 'method' }], 'local.type')),
      classes: table(
        call('PyObject_CallFunction', ['type:type', { str: 's(O){}' }, { str: 'T' }, 'type:object'], 'local.type'),
      ),
      raw: fn(
        ['types'],
        [
          call('PyTuple_GET_SIZE', ['arg.types'], 'local.n'),
          call('malloc', [], 'local.table'),
          set('local.table->n', 'local.n', 'borrow'),
          repeat(
            'local.n',
            [
              call('PyTuple_GET_ITEM', ['arg.types', 'local.i'], 'local.type'),
              set('local.table->t[local.i]', 'local.type', 'newref'),
            ],
            'local.i',
          ),
          call('PyCapsule_New', ['local.table', { str: 'table' }, { fn: 'free_table' }], 'local.capsule'),
          ret('local.capsule'),
        ],
      ),
      keep_late: fn(
        ['o'],
        [
          call('PyImport_ImportModule', [{ str: 'sys' }], 'local.sys'),
          call('PyModule_GetDict', ['local.sys'], 'local.dict'),
          call('PyLong_FromLong', [{ int: 1 }], 'local.key'),
          call('PyDict_SetItem', ['local.dict', 'local.key', 'arg.o']),
          decref('local.key'),
          decref('local.sys'),
          returnNone(),
        ],
      ),
      keep_early: fn(
        ['o'],
        [
          call('PyInterpreterState_GetDict', [], 'local.dict'),
          call('PyDict_SetItemString', ['local.dict', { str: 'tables' }, 'arg.o']),
          returnNone(),
        ],
      ),
    },
    helpers: { free_table: fn(['capsule'], FREE_TABLE) },
  });
}
