// Modules in C that the start-up and the thread test load: their types, what their state holds, how many names they have.
import {
  type Argument,
  call,
  clear,
  decref,
  type ExtensionDescription,
  extension,
  fn,
  heapType,
  type Library,
  type Op,
  ret,
  set,
  staticType,
  type TypeDescription,
  visit,
} from 'refhunt/scenario';
import type { Counts } from './counts.js';

/** PyObject* fields of module state, visited and cleared as every correct module does. */
function stateSlots(state: readonly string[]): ExtensionDescription['slots'] {
  const slots = state.map((field) => `state.${field}`);
  return {
    m_traverse: slots.map((slot) => visit(slot)),
    m_clear: slots.map((slot) => clear(slot)),
    m_free: slots.map((slot) => clear(slot)),
  };
}

/** Names for functions and constants: at the end of an interpreter nothing but their keys is left. */
function padding(counts: Counts, name: string, described: number): Op[] {
  const length = Math.max(0, (counts[name]?.names ?? 0) - described);
  return Array.from({ length }, (_, n) => call('PyModule_AddObjectRef', ['module', { str: `constant_${n}` }, 'None']));
}

/** Attributes that every module object has from the start. */
const STANDARD_NAMES = 5;
/** An extension in a file has a `__file__`, too. */
const FILE_NAMES = STANDARD_NAMES + 1;

function newType(key: string, api: string): Op[] {
  return [
    call(api, api === 'PyType_FromModuleAndSpec' ? ['module', { spec: key }] : [{ spec: key }], `state.${key}`),
    call('PyModule_AddObjectRef', ['module', { str: key }, `state.${key}`]),
  ];
}

function structSequence(name: string, fields: number): TypeDescription {
  return heapType(name, { doc: 'A struct sequence.', members: Array.from({ length: fields }, (_, n) => `field_${n}`) });
}

function methodsOf(names: readonly string[]): TypeDescription['methods'] {
  return Object.fromEntries(names.map((name) => [name, { body: [] }]));
}

/** Modules/posixmodule.c */
function posix(counts: Counts): ExtensionDescription {
  const sequences: Record<string, TypeDescription> = {
    waitid_result: structSequence('posix.waitid_result', 5),
    stat_result: structSequence('os.stat_result', 16),
    statvfs_result: structSequence('os.statvfs_result', 11),
    sched_param: structSequence('posix.sched_param', 1),
    terminal_size: structSequence('os.terminal_size', 2),
    times_result: structSequence('posix.times_result', 5),
    uname_result: structSequence('posix.uname_result', 5),
  };
  const others: Record<string, TypeDescription> = {
    ScandirIterator: heapType('posix.ScandirIterator', {
      methods: methodsOf(['__enter__', '__exit__', 'close']),
      slots: { tp_new: [], others: ['tp_iter', 'tp_iternext', 'tp_finalize'] },
    }),
    DirEntry: heapType('posix.DirEntry', {
      methods: methodsOf(['is_dir', 'is_file', 'is_symlink', 'stat', 'inode', '__fspath__']),
      members: ['name', 'path'],
      slots: { tp_new: [], others: ['tp_repr'] },
    }),
  };
  const state = ['billion', 'environ', ...Object.keys(sequences), ...Object.keys(others), 'struct_rusage', 'st_mode'];
  const described = Object.keys(sequences).length + Object.keys(others).length + 1;
  return extension('posix', {
    state,
    types: { ...sequences, ...others },
    functions: { urandom: fn([], []) },
    exec: [
      call('PyLong_FromLong', [{ int: 1_000_000_000 }], 'state.billion'),
      call('PyDict_New', [], 'state.environ'),
      ...Object.keys(sequences).flatMap((key) => newType(key, 'PyStructSequence_NewType')),
      ...Object.keys(others).flatMap((key) => newType(key, 'PyType_FromSpec')),
      call('PyUnicode_InternFromString', [{ str: 'struct_rusage' }], 'state.struct_rusage'),
      call('PyUnicode_InternFromString', [{ str: 'st_mode' }], 'state.st_mode'),
      ...padding(counts, 'posix', STANDARD_NAMES + described),
    ],
    slots: stateSlots(state),
  });
}

/** Modules/_randommodule.c: `Long___abs__` is the method descriptor of int, which lives anyway. */
function random(counts: Counts): ExtensionDescription {
  const state = ['Random', 'Long___abs__'];
  return extension('_random', {
    state,
    types: {
      Random: heapType('_random.Random', {
        flags: ['BASETYPE'],
        doc: 'Random number generator.',
        methods: methodsOf(['random', 'seed', 'getstate', 'setstate', 'getrandbits']),
        slots: { tp_new: [call('tp_alloc', ['arg.type'], 'local.self'), ret('local.self')] },
      }),
    },
    exec: [
      ...newType('Random', 'PyType_FromSpec'),
      set('state.Long___abs__', 'type:int', 'newref'),
      ...padding(counts, '_random', FILE_NAMES + 1),
    ],
    slots: stateSlots(state),
  });
}

/** Python/_warnings.c: one block of state without references. */
function warnings(counts: Counts): ExtensionDescription {
  return extension('_warnings', {
    functions: { warn: fn([], []) },
    exec: padding(counts, '_warnings', STANDARD_NAMES + 1),
  });
}

