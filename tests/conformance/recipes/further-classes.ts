import { NULL, type Ref } from '../../../src/gc/ref.js';
import { newCell } from '../../../src/interp/objects/cell.js';
import { dictSetItemString } from '../../../src/interp/objects/dict.js';
import { typeFromSpec } from '../../../src/interp/objects/from-spec.js';
import { newInstance } from '../../../src/interp/objects/instance.js';
import { wrapperMethodNew } from '../../../src/interp/objects/static-method.js';
import { intern } from '../../../src/interp/objects/str.js';
import { newStructSequence, newStructSequenceType } from '../../../src/interp/objects/structseq.js';
import { newTuple } from '../../../src/interp/objects/tuple.js';
import { decref, heapType, type TypeDescription, visit, xdecref } from '../../../src/interp/scenario.js';
import { assign, type Bench, classStatement, define, defineMethod, once } from '../bench.js';
import { fromSpec, spec } from './heap-types.js';
import type { Recipe, Recipes } from './recipe.js';

type Body = (bench: Bench, namespace: Ref) => void;

const klass =
  (body: Body = () => {}, bases: (bench: Bench) => Ref[] = () => []): Recipe =>
  (bench) => {
    const from = bases(bench);
    // Bases that were there before have other subclasses.
    once(bench, 'another subclass', () => classStatement(bench, 'Another', { bases: from }));
    return () => classStatement(bench, 'Klass', { bases: from, body: (namespace) => body(bench, namespace) });
  };

const slots =
  (...names: readonly string[]): Body =>
  (bench, namespace) => {
    const refs = names.map((name) => intern(bench.runtime, name));
    const made = newTuple(bench.runtime, refs);
    // A tuple of constants is a constant of the code.
    const constantSlots = once(bench, `slots ${names.join()}`, () => bench.runtime.heap.newRef(made));
    bench.runtime.heap.decref(made);
    assign(bench, namespace, '__slots__', bench.runtime.heap.newRef(constantSlots));
  };

const method =
  (name: string): Body =>
  (bench, namespace) =>
    defineMethod(bench, namespace, name);

const core =
  (name: string) =>
  ({ runtime }: Bench): Ref[] => [runtime.coreType(name)];

function slotted(bench: Bench): Ref {
  return once(bench, 'class S2', () =>
    classStatement(bench, 'S2', { body: (namespace) => slots('a', 'b')(bench, namespace) }),
  );
}

function plainBase(bench: Bench): Ref {
  return once(bench, 'class Base', () => classStatement(bench, 'Base'));
}

/** A method that uses super() closes over the cell of its class. */
function superMethod(bench: Bench, namespace: Ref): void {
  const { runtime } = bench;
  const cell = newCell(runtime, NULL);
  const closure = newTuple(runtime, [runtime.heap.newRef(cell)]);
  defineMethod(bench, namespace, 'm', { closure });
  runtime.heap.decref(closure);
  dictSetItemString(runtime, namespace, '__classcell__', cell);
  runtime.heap.decref(cell);
}

function wrappedMethods(bench: Bench, namespace: Ref): void {
  for (const [name, kind] of [
    ['c', 'classmethod'],
    ['s', 'staticmethod'],
  ] as const) {
    const func = define(bench, name);
    assign(bench, namespace, name, wrapperMethodNew(bench.runtime, kind, func));
    bench.runtime.heap.decref(func);
  }
}

const specWith = (...others: readonly string[]): Recipe => {
  const description = spec('Spec', { slots: { others } });
  return (bench) => () => fromSpec(bench, description);
};

const BASE = heapType('more.base', {
  flags: ['BASETYPE', 'HAVE_GC'],
  fields: ['x'],
  slots: { tp_traverse: [visit('ob_type'), visit('x')], tp_dealloc: [xdecref('x'), decref('ob_type')] },
});

function specBase(bench: Bench): Ref {
  return once(bench, 'more.base', () => fromSpec(bench, BASE));
}

