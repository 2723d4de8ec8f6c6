import { call, clear, extension, fn, staticType, untrack, visit, when, xdecref } from 'refhunt/scenario';

const newMark = call('PyObject_CallNoArgs', ['type:object'], 'static.kwd_mark');
const addTypes = [
  call('PyModule_AddType', ['module', 'type:partial']),
  call('PyModule_AddType', ['module', 'type:lru_cache']),
];

const PARTIAL_FIELDS = ['fn', 'args', 'kw', 'dict'] as const;

const DESCRIPTION = {
  doc: 'Tools that operate on functions.',
  statics: ['kwd_mark'],
  types: {
    partial: staticType('functools.partial', {
      flags: ['BASETYPE', 'HAVE_GC'],
      fields: PARTIAL_FIELDS,
      slots: {
        tp_traverse: PARTIAL_FIELDS.map((field) => visit(field)),
        tp_dealloc: [untrack(), ...PARTIAL_FIELDS.map((field) => xdecref(field))],
      },
      // Until 2021 there was no tp_clear: what a partial holds is set once, and a cycle through it breaks elsewhere.
      auditIgnore: PARTIAL_FIELDS.map((slot) => ({ slot, kind: 'not-cleared', reason: 'set once, in tp_new' })),
    }),
    lru_cache: staticType('functools._lru_cache_wrapper'),
  },
  functions: { reduce: fn([], []), cmp_to_key: fn([], []) },
  slots: { m_free: [clear('static.kwd_mark')] },
} as const;

/** Until 7dd549eb08: one initialisation for the process. */
export const functoolsSinglePhase = extension('_functools', {
  ...DESCRIPTION,
  init: 'single-phase',
  mSize: -1,
  exec: [newMark, ...addTypes],
});

/** 7dd549eb08: every module object makes a mark of its own and overwrites the static. */
export const functoolsMultiPhase = extension('_functools', { ...DESCRIPTION, exec: [newMark, ...addTypes] });

/** b09ae3ff43: the mark is made where there is none. */
export const execKeepingMark = [when({ isNull: 'static.kwd_mark' }, [newMark]), ...addTypes];
