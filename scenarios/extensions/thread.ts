import {
  call,
  clear,
  decref,
  type ExtensionDescription,
  extension,
  fn,
  heapType,
  type Op,
  ret,
  staticType,
  type TypeDescription,
  untrack,
  visit,
  xdecref,
} from 'refhunt/scenario';

const NOTHING = { body: [] } as const;

/** Modules/_threadmodule.c: lock_methods. Several names share one C function. */
const LOCK_METHODS = {
  acquire_lock: NOTHING,
  acquire: NOTHING,
  release_lock: NOTHING,
  release: NOTHING,
  locked_lock: NOTHING,
  locked: NOTHING,
  __enter__: NOTHING,
  __exit__: NOTHING,
  _at_fork_reinit: NOTHING,
};

const RLOCK_METHODS = {
  acquire: NOTHING,
  release: NOTHING,
  _is_owned: NOTHING,
  _acquire_restore: NOTHING,
  _release_save: NOTHING,
  __enter__: NOTHING,
  __exit__: NOTHING,
  _at_fork_reinit: NOTHING,
};

const LOCAL_FIELDS = ['key', 'dummies', 'args', 'kw', 'wr_callback'] as const;

type Storage = TypeDescription['storage'];

/** tp_dealloc of an instance without fields: the DECREF of a heap type, nothing of a static one. */
function releaseType(storage: Storage): readonly Op[] {
  return storage === 'heap' ? [decref('ob_type')] : [];
}

function lockType(storage: Storage): TypeDescription {
  const type = storage === 'heap' ? heapType : staticType;
  return type('_thread.lock', {
    doc: 'A lock object.',
    methods: LOCK_METHODS,
    slots: { tp_dealloc: releaseType(storage), others: ['tp_repr'] },
  });
}

function rlockType(storage: Storage): TypeDescription {
  const type = storage === 'heap' ? heapType : staticType;
  return type('_thread.RLock', {
    flags: ['BASETYPE'],
    methods: RLOCK_METHODS,
    slots: {
      tp_new: [call('tp_alloc', ['arg.type'], 'local.self'), ret('local.self')],
      tp_dealloc: releaseType(storage),
      others: ['tp_repr'],
    },
  });
}

function localDummyType(storage: Storage): TypeDescription {
  const type = storage === 'heap' ? heapType : staticType;
  return type('_thread._localdummy', {
    doc: 'Thread-local dummy.',
    slots: { tp_dealloc: releaseType(storage) },
    ...(storage === 'heap' && {
      auditIgnore: [{ kind: 'no-gc-support', reason: 'only the dict of a thread state holds a dummy' }],
    }),
  });
}

function localType(storage: Storage): TypeDescription {
  const visited = ['args', 'kw', 'dummies'].map((field) => visit(field));
  const type = storage === 'heap' ? heapType : staticType;
  return type('_thread._local', {
    flags: ['BASETYPE', 'HAVE_GC'],
    fields: LOCAL_FIELDS,
    doc: 'Thread-local data.',
    slots: {
      tp_new: [call('tp_alloc', ['arg.type'], 'local.self'), ret('local.self')],
      tp_traverse: storage === 'heap' ? [visit('ob_type'), ...visited] : visited,
      tp_clear: ['args', 'kw', 'dummies', 'wr_callback'].map((field) => clear(field)),
      tp_dealloc: [untrack(), call('tp_clear', ['self']), xdecref('key'), ...releaseType(storage)],
      others: ['tp_getattro', 'tp_setattro'],
    },
    auditIgnore: [
      { slot: 'key', kind: 'slot-not-visited', reason: 'a str' },
      {
        slot: 'wr_callback',
        kind: 'slot-not-visited',
        reason: 'a builtin bound to a weak reference: nothing leads on from there',
      },
    ],
  });
}

function types(storage: Storage): ExtensionDescription['types'] {
  return {
    lock: lockType(storage),
    RLock: rlockType(storage),
    _localdummy: localDummyType(storage),
    _local: localType(storage),
  };
}

function functions(lock: string): ExtensionDescription['functions'] {
  const allocate = fn([], [call('tp_alloc', [lock], 'local.self'), ret('local.self')]);
  return {
    start_new_thread: fn([], []),
    start_new: fn([], []),
    allocate_lock: allocate,
    allocate: allocate,
    exit_thread: fn([], []),
    exit: fn([], []),
    interrupt_main: fn([], []),
    get_ident: fn([], []),
    get_native_id: fn([], []),
    _count: fn([], []),
    stack_size: fn([], []),
    _set_sentinel: allocate,
    _excepthook: fn([], []),
  };
}

/** Until 6104013838: static types, one initialisation for the process. */
export const threadSinglePhase = extension('_thread', {
  init: 'single-phase',
  mSize: -1,
  doc: 'Low-level threads.',
  types: types('static'),
  functions: functions('type:lock'),
  exec: [
    call('PyModule_AddObjectRef', ['module', { str: 'LockType' }, 'type:lock']),
    call('PyModule_AddType', ['module', 'type:RLock']),
    call('PyModule_AddType', ['module', 'type:_local']),
  ],
});

const STATE = ['lock_type', 'local_type', 'local_dummy_type'] as const;

/** The port of GH-23811 as it was first proposed: the lock is a heap type that the collector does not see. */
export const threadProposed = extension('_thread', {
  doc: 'Low-level threads.',
  state: STATE,
  types: types('heap'),
  functions: functions('state.lock_type'),
  exec: [
    call('PyType_FromSpec', [{ spec: 'lock' }], 'state.lock_type'),
    call('PyModule_AddObjectRef', ['module', { str: 'LockType' }, 'state.lock_type']),
    call('PyType_FromSpec', [{ spec: 'RLock' }], 'local.rlock_type'),
    call('PyModule_AddType', ['module', 'local.rlock_type'], undefined, [decref('local.rlock_type')]),
    decref('local.rlock_type'),
    call('PyType_FromSpec', [{ spec: '_localdummy' }], 'state.local_dummy_type'),
    call('PyType_FromModuleAndSpec', ['module', { spec: '_local' }], 'state.local_type'),
    call('PyModule_AddType', ['module', 'state.local_type']),
  ],
  slots: {
    m_traverse: STATE.map((field) => visit(`state.${field}`)),
    m_clear: STATE.map((field) => clear(`state.${field}`)),
    m_free: STATE.map((field) => clear(`state.${field}`)),
  },
});

/** 6104013838: what the merged port adds to the lock. */
export const lockTraverse = [visit('ob_type')];
/** 1cd3d859a4: what the RLock got half a year later. */
export const rlockTraverse = [visit('ob_type')];
