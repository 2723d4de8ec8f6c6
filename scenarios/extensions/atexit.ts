import { call, clear, extension, fn, ret, visit } from 'refhunt/scenario';

/** Modules/atexitmodule.c. NOT-CPYTHON: the callbacks stand in a list, not in an array of structs. */
export const atexit = extension('atexit', {
  state: ['callbacks'],
  functions: {
    register: fn(['func'], [call('PyList_Append', ['state.callbacks', 'arg.func'])]),
    _ncallbacks: fn(
      [],
      [
        call('PyList_Size', ['state.callbacks'], 'local.n'),
        call('PyLong_FromSsize_t', ['local.n'], 'local.result'),
        ret('local.result'),
      ],
    ),
  },
  exec: [call('PyList_New', [{ int: 0 }], 'state.callbacks')],
  slots: {
    m_traverse: [visit('state.callbacks')],
    m_clear: [clear('state.callbacks')],
    m_free: [clear('state.callbacks')],
  },
});