/** Modules/_codecsmodule.c and the registries of Python/codecs.c, which belong to the interpreter. */
const codecs = extension('_codecs', {
  init: 'single-phase',
  mSize: -1,
  functions: {
    register: fn(['search_function'], [call('PyList_Append', ['interp.codec_search_path', 'arg.search_function'])]),
    /** NOT-CPYTHON: a part of _PyCodec_Lookup(): what a search function found enters the cache. */
    _remember: fn(
      ['encoding', 'entry'],
      [call('PyDict_SetItem', ['interp.codec_search_cache', 'arg.encoding', 'arg.entry'])],
    ),
    utf_8_encode: fn([], []),
  },
});

function takesAll(fields: readonly string[]): { newParams: readonly string[]; tp_new: readonly Op[] } {
  return {
    newParams: fields,
    tp_new: [
      call('tp_alloc', ['arg.type'], 'local.self'),
      ...fields.map((field) => set(`local.self->${field}`, `arg.${field}`, 'newref')),
      ret('local.self'),
    ],
  };
}

/** A static type whose instances hold what they are made with. */
function holderType(name: string, fields: readonly string[]): TypeDescription {
  const { newParams, tp_new } = takesAll(fields);
  return staticType(name, {
    flags: ['HAVE_GC'],
    fields,
    newParams,
    slots: {
      tp_new,
      // Spelled out: a field may bear the name of a constant.
      tp_traverse: fields.map((field) => visit(`self.${field}`)),
      tp_clear: fields.map((field) => clear(`self.${field}`)),
      tp_dealloc: fields.map((field) => decref(`self.${field}`)),
    },
  });
}

function exportTypes(types: readonly string[]): Op[] {
  return types.map((key) => call('PyModule_AddObjectRef', ['module', { str: key }, `type:${key}` satisfies Argument]));
}

/** Modules/_io: the layers of a text stream. */
const io = extension('_io', {
  init: 'single-phase',
  mSize: -1,
  types: {
    FileIO: holderType('_io.FileIO', ['dict']),
    TextIOWrapper: holderType('_io.TextIOWrapper', ['dict', 'buffer', 'encoding', 'encoder', 'writenl', 'errors']),
  },
  exec: exportTypes(['FileIO', 'TextIOWrapper']),
});

/** Modules/itertoolsmodule.c; NOT-CPYTHON: method-wrapper is a type of the core, and refers to a descriptor of count. */
const itertools = extension('itertools', {
  init: 'single-phase',
  mSize: -1,
  types: {
    count: holderType('itertools.count', ['cnt']),
    'method-wrapper': holderType('method-wrapper', ['descr', 'self']),
  },
  exec: exportTypes(['count', 'method-wrapper']),
});

/** Modules/_collectionsmodule.c: an empty deque has one block of its own beside the object. */
const COLLECTIONS: Partial<ExtensionDescription> = {
  functions: { _count_elements: fn([], []) },
  types: {
    _tuplegetter: holderType('_collections._tuplegetter', ['doc']),
    deque: staticType('collections.deque', {
      slots: {
        tp_new: [
          call('tp_alloc', ['arg.type'], 'local.self'),
          call('PyMem_Malloc', [{ int: 1 }], 'local.self->block'),
          ret('local.self'),
        ],
        tp_dealloc: [call('PyMem_Free', ['self.block'])],
      },
    }),
  },
};

/** 77248a2889 (bpo-1635741), 2020-03-20: a module object for each interpreter. */
const COLLECTIONS_MULTI_PHASE_FROM = '2020-03-20';

function collections(counts: Counts, library: Library): ExtensionDescription {
  const exec = [...exportTypes(['deque', '_tuplegetter']), ...padding(counts, '_collections', STANDARD_NAMES + 3)];
  const phase = library.since(COLLECTIONS_MULTI_PHASE_FROM) ? {} : ({ init: 'single-phase', mSize: -1 } as const);
  return extension('_collections', { ...COLLECTIONS, ...phase, exec });
}

/** Modules/_operator.c: 31967fd8d0 (bpo-40077), 2020-08-26, made its types heap types. */
function operator(counts: Counts): ExtensionDescription {
  const types = ['itemgetter', 'attrgetter', 'methodcaller'];
  const slots = { tp_new: [], others: ['tp_call', 'tp_repr', 'tp_getattro'] } as const;
  const description = (name: string): TypeDescription =>
    heapType(`operator.${name}`, { doc: `${name}(item, ...)`, methods: methodsOf(['__reduce__']), slots });
  return extension('_operator', {
    state: types,
    types: Object.fromEntries(types.map((name) => [name, description(name)])),
    functions: { eq: fn([], []) },
    exec: [
      ...types.flatMap((name) => newType(name, 'PyType_FromModuleAndSpec')),
      ...padding(counts, '_operator', STANDARD_NAMES + types.length + 1),
    ],
    slots: stateSlots(types),
  });
}

export function nativeModules(counts: Counts, library: Library): readonly ExtensionDescription[] {
  const others = [collections(counts, library), operator(counts)];
  return [posix(counts), random(counts), warnings(counts), codecs, io, itertools, ...others];
}
