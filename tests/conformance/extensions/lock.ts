import {
  call,
  clear,
  decref,
  type ExtensionDescription,
  extension,
  fn,
  heapType,
  ret,
  untrack,
  visit,
} from '../../../src/interp/scenario.js';

/** Whether the collector sees a lock, and whether it then sees the lock's type. */
export type LockVariant = 'no-gc' | 'blind' | 'visiting';

const STATE = ['lock_type', 'local_type'];

/** c/lock.c: a module whose state owns a lock type and a type that knows its module. */
export function lockModule(name: string, variant: LockVariant): ExtensionDescription {
  const gc = variant !== 'no-gc';
  return extension(name, {
    state: STATE,
    types: {
      lock: heapType(`${name}.lock`, {
        flags: gc ? ['HAVE_GC'] : [],
        methods: { acquire: { body: [ret('True')] } },
        slots: {
          tp_dealloc: [...(gc ? [untrack()] : []), decref('ob_type')],
          ...(gc && { tp_traverse: variant === 'visiting' ? [visit('ob_type')] : [] }),
        },
      }),
      local: heapType(`${name}.local`),
    },
    functions: { allocate_lock: fn([], [call('tp_alloc', ['state.lock_type'], 'local.self'), ret('local.self')]) },
    exec: [
      call('PyType_FromSpec', [{ spec: 'lock' }], 'state.lock_type'),
      call('PyModule_AddType', ['module', 'state.lock_type']),
      call('PyType_FromModuleAndSpec', ['module', { spec: 'local' }], 'state.local_type'),
      call('PyModule_AddType', ['module', 'state.local_type']),
    ],
    slots: {
      m_traverse: STATE.map((field) => visit(`state.${field}`)),
      m_clear: STATE.map((field) => clear(`state.${field}`)),
      m_free: STATE.map((field) => clear(`state.${field}`)),
    },
  });
}