function derived(bench: Bench, description: TypeDescription): Ref {
  return typeFromSpec(bench.runtime, description, { module: NULL, bases: [specBase(bench)] });
}

const FIELDS = ['alpha', 'beta', 'gamma'];

export const furtherClasses: Recipes = {
  'class with 2 __slots__': klass(slots('a', 'b')),
  'class with __slots__ and __dict__': klass(slots('a', '__dict__')),
  'class with __del__': klass(method('__del__')),
  'class with __eq__': klass(method('__eq__')),
  'class with __new__': klass(method('__new__')),
  'class with super()': klass(superMethod),
  'class with classmethod and staticmethod': klass(wrappedMethods),
  'class of 2 bases': klass(undefined, (bench) => [plainBase(bench), slotted(bench)]),
  'subclass of list': klass(undefined, core('list')),
  'subclass of Exception': klass(undefined, core('Exception')),
  'subclass of int': klass(undefined, core('int')),
  'subclass of tuple with __slots__': klass(slots(), core('tuple')),
  'subclass of a class with 2 __slots__': klass(undefined, (bench) => [slotted(bench)]),
  'subclass of a class with 2 __slots__, itself with __slots__=()': klass(slots(), (bench) => [slotted(bench)]),
  metaclass: klass(undefined, core('type')),
  'spec rich': specWith('tp_richcompare'),
  'spec richhash': specWith('tp_richcompare', 'tp_hash'),
  'spec add': specWith('nb_add'),
  'spec iadd': specWith('nb_inplace_add'),
  'spec power': specWith('nb_power'),
  'spec neg': specWith('nb_negative'),
  'spec seq': specWith('sq_length', 'sq_item', 'sq_ass_item'),
  'spec map_': specWith('mp_length', 'mp_subscript', 'mp_ass_subscript'),
  'spec both': specWith('mp_length', 'sq_length'),
  'spec init_': specWith('tp_init'),
  'spec call': specWith('tp_call'),
  'spec getattro': specWith('tp_getattro'),
  'spec setattro': specWith('tp_setattro'),
  'spec iter': specWith('tp_iter', 'tp_iternext'),
  'spec fin': specWith('tp_finalize'),
  'spec base': (bench) => () => fromSpec(bench, BASE),
  'spec with base': (bench) => {
    once(bench, 'another', () => derived(bench, spec('add', { slots: { others: ['nb_add'] } })));
    return () => derived(bench, spec('neg', { slots: { others: ['nb_negative'] } }));
  },
  'subclass of a FromSpec type': klass(undefined, (bench) => [specBase(bench)]),
  'instance of a subclass of a FromSpec type': (bench) => () =>
    newInstance(
      bench.runtime,
      once(bench, 'class KB', () => classStatement(bench, 'KB', { bases: [specBase(bench)] })),
    ),
  'struct sequence type, 2 of 3 fields, doc': (bench) => structSequence(bench, 'a doc', 2),
  'struct sequence type, 3 fields': (bench) => structSequence(bench, undefined, 3),
  'struct sequence of 3': (bench) => () => {
    const { runtime } = bench;
    const type = once(bench, 'seq', () =>
      newStructSequenceType(runtime, { name: 'more.seq', fields: FIELDS, nInSequence: 3 }),
    );
    const items = FIELDS.map(() => runtime.heap.newRef(runtime.singletons.none));
    return newStructSequence(runtime, type, items);
  },
};

function structSequence(bench: Bench, doc: string | undefined, nInSequence: number): () => Ref {
  const make = (): Ref =>
    newStructSequenceType(bench.runtime, {
      name: 'more.seq',
      fields: FIELDS,
      nInSequence,
      ...(doc === undefined ? {} : { doc }),
    });
  // Others of the kind, in os and time, have fields and a base in common with it.
  once(bench, 'another struct sequence', make);
  return make;
}
