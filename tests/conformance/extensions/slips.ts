import {
  call,
  decref,
  type ExtensionDescription,
  extension,
  type FunctionDescription,
  fn,
  heapType,
  incref,
  ret,
  returnError,
  returnNone,
  when,
} from '../../../src/interp/scenario.js';

/** Larger than any small int. */
const FIRST = { int: 100001 };
const SECOND = { int: 100002 };

/** The helper's new reference is released, or it is not. */
function usesResult(right: boolean): FunctionDescription {
  return fn(['o'], [call('fn:size_of', ['arg.o'], 'local.n'), ...(right ? [decref('local.n')] : []), returnNone()]);
}

function usesAttribute(right: boolean): FunctionDescription {
  return fn(
    ['o'],
    [
      call('PyObject_GetAttrString', ['arg.o', { str: '__class__' }], 'local.n'),
      ...(right ? [decref('local.n')] : []),
      returnNone(),
    ],
  );
}

/** The list that is being filled is released where an item cannot be converted, or it is not. */
function convertsItems(right: boolean): FunctionDescription {
  const release = right ? [decref('local.list')] : [];
  return fn(
    ['items'],
    [
      call('PyList_New', [{ int: 0 }], 'local.list'),
      call('PySequence_Size', ['arg.items'], 'local.n'),
      {
        op: 'repeat',
        times: 'local.n',
        into: 'local.i',
        do: [
          call('PySequence_GetItem', ['arg.items', 'local.i'], 'local.item', [...release, returnError()]),
          call('PyNumber_Long', ['local.item'], 'local.value', [decref('local.item'), ...release, returnError()]),
          decref('local.item'),
          call('PyList_Append', ['local.list', 'local.value'], undefined, [
            decref('local.value'),
            decref('local.list'),
            returnError(),
          ]),
          decref('local.value'),
        ],
      },
      ret('local.list'),
    ],
  );
}

/** A container takes the reference over; one more was taken before, or not. */
function setsItem(make: string, set: string, right: boolean): FunctionDescription {
  return fn(
    [],
    [
      call(make, [{ int: 1 }], 'local.container'),
      call('PyLong_FromLong', [FIRST], 'local.value'),
      ...(right ? [] : [incref('local.value')]),
      call(set, ['local.container', { int: 0 }, 'local.value']),
      ret('local.container'),
    ],
  );
}

/** The second store releases what stands there, or it is the macro, which does not. */
function setsItemOver(right: boolean): FunctionDescription {
  return fn(
    [],
    [
      call('PyList_New', [{ int: 1 }], 'local.list'),
      call('PyLong_FromLong', [FIRST], 'local.first'),
      call('PyList_SET_ITEM', ['local.list', { int: 0 }, 'local.first']),
      call('PyLong_FromLong', [SECOND], 'local.second'),
      call(right ? 'PyList_SetItem' : 'PyList_SET_ITEM', ['local.list', { int: 0 }, 'local.second']),
      ret('local.list'),
    ],
  );
}

function setsDictItem(right: boolean): FunctionDescription {
  return fn(
    [],
    [
      call('PyDict_New', [], 'local.dict'),
      call('PyLong_FromLong', [FIRST], 'local.value'),
      call('PyDict_SetItemString', ['local.dict', { str: 'k' }, 'local.value']),
      ...(right ? [decref('local.value')] : []),
      ret('local.dict'),
    ],
  );
}

function buildsValue(format: string): FunctionDescription {
  return fn(
    [],
    [
      call('PyLong_FromLong', [FIRST], 'local.value'),
      call('Py_BuildValue', [{ str: format }, 'local.value'], 'local.tuple'),
      ret('local.tuple'),
    ],
  );
}

/** One block or piece of raw memory, given back or not. */
function allocates(allocate: string, free: string | null): FunctionDescription {
  return fn(
    ['size'],
    [
      ...(free === null ? [call(allocate, [])] : [call(allocate, [], 'local.memory'), call(free, ['local.memory'])]),
      returnNone(),
    ],
  );
}

const FUNCTIONS: ExtensionDescription['functions'] = {
  retval_bug: usesResult(false),
  retval_ok: usesResult(true),
  getattr_bug: usesAttribute(false),
  getattr_ok: usesAttribute(true),
  errpath_bug: convertsItems(false),
  errpath_ok: convertsItems(true),
  listset_bug: setsItem('PyList_New', 'PyList_SetItem', false),
  listset_ok: setsItem('PyList_New', 'PyList_SetItem', true),
  tupset_bug: setsItem('PyTuple_New', 'PyTuple_SET_ITEM', false),
  tupset_ok: setsItem('PyTuple_New', 'PyTuple_SET_ITEM', true),
  setover_bug: setsItemOver(false),
  setover_ok: setsItemOver(true),
  dictset_bug: setsDictItem(false),
  dictset_ok: setsDictItem(true),
  buildvalue_bug: buildsValue('(O)'),
  buildvalue_ok: buildsValue('(N)'),
  make_type: fn(
    ['right'],
    [
      when(
        { isTrue: 'arg.right' },
        [call('PyType_FromSpec', [{ spec: 'releasing' }], 'local.type')],
        [call('PyType_FromSpec', [{ spec: 'keeping' }], 'local.type')],
      ),
      ret('local.type'),
    ],
  ),
  make_instance: fn(['type'], [call('tp_alloc', ['arg.type'], 'local.self'), ret('local.self')]),
  overdecref: fn(['o'], [decref('arg.o'), returnNone()]),
  overdecref_new: fn([], [call('PyList_New', [{ int: 0 }], 'local.o'), decref('local.o'), decref('local.o')]),
  overdecref_ret: fn([], [call('PyList_New', [{ int: 0 }], 'local.o'), decref('local.o'), ret('local.o')]),
  overdecref_int: fn([], [call('PyLong_FromLong', [FIRST], 'local.o'), decref('local.o'), ret('local.o')]),
  overdecref_none: fn([], [ret('None')]),
  null_noerr: fn([], [returnError()]),
  res_witherr: fn([], [call('PyErr_SetString', [{ str: 'ValueError' }, { str: 'x' }]), returnNone()]),
  pymem_bug: allocates('PyMem_Malloc', null),
  pymem_ok: allocates('PyMem_Malloc', 'PyMem_Free'),
  pyobj_bug: allocates('PyObject_Malloc', null),
  pyobj_ok: allocates('PyObject_Malloc', 'PyObject_Free'),
  raw_bug: allocates('PyMem_RawMalloc', null),
  malloc_bug: allocates('malloc', null),
  fd_bug: fn([], [call('open', [], 'local.fd'), returnNone()]),
  fd_ok: fn([], [call('open', [], 'local.fd'), call('close', ['local.fd']), returnNone()]),
  freeobj_bug: fn([], [call('PyLong_FromLong', [FIRST], 'local.o'), call('PyObject_Free', ['local.o']), returnNone()]),
};

/** c/slips.c: reference bugs of plain C functions, each with its right twin; blocks and handles. */
export function slipsModule(name: string): ExtensionDescription {
  return extension(name, {
    types: {
      keeping: heapType(`${name}.keeping`, { slots: { tp_dealloc: [] } }),
      releasing: heapType(`${name}.releasing`, { slots: { tp_dealloc: [decref('ob_type')] } }),
    },
    functions: FUNCTIONS,
    helpers: {
      size_of: fn(
        ['o'],
        [
          call('PyObject_Size', ['arg.o'], 'local.size'),
          call('PyLong_FromLong', [{ sum: [FIRST, 'local.size'] }], 'local.n'),
          ret('local.n'),
        ],
      ),
    },
  });
}
