import { describe, expect, it } from 'vitest';
import { NULL, type Ref } from '../../../src/gc/ref.js';
import { newCell } from '../../../src/interp/objects/cell.js';
import { newClass } from '../../../src/interp/objects/class.js';
import { dictGetItem, dictSetItemString, dictSetNewString, newDict } from '../../../src/interp/objects/dict.js';
import { newFunction } from '../../../src/interp/objects/function.js';
import { genericAlloc, newInstance } from '../../../src/interp/objects/instance.js';
import { intern } from '../../../src/interp/objects/str.js';
import { subclasses } from '../../../src/interp/objects/subclasses.js';
import { newTuple } from '../../../src/interp/objects/tuple.js';
import { mroOf, typeField } from '../../../src/interp/objects/type.js';
import type { Runtime } from '../../../src/interp/runtime.js';
import { auditProblems, gcCollect, objectRuntime, totals } from '../../support/objects.js';

type Body = (namespace: Ref) => void;

function makeClass(runtime: Runtime, name: string, bases: readonly Ref[] = [], body: Body = () => {}): Ref {
  const namespace = newDict(runtime);
  body(namespace);
  const type = newClass(runtime, { name, bases, namespace });
  runtime.heap.decref(namespace);
  return type;
}

function withSlots(runtime: Runtime, ...names: readonly string[]): Body {
  return (namespace) => {
    const slots = names.map((name) => intern(runtime, name));
    dictSetNewString(runtime, namespace, '__slots__', newTuple(runtime, slots));
  };
}

function withMethod(runtime: Runtime, name: string): Body {
  return (namespace) => {
    const globals = newDict(runtime);
    dictSetNewString(runtime, namespace, name, newFunction(runtime, { name, globals }));
    runtime.heap.decref(globals);
  };
}

describe('a class', () => {
  it('is a cycle: it outlives its last reference and dies wholly at the next collection', () => {
    const runtime = objectRuntime();
    const before = totals(runtime);
    const type = makeClass(runtime, 'Klass', [], withMethod(runtime, 'method'));
    runtime.heap.decref(newInstance(runtime, type));
    runtime.heap.decref(type);
    expect(totals(runtime).references).toBeGreaterThan(before.references);
    expect(gcCollect(runtime)).toBeGreaterThan(0);
    expect(totals(runtime)).toEqual(before);
    expect(auditProblems(runtime)).toEqual([]);
  });

  it('is kept alive by an instance, with all it holds', () => {
    const runtime = objectRuntime();
    const before = totals(runtime);
    const type = makeClass(runtime, 'Klass');
    const instance = newInstance(runtime, type);
    runtime.heap.decref(type);
    gcCollect(runtime);
    expect(runtime.heap.isLive(type)).toBe(true);
    runtime.heap.decref(instance);
    gcCollect(runtime);
    expect(totals(runtime)).toEqual(before);
  });

  it('is kept alive by a subclass, and its subclasses are forgotten as they die', () => {
    const runtime = objectRuntime();
    const base = makeClass(runtime, 'Base');
    const [first, second] = [makeClass(runtime, 'First', [base]), makeClass(runtime, 'Second', [base])];
    expect(subclasses(runtime, base)).toEqual([first, second]);
    runtime.heap.decref(first);
    gcCollect(runtime);
    expect(subclasses(runtime, base)).toEqual([second]);
    runtime.heap.decref(base);
    gcCollect(runtime);
    expect(runtime.heap.isLive(base)).toBe(true);
    runtime.heap.decref(second);
    gcCollect(runtime);
    expect(runtime.heap.isLive(base)).toBe(false);
  });

  it.each([
    ['3.11.2', NULL],
    ['71d1bd9569', expect.any(Number)],
  ] as const)('leaves an emptied tp_subclasses to its base or not, by year (%s)', (build, expected) => {
    const runtime = objectRuntime(build);
    const base = makeClass(runtime, 'Base');
    runtime.heap.decref(makeClass(runtime, 'Only', [base]));
    gcCollect(runtime);
    expect(subclasses(runtime, base)).toEqual([]);
    const left = typeField(runtime, base, 'tp_subclasses');
    if (expected === NULL) expect(left).toBe(NULL);
    else expect(left).not.toBe(NULL);
  });

  it('fills the cell that a method with super() closes over', () => {
    const runtime = objectRuntime();
    const cell = newCell(runtime, NULL);
    const type = makeClass(runtime, 'A', [], (namespace) =>
      dictSetItemString(runtime, namespace, '__classcell__', cell),
    );
    expect(runtime.heap.edge(cell, 0)).toBe(type);
    expect(dictGetItem(runtime, typeField(runtime, type, 'tp_dict'), '__classcell__')).toBe(NULL);
  });

  it('with __eq__ and no __hash__ gets None for a hash', () => {
    const runtime = objectRuntime();
    const type = makeClass(runtime, 'A', [], withMethod(runtime, '__eq__'));
    const { none } = runtime.singletons;
    expect(dictGetItem(runtime, typeField(runtime, type, 'tp_dict'), '__hash__')).toBe(none);
  });

  it('gives its instances GC support only if it adds something that can refer', () => {
    const runtime = objectRuntime();
    const empty = genericAlloc(runtime, makeClass(runtime, 'Empty', [], withSlots(runtime)));
    const slotted = genericAlloc(runtime, makeClass(runtime, 'Slotted', [], withSlots(runtime, 'a')));
    expect(runtime.heap.isTracked(empty)).toBe(false);
    expect(runtime.heap.isTracked(slotted)).toBe(true);
  });
});

describe('the order of bases', () => {
  it('is the C3 merge', () => {
    const runtime = objectRuntime();
    const [a, b] = [makeClass(runtime, 'A'), makeClass(runtime, 'B')];
    const c = makeClass(runtime, 'C', [a, b]);
    const d = makeClass(runtime, 'D', [b]);
    const names = mroOf(runtime, makeClass(runtime, 'E', [c, d])).map((type) => runtime.info(type).name);
    expect(names).toEqual(['E', 'C', 'A', 'D', 'B', 'object']);
  });

  it('is refused where there is none', () => {
    const runtime = objectRuntime();
    const a = makeClass(runtime, 'A');
    const b = makeClass(runtime, 'B', [a]);
    expect(() => makeClass(runtime, 'C', [a, b])).toThrow(/consistent method resolution order/);
  });

  it('is refused where two structs would have to be one', () => {
    const runtime = objectRuntime();
    const bases = [runtime.coreType('list'), runtime.coreType('dict')];
    expect(() => makeClass(runtime, 'C', bases)).toThrow(/lay-out conflict/);
  });

  it('takes the struct from the base that has one of its own', () => {
    const runtime = objectRuntime();
    const plain = makeClass(runtime, 'Plain', [], withSlots(runtime));
    const type = makeClass(runtime, 'C', [plain, runtime.coreType('dict')]);
    expect(runtime.info(type).base).toBe(runtime.coreType('dict'));
    const instance = newInstance(runtime, type);
    dictSetItemString(runtime, instance, 'key', runtime.singletons.none);
    expect(auditProblems(runtime, [plain, type, instance])).toEqual([]);
  });

  it('decides the metaclass, too', () => {
    const runtime = objectRuntime();
    const meta = makeClass(runtime, 'Meta', [runtime.coreType('type')]);
    const namespace = newDict(runtime);
    const base = newClass(runtime, { name: 'Base', bases: [], metatype: meta, namespace });
    const derived = newClass(runtime, { name: 'Derived', bases: [base], namespace });
    expect(runtime.typeOf(derived)).toBe(meta);
  });
});
