import { describe, expect, it } from 'vitest';
import { NULL, type Ref } from '../../../src/gc/ref.js';
import { newClass } from '../../../src/interp/objects/class.js';
import { dictGetItem, dictItems, newDict } from '../../../src/interp/objects/dict.js';
import { typeFromSpec } from '../../../src/interp/objects/from-spec.js';
import { genericAlloc } from '../../../src/interp/objects/instance.js';
import { slotWrapperNames } from '../../../src/interp/objects/slot-wrappers.js';
import { typeField } from '../../../src/interp/objects/type.js';
import type { Runtime } from '../../../src/interp/runtime.js';
import { decref, heapType, type TypeDescription, visit, xdecref } from '../../../src/interp/scenario.js';
import { auditProblems, gcCollect, objectRuntime, totals } from '../../support/objects.js';

const DEALLOC = [decref('ob_type')];
const BASE = heapType('m.Base', {
  flags: ['BASETYPE', 'HAVE_GC'],
  slots: { tp_traverse: [visit('ob_type')], tp_dealloc: DEALLOC },
});
const HIDING = heapType('m.Hiding', {
  flags: ['BASETYPE', 'HAVE_GC'],
  slots: { tp_traverse: [], tp_dealloc: DEALLOC },
});

function make(runtime: Runtime, spec: TypeDescription, bases: readonly Ref[] = []): Ref {
  return typeFromSpec(runtime, spec, { module: NULL, bases });
}

function derive(runtime: Runtime, base: Ref): Ref {
  const namespace = newDict(runtime);
  const type = newClass(runtime, { name: 'Derived', bases: [base], namespace });
  runtime.heap.decref(namespace);
  return type;
}

/** Whether an instance shows its reference to the type to the collector. */
function visitsType(runtime: Runtime, type: Ref): boolean {
  const { heap } = runtime;
  const slots = heap.types[runtime.info(type).instances];
  return slots?.visits[slots.fixed.indexOf('ob_type')] ?? false;
}

describe('a type made from a spec', () => {
  it('dies at the collection after its last reference', () => {
    const runtime = objectRuntime();
    const before = totals(runtime);
    const type = make(
      runtime,
      heapType('m.T', { methods: { method: { body: [] } }, doc: 'doc', slots: { tp_new: [] } }),
    );
    expect(auditProblems(runtime, [type])).toEqual([]);
    runtime.heap.decref(type);
    gcCollect(runtime);
    expect(totals(runtime)).toEqual(before);
  });

  it('lives on in an instance whose tp_dealloc forgets the DECREF', () => {
    const runtime = objectRuntime();
    const type = make(runtime, heapType('m.T', { slots: { tp_dealloc: [] } }));
    runtime.heap.decref(genericAlloc(runtime, type));
    runtime.heap.decref(type);
    gcCollect(runtime);
    expect(runtime.heap.isLive(type)).toBe(true);
    expect(runtime.heap.strays.get(type)?.[0]?.owner).toBe('m.T.ob_type');
  });

  it('keeps the first of two entries of one name', () => {
    const runtime = objectRuntime();
    const type = make(
      runtime,
      heapType('m.T', { methods: { __repr__: { body: [] } }, slots: { others: ['tp_repr'] } }),
    );
    const dict = typeField(runtime, type, 'tp_dict');
    expect(runtime.familyOf(dictGetItem(runtime, dict, '__repr__'))).toBe('wrapper_descriptor');
    expect(auditProblems(runtime, [type])).toEqual([]);
  });

  it('has no __module__ without a dot in its name', () => {
    const runtime = objectRuntime();
    const names = (name: string): unknown[] =>
      dictItems(runtime, typeField(runtime, make(runtime, heapType(name)), 'tp_dict')).map(({ key }) => key);
    expect(names('T')).toEqual(['__doc__']);
    expect(names('m.T')).toEqual(['__doc__', '__module__']);
  });

  it('is refused as a base unless it says that it may be one', () => {
    const runtime = objectRuntime();
    const final = make(runtime, heapType('m.Final'));
    expect(() => make(runtime, heapType('m.T'), [final])).toThrow(/'m.Final' is not an acceptable base type/);
    expect(() => derive(runtime, final)).toThrow(/'m.Final' is not an acceptable base type/);
  });

  it('has the fields of its base before its own, and inherits its GC support', () => {
    const runtime = objectRuntime();
    const base = make(runtime, heapType('m.Base', { ...BASE, fields: ['a'] }));
    const type = make(runtime, heapType('m.T', { fields: ['b'], slots: { tp_dealloc: [xdecref('b'), ...DEALLOC] } }), [
      base,
    ]);
    const instance = genericAlloc(runtime, type);
    expect(runtime.heap.slotsOf(instance).fixed).toEqual(['a', 'b', 'ob_type']);
    expect(runtime.heap.isTracked(instance)).toBe(true);
    expect(visitsType(runtime, type)).toBe(true);
  });
});

describe('a class derived from a type made from a spec', () => {
  it.each([
    ['3.11.2', BASE, true],
    ['3.11.2', HIDING, false],
    ['53e4c91725', HIDING, true],
  ] as const)('leaves the visit of its type to that base, or not, by year (%s)', (build, spec, expected) => {
    const runtime = objectRuntime(build);
    expect(visitsType(runtime, derive(runtime, make(runtime, spec)))).toBe(expected);
  });
});

describe('slot wrappers', () => {
  const names = (...others: readonly string[]): string[] => slotWrapperNames(heapType('m.T', { slots: { others } }));

  it('come in pairs for binary operators, in one for the augmented assignment', () => {
    expect(names('nb_add')).toEqual(['__add__', '__radd__']);
    expect(names('nb_inplace_add')).toEqual(['__iadd__']);
    expect(names('nb_true_divide')).toEqual(['__truediv__', '__rtruediv__']);
  });

  it('are made once where two slots share a name', () => {
    expect(names('mp_length', 'sq_length')).toEqual(['__len__']);
  });

  it('bear the name of the slot where nothing else is said', () => {
    expect(names('tp_repr', 'tp_iter', 'am_await', 'nb_bool')).toEqual([
      '__repr__',
      '__iter__',
      '__await__',
      '__bool__',
    ]);
  });
});
