import { NULL, type Ref } from '../../gc/ref.js';
import type { TypeDescription } from '../extension/description.js';
import type { Runtime } from '../runtime.js';
import { dictSetNewString } from './dict.js';
import { typeFromSpec } from './from-spec.js';
import { genericAlloc } from './instance.js';
import { newInt } from './long.js';
import { newStr } from './str.js';
import { newTuple } from './tuple.js';
import { typeField } from './type.js';

/** PyStructSequence_Desc. */
export interface StructSequenceDescription {
  /** With its module: 'os.stat_result'. */
  readonly name: string;
  readonly doc?: string;
  readonly fields: readonly string[];
  /** How many of the fields the tuple shows. */
  readonly nInSequence: number;
}

function description(wanted: StructSequenceDescription): TypeDescription {
  return {
    name: wanted.name,
    storage: 'heap',
    base: 'type:tuple',
    flags: ['HAVE_GC'],
    alloc: 'tp_alloc',
    fields: [],
    ...(wanted.doc === undefined ? {} : { doc: wanted.doc }),
    slots: {
      tp_new: [],
      tp_traverse: [{ op: 'visit', slot: 'ob_type' }],
      tp_dealloc: [{ op: 'decref', slot: 'ob_type' }],
      others: ['tp_repr'],
    },
    methods: { __reduce__: { body: [] } },
    members: wanted.fields,
  };
}

/** New reference. CPython 3.11 Objects/structseq.c: PyStructSequence_NewType(), initialize_structseq_dict() */
export function newStructSequenceType(runtime: Runtime, wanted: StructSequenceDescription): Ref {
  const type = typeFromSpec(runtime, description(wanted), { module: NULL, bases: [runtime.coreType('tuple')] });
  const dict = typeField(runtime, type, 'tp_dict');
  dictSetNewString(runtime, dict, 'n_sequence_fields', newInt(runtime, wanted.nInSequence));
  dictSetNewString(runtime, dict, 'n_fields', newInt(runtime, wanted.fields.length));
  dictSetNewString(runtime, dict, 'n_unnamed_fields', newInt(runtime, 0));
  if (runtime.rule('match-args')) {
    const names = wanted.fields.slice(0, wanted.nInSequence).map((field) => newStr(runtime, field));
    dictSetNewString(runtime, dict, '__match_args__', newTuple(runtime, names));
  }
  return type;
}

/** Steals the items. CPython 3.11 Objects/structseq.c: PyStructSequence_New() */
export function newStructSequence(runtime: Runtime, type: Ref, items: readonly Ref[]): Ref {
  const instance = genericAlloc(runtime, type);
  for (const item of items) runtime.heap.pushEdge(instance, item);
  return instance;
}
