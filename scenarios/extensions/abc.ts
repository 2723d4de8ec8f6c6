import {
  call,
  clear,
  decref,
  type ExtensionDescription,
  extension,
  fn,
  heapType,
  ret,
  staticType,
  type TypeDescription,
  visit,
  xdecref,
} from 'refhunt/scenario';

/** The three caches of an ABC: sets of weak references, made when first needed. */
const CACHES = ['_abc_registry', '_abc_cache', '_abc_negative_cache'] as const;

/** Modules/_abc.c: struct _abc_data. Allocated by type->tp_alloc, in every year. */
function abcData(storage: 'static' | 'heap'): TypeDescription {
  const release = [...CACHES.map((field) => xdecref(field)), ...(storage === 'heap' ? [decref('ob_type')] : [])];
  const type = storage === 'heap' ? heapType : staticType;
  return type('_abc._abc_data', {
    fields: CACHES,
    doc: 'State of one abstract base class.',
    slots: { tp_new: [call('tp_alloc', ['arg.type'], 'local.self'), ret('local.self')], tp_dealloc: release },
  });
}

/** abc_data_new, called from _abc_init: the class keeps its `_abc_data` under `_abc_impl`. */
function abcInit(type: string): ExtensionDescription['functions'] {
  return {
    _abc_init: fn(
      ['cls'],
      [
        call('tp_alloc', [type], 'local.data'),
        call('PyObject_SetAttrString', ['arg.cls', { str: '_abc_impl' }, 'local.data'], undefined, [
          decref('local.data'),
        ]),
        decref('local.data'),
      ],
    ),
    get_cache_token: fn([], []),
    _abc_register: fn(['cls', 'subclass'], []),
    _abc_instancecheck: fn(['cls', 'instance'], []),
    _abc_subclasscheck: fn(['cls', 'subclass'], []),
    _get_dump: fn(['cls'], []),
    _reset_registry: fn(['cls'], []),
    _reset_caches: fn(['cls'], []),
  };
}

/** Until 4c1b6a6f4f: one initialisation for the process, a static type. */
export const abcSinglePhase = extension('_abc', {
  init: 'single-phase',
  mSize: -1,
  types: { _abc_data: abcData('static') },
  functions: abcInit('type:_abc_data'),
});

/** 53e4c91725 (2020-03-30): a heap type, made by exec and kept in the module state, without GC support. */
export const abcHeapType = {
  state: ['_abc_data_type'],
  dealloc: abcData('heap').slots.tp_dealloc ?? [],
  init: abcInit('state._abc_data_type')._abc_init?.body ?? [],
  exec: [call('PyType_FromSpec', [{ spec: '_abc_data' }], 'state._abc_data_type')],
  execWithModule: [call('PyType_FromModuleAndSpec', ['module', { spec: '_abc_data' }], 'state._abc_data_type')],
  visitState: [visit('state._abc_data_type')],
  clearState: [clear('state._abc_data_type')],
};

/** 9cc3ebd7e0: what abc_data_traverse and abc_data_clear do; the type is not among it. */
export const visitCaches = CACHES.map((field) => visit(field));
export const clearCaches = CACHES.map((field) => clear(field));
/** 1cf15af9a6: the type first. */
export const visitTypeAndCaches = [visit('ob_type'), ...visitCaches];
