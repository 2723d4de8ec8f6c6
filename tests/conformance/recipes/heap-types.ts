import { NULL, type Ref } from '../../../src/gc/ref.js';
import { typeFromSpec } from '../../../src/interp/objects/from-spec.js';
import { genericAlloc } from '../../../src/interp/objects/instance.js';
import { clear, decref, heapType, type TypeDescription, visit, xdecref } from '../../../src/interp/scenario.js';
import { type Bench, constant, once } from '../bench.js';
import type { Recipe, Recipes } from './recipe.js';

type SpecParts = Parameters<typeof heapType>[1];

const NOTHING = { body: [] } as const;
const TRAVERSE = [visit('ob_type'), visit('x')];
const DEALLOC = [xdecref('x'), decref('ob_type')];

/** The specs of the C module that was measured: one field, and what their name says. */
export function spec(name: string, parts: SpecParts = {}): TypeDescription {
  return heapType(`elem.${name}`, { fields: ['x'], ...parts });
}

const T0 = spec('T0');
const T0_DEALLOC = spec('T0d', { slots: { tp_dealloc: DEALLOC } });
const T_GC = spec('TGC', {
  flags: ['HAVE_GC'],
  slots: { tp_traverse: TRAVERSE, tp_clear: [clear('x')], tp_dealloc: DEALLOC },
});

export function fromSpec({ runtime }: Bench, description: TypeDescription, module = NULL): Ref {
  return typeFromSpec(runtime, description, { module, bases: [] });
}

const made =
  (description: TypeDescription): Recipe =>
  (bench) =>
  () =>
    fromSpec(bench, description);

const instanceOf =
  (description: TypeDescription): Recipe =>
  (bench) =>
  () =>
    genericAlloc(
      bench.runtime,
      once(bench, description.name, () => fromSpec(bench, description)),
    );

export const heapTypes: Recipes = {
  'PyType_FromSpec 0 methods': made(T0),
  'PyType_FromSpec 1 method': made(spec('T1', { methods: { meth_a: NOTHING } })),
  'PyType_FromSpec 2 methods': made(spec('T2', { methods: { meth_a: NOTHING, meth_b: NOTHING } })),
  'PyType_FromSpec + Py_tp_dealloc': made(T0_DEALLOC),
  'PyType_FromSpec + Py_tp_doc': made(spec('T0doc', { doc: 'doc string' })),
  'PyType_FromSpec 1 member': (bench) => {
    // The module's code has an attribute of that name, too.
    constant(bench, 'x');
    return made(spec('T1mem', { members: ['x'] }))(bench);
  },
  'PyType_FromSpec 1 getset': made(spec('T1gs', { getset: ['gx'] })),
  'PyType_FromSpec 1 classmethod': made(spec('T1cm', { methods: { cm_a: { ...NOTHING, kind: 'classmethod' } } })),
  'PyType_FromSpec 1 staticmethod': made(spec('T1sm', { methods: { sm_a: { ...NOTHING, kind: 'staticmethod' } } })),
  'PyType_FromSpec tp_repr slot': made(spec('Trepr', { slots: { others: ['tp_repr'] } })),
  'PyType_FromSpec tp_new slot': made(spec('Tnew', { slots: { tp_new: [] } })),
  'PyType_FromSpec HAVE_GC traverse+clear+dealloc': made(T_GC),
  'PyType_FromModuleAndSpec 0 methods': (bench) => () => fromSpec(bench, T0, bench.kept.get('module')),
  'instance of heap type (no GC)': instanceOf(T0_DEALLOC),
  'instance of heap type (HAVE_GC)': instanceOf(T_GC),
  'instance of a fresh heap type (type only kept by instance)': (bench) => () => {
    const type = fromSpec(bench, T0_DEALLOC);
    const instance = genericAlloc(bench.runtime, type);
    bench.runtime.heap.decref(type);
    return instance;
  },
};
