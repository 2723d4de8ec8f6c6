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
  untrack,
  visit,
} from '../../../src/interp/scenario.js';

/** What tp_traverse of a type with GC support visits; 'missing': there is no tp_traverse. */
export type DatumVariant = 'missing' | 'nothing' | 'fields' | 'type' | 'all';

const VISITS: Readonly<Record<Exclude<DatumVariant, 'missing'>, readonly Op[]>> = {
  nothing: [],
  fields: [visit('registry')],
  type: [visit('ob_type')],
  all: [visit('ob_type'), visit('registry')],
};

/** c/datum.c: a type with one field, made in the module's exec and kept in its state. */
export function datumModule(name: string, variant: DatumVariant): ExtensionDescription {
  return extension(name, {
    state: ['datum_type'],
    types: {
      datum: heapType(`${name}.datum`, {
        flags: ['HAVE_GC'],
        fields: ['registry'],
        members: ['registry'],
        slots: {
          tp_dealloc: [untrack(), call('tp_clear', ['self']), decref('ob_type')],
          ...(variant !== 'missing' && { tp_traverse: VISITS[variant] }),
          tp_clear: [clear('registry')],
        },
      }),
    },
    functions: { datum: fn([], [call('tp_alloc', ['state.datum_type'], 'local.self'), ret('local.self')]) },
    exec: [call('PyType_FromModuleAndSpec', ['module', { spec: 'datum' }], 'state.datum_type')],
    slots: {
      m_traverse: [visit('state.datum_type')],
      m_clear: [clear('state.datum_type')],
      m_free: [clear('state.datum_type')],
    },
  });
}
