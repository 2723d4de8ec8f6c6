import {
  call,
  decref,
  type ExtensionDescription,
  extension,
  fn,
  heapType,
  incref,
  type Op,
  ret,
  returnError,
  returnNone,
  set,
} from '../../../src/interp/scenario.js';

/** What exec does wrong; null: nothing. */
export type PathsVariant = 'adds-list' | 'adds-type' | 'fails' | 'fails-right' | null;

const NEW_PAIR = call('PyStructSequence_NewType', [{ spec: 'Pair' }], 'local.type');
const RAISE: readonly Op[] = [call('PyErr_SetString', [{ str: 'ValueError' }, { str: 'no' }]), returnError()];

function execOf(variant: PathsVariant): Op[] {
  if (variant === 'adds-type') {
    return [
      call('PyType_FromModuleAndSpec', ['module', { spec: 'Point' }], 'local.type'),
      call('PyModule_AddType', ['module', 'local.type']),
    ];
  }
  return [
    call('PyList_New', [{ int: 0 }], 'local.list'),
    call('PyModule_AddObjectRef', ['module', { str: 'items' }, 'local.list']),
    ...(variant === 'adds-list' || variant === 'fails' ? [] : [decref('local.list')]),
    ...(variant === 'fails' || variant === 'fails-right' ? RAISE : []),
  ];
}

/** c/paths.c: types made at run time, and the ways out of exec and of functions. */
export function pathsModule(name: string, variant: PathsVariant = null): ExtensionDescription {
  const newError = (base: string): Op => call('PyErr_NewException', [{ str: `${name}.Error` }, base], 'local.type');
  const wrap = (...destructor: readonly { fn: string }[]): Op[] => [
    call('malloc', [], 'local.box'),
    set('local.box->o', 'arg.o', 'newref'),
    call('PyCapsule_New', ['local.box', { str: 'object' }, ...destructor], 'local.capsule'),
    ret('local.capsule'),
  ];
  return extension(name, {
    types: {
      Point: heapType(`${name}.Point`),
      Pair: heapType(`${name}.Pair`, { members: ['first', 'second'] }),
    },
    functions: {
      new_error: fn([], [newError('NULL'), ret('local.type')]),
      new_error_of: fn(['base'], [newError('arg.base'), ret('local.type')]),
      new_pair: fn([], [NEW_PAIR, ret('local.type')]),
      lose_error: fn([], [newError('NULL'), returnNone()]),
      lose_pair: fn([], [NEW_PAIR, returnNone()]),
      lose_second: fn(['first', 'second'], [incref('arg.second'), returnNone()]),
      raise_and_lose: fn([], [call('PyList_New', [{ int: 0 }], 'local.list'), ...RAISE]),
      wrap: fn(['o'], wrap({ fn: 'free_object' })),
      wrap_bare: fn(['o'], wrap()),
    },
    helpers: {
      free_object: fn(
        ['capsule'],
        [
          call('PyCapsule_GetPointer', ['arg.capsule', { str: 'object' }], 'local.box'),
          decref('local.box->o'),
          call('free', ['local.box']),
        ],
      ),
    },
    exec: execOf(variant),
  });
}
