import {
  call,
  clear,
  decref,
  type ExtensionDescription,
  extension,
  fn,
  heapType,
  repeat,
  ret,
  set,
  untrack,
  visit,
  xsetref,
} from '../../../src/interp/scenario.js';

export interface KeeperVariant {
  /** An exception class in a static, made anew by every exec. */
  readonly errorStatic?: boolean;
  /** tp_finalize of Thing keeps the object in a static. */
  readonly resurrects?: boolean;
}

const SIGNALS = 8;

/** c/keeper.c: objects that C statics keep, lose and finalize. */
export function keeperModule(name: string, { errorStatic, resurrects }: KeeperVariant = {}): ExtensionDescription {
  return extension(name, {
    state: ['thing_type'],
    statics: ['kept', `handlers[${SIGNALS}]`, ...(errorStatic ? ['error'] : [])],
    types: {
      Thing: heapType(`${name}.Thing`, {
        flags: ['HAVE_GC'],
        fields: ['value'],
        members: ['value'],
        slots: {
          tp_traverse: [visit('ob_type'), visit('value')],
          tp_clear: [clear('value')],
          tp_finalize: resurrects ? [set('static.kept', 'self', 'newref')] : [],
          tp_dealloc: [untrack(), call('tp_clear', ['self']), decref('ob_type')],
        },
      }),
    },
    functions: {
      keep: fn(['o'], [xsetref('static.kept', 'arg.o', 'newref')]),
      overwrite: fn(['o'], [set('static.kept', 'arg.o', 'newref')]),
      fill: fn(['o'], [repeat(SIGNALS, [set('static.handlers[local.i]', 'arg.o', 'newref')], 'local.i')]),
      fill_right: fn(['o'], [repeat(SIGNALS, [xsetref('static.handlers[local.i]', 'arg.o', 'newref')], 'local.i')]),
      thing: fn([], [call('tp_alloc', ['state.thing_type'], 'local.self'), ret('local.self')]),
    },
    exec: [
      ...(errorStatic
        ? [
            call('PyErr_NewException', [{ str: `${name}.Error` }, 'NULL'], 'static.error'),
            call('PyModule_AddObjectRef', ['module', { str: 'Error' }, 'static.error']),
          ]
        : []),
      call('PyType_FromModuleAndSpec', ['module', { spec: 'Thing' }], 'state.thing_type'),
    ],
    slots: {
      m_traverse: [visit('state.thing_type')],
      m_clear: [clear('state.thing_type')],
      m_free: [clear('state.thing_type')],
    },
  });
}
