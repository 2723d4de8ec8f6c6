import type { Ref } from '../../gc/ref.js';
import type { TypeDescription } from '../extension/description.js';
import type { Runtime } from '../runtime.js';
import { newDict } from './dict.js';
import { genericAlloc } from './instance.js';
import { newTuple } from './tuple.js';

const FIELDS = ['fn', 'args', 'kw', 'dict'] as const;

/** functools.partial as Modules/_functoolsmodule.c describes it; a static type until dd39123970. */
export function partialDescription(runtime: Runtime): TypeDescription {
  const everyField = FIELDS.map((slot) => ({ op: 'visit' as const, slot }));
  const heapType = runtime.rule('partial-heap-type');
  return {
    name: 'functools.partial',
    storage: heapType ? 'heap' : 'static',
    flags: ['HAVE_GC', 'BASETYPE'],
    alloc: 'tp_alloc',
    fields: FIELDS,
    doc: 'partial(func, *args, **keywords)',
    slots: {
      tp_new: [],
      tp_traverse: heapType ? [...everyField, { op: 'visit', slot: 'ob_type' }] : everyField,
      tp_dealloc: [...FIELDS, ...(heapType ? ['ob_type'] : [])].map((slot) => ({ op: 'xdecref' as const, slot })),
      others: ['tp_repr', 'tp_call'],
    },
    methods: {
      __reduce__: { body: [] },
      __setstate__: { body: [] },
      __class_getitem__: { kind: 'classmethod', body: [] },
    },
    members: ['func', 'args', 'keywords'],
    getset: ['__dict__'],
  };
}

/** Borrowed function and arguments. CPython 3.11 Modules/_functoolsmodule.c: partial_new() */
export function newPartial(runtime: Runtime, type: Ref, fn: Ref, args: readonly Ref[]): Ref {
  const heap = runtime.heap;
  const partial = genericAlloc(runtime, type);
  const owned = args.map((argument) => heap.newRef(argument));
  const values = [heap.newRef(fn), newTuple(runtime, owned), newDict(runtime)];
  for (const [slot, value] of values.entries()) heap.replaceEdge(partial, slot, value);
  return partial;
}

/** Borrowed dict of the keyword arguments. */
export function partialKeywords(runtime: Runtime, partial: Ref): Ref {
  return runtime.heap.edge(partial, FIELDS.indexOf('kw'));
}
