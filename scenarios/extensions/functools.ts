import { call, clear, extension, fn, staticType, when } from 'refhunt/scenario';

const newMark = call('PyObject_CallNoArgs', ['type:object'], 'static.kwd_mark');
const addTypes = [
  call('PyModule_AddType', ['module', 'type:partial']),
  call('PyModule_AddType', ['module', 'type:lru_cache']),
];

const DESCRIPTION = {
  doc: 'Tools that operate on functions.',
  statics: ['kwd_mark'],
  types: {
    partial: staticType('functools.partial', { fields: ['fn', 'args', 'kw', 'dict'], flags: ['BASETYPE'] }),
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
