import { describe, expect, it } from 'vitest';
import {
  call,
  clear,
  decref,
  type ExtensionDescription,
  extension,
  fn,
  heapType,
  type Op,
  opaque,
  set,
  staticType,
  type TypeDescription,
  untrack,
  visit,
  xdecref,
  xsetref,
} from '../../../src/interp/scenario.js';
import { auditOf, named, worldAt } from './audit-of.js';

const MAKE = call('PyType_FromSpec', [{ spec: 'T' }], 'state.type');

/** A module with one type, whose state is in order. */
function moduleWith(type: TypeDescription, more: Partial<ExtensionDescription> = {}): ExtensionDescription {
  return extension('m', {
    state: ['type'],
    types: { T: type },
    exec: [MAKE],
    slots: { m_traverse: [visit('state.type')], m_clear: [clear('state.type')], m_free: [clear('state.type')] },
    ...more,
  });
}

const CORRECT = {
  flags: ['HAVE_GC'],
  fields: ['a', 'b'],
  slots: {
    tp_traverse: [visit('ob_type'), visit('a'), visit('b')],
    tp_clear: [clear('a'), clear('b')],
    tp_dealloc: [untrack(), xdecref('a'), xdecref('b'), decref('ob_type')],
  },
} as const;

function gapsOf(type: TypeDescription, more?: Partial<ExtensionDescription>): string[] {
  return named(auditOf([moduleWith(type, more)]).gaps);
}

describe('a type in order', () => {
  it('has no gaps', () => {
    const { gaps, extensions } = auditOf([moduleWith(heapType('m.T', CORRECT))]);
    expect(gaps).toEqual([]);
    expect(extensions[0]?.types[0]?.rows).toEqual([
      { slot: 'ob_type', owned: 'yes', visited: 'yes', cleared: 'none', released: 'yes' },
      { slot: 'a', owned: 'yes', visited: 'yes', cleared: 'yes', released: 'yes' },
      { slot: 'b', owned: 'yes', visited: 'yes', cleared: 'yes', released: 'yes' },
    ]);
  });

  it('may release its fields by calling tp_clear, in functions of its own, by Py_XSETREF or through a local', () => {
    const { tp_traverse } = CORRECT.slots;
    const deallocs: (readonly Op[])[] = [
      [untrack(), call('tp_clear', ['self']), decref('ob_type')],
      [call('PyObject_GC_UnTrack', ['self']), call('fn:release', []), decref('ob_type')],
      [untrack(), set('local.old', 'a'), decref('local.old'), xsetref('b', 'None', 'newref'), decref('ob_type')],
    ];
    for (const tp_dealloc of deallocs) {
      const type = heapType('m.T', {
        ...CORRECT,
        slots: { tp_traverse, tp_clear: [clear('a'), clear('b')], tp_dealloc },
      });
      expect(gapsOf(type, { helpers: { release: fn([], [clear('a'), clear('b')]) } })).toEqual([]);
    }
  });

  it('needs no tp_dealloc if it owns nothing but its type', () => {
    const slots = { tp_traverse: [visit('ob_type')] };
    expect(gapsOf(heapType('m.T', { flags: ['HAVE_GC'], slots }))).toEqual([]);
  });

  it('of static storage need not visit itself', () => {
    const slots = { tp_traverse: [visit('a')], tp_clear: [clear('a')], tp_dealloc: [untrack(), xdecref('a')] };
    expect(gapsOf(staticType('m.T', { flags: ['HAVE_GC'], fields: ['a'], slots }))).toEqual([]);
  });
});

describe('each operation that is taken out of a type in order', () => {
  const removed: readonly (readonly [keyof typeof CORRECT.slots, number, readonly string[]])[] = [
    ['tp_traverse', 0, ['type-not-visited m.T ob_type']],
    ['tp_traverse', 1, ['slot-not-visited m.T a']],
    ['tp_traverse', 2, ['slot-not-visited m.T b']],
    ['tp_clear', 0, ['not-cleared m.T a']],
    ['tp_clear', 1, ['not-cleared m.T b']],
    ['tp_dealloc', 0, ['fault m.T PyObject_GC_UnTrack']],
    ['tp_dealloc', 1, ['not-released-in-dealloc m.T a']],
    ['tp_dealloc', 2, ['not-released-in-dealloc m.T b']],
    ['tp_dealloc', 3, ['not-released-in-dealloc m.T ob_type']],
  ];

  it.each(removed)('is missed: %s, operation %i', (slot, index, expected) => {
    const slots = { ...CORRECT.slots, [slot]: CORRECT.slots[slot].toSpliced(index, 1) };
    expect(gapsOf(heapType('m.T', { ...CORRECT, slots }))).toEqual(expected);
  });

  it('is missed in the module too', () => {
    const { slots } = moduleWith(heapType('m.T', CORRECT));
    const without = (slot: keyof typeof slots) => gapsOf(heapType('m.T', CORRECT), { slots: { ...slots, [slot]: [] } });
    expect(without('m_traverse')).toEqual(['slot-not-visited m state.type']);
    expect(without('m_clear')).toEqual(['not-cleared m state.type']);
    expect(without('m_free')).toEqual(['not-released-in-dealloc m state.type']);
  });
});

describe('GC support', () => {
  it('is missed once for a type, with all that its instances own', () => {
    const type = heapType('m.T', { fields: ['a'], slots: { tp_dealloc: [xdecref('a'), decref('ob_type')] } });
    const { gaps } = auditOf([moduleWith(type)]);
    expect(named(gaps)).toEqual(['no-gc-support m.T ob_type']);
    expect(gaps[0]?.sentence).toContain('to its type and in a');
  });

  it('says of functions without the flag that they are never called', () => {
    const slots = { tp_traverse: [visit('ob_type')], tp_dealloc: [decref('ob_type')] };
    expect(auditOf([moduleWith(heapType('m.T', { slots }))]).gaps[0]?.sentence).toContain(
      'tp_traverse is never called',
    );
  });

  it('is not asked for where a static type owns nothing', () => {
    expect(gapsOf(staticType('m.T'))).toEqual([]);
  });

  it('without a tp_traverse is refused, or crashes', () => {
    const type = heapType('m.T', { flags: ['HAVE_GC'] });
    expect(gapsOf(type)).toEqual(['fault m.T -']);
    const sentenceAt = (at: string) => auditOf([moduleWith(type)], worldAt(at)).gaps[0]?.sentence;
    expect(sentenceAt('3.11.2')).toContain('PyType_Ready refuses it');
    expect(sentenceAt('53e4c91725')).toContain('calls NULL');
  });

  it('is inherited from a base, whose tp_traverse does not visit a heap type', () => {
    const exec = [call('PyType_FromSpecWithBases', [{ spec: 'T' }, 'type:Exception'], 'state.type')];
    expect(gapsOf(heapType('m.T'), { exec })).toEqual(['type-not-visited m.T ob_type']);
    expect(gapsOf(heapType('m.T'), { exec: [MAKE] })).toEqual(['no-gc-support m.T ob_type']);
  });

  it('is inherited from a base of the same module, with its visit of the type', () => {
    const { tp_traverse } = CORRECT.slots;
    const base = { ...CORRECT, flags: ['HAVE_GC', 'BASETYPE'] as const };
    const types = (visits: readonly Op[]) => ({
      Base: heapType('m.Base', { ...base, slots: { ...CORRECT.slots, tp_traverse: visits } }),
      T: heapType('m.T', { base: 'Base' }),
    });
    expect(gapsOf(heapType('m.T'), { types: types(tp_traverse) })).toEqual([]);
    expect(gapsOf(heapType('m.T'), { types: types(tp_traverse.slice(1)) })).toEqual([
      'type-not-visited m.Base ob_type',
      'type-not-visited m.T ob_type',
    ]);
  });

  it('is not asked of a struct sequence', () => {
    const exec = [call('PyStructSequence_NewType', [{ spec: 'T' }], 'state.type')];
    expect(gapsOf(heapType('m.T', { members: ['x'] }), { exec })).toEqual([]);
  });
});

describe('the rules of the year', () => {
  it('decide whether PyType_FromSpec wraps tp_traverse', () => {
    const slots = { ...CORRECT.slots, tp_traverse: CORRECT.slots.tp_traverse.slice(1) };
    const extensions = [moduleWith(heapType('m.T', { ...CORRECT, slots }))];
    expect(named(auditOf(extensions, worldAt('0169d3003b')).gaps)).toEqual([]);
    expect(named(auditOf(extensions, worldAt('1cf15af9a6')).gaps)).toEqual(['type-not-visited m.T ob_type']);
  });

  it('decide whether PyObject_New takes a reference to the type', () => {
    const extensions = [moduleWith(heapType('m.T', { ...CORRECT, alloc: 'PyObject_New' }))];
    expect(named(auditOf(extensions, worldAt('364f0b0f19')).gaps)).toEqual([]);
    expect(named(auditOf(extensions, worldAt('364f0b0f19^')).gaps)).toEqual([
      'visited-not-owned m.T ob_type',
      'stolen-twice m.T ob_type',
    ]);
  });
});

describe('what a type does not own', () => {
  const withSlots = (slots: TypeDescription['slots']) =>
    heapType('m.T', { ...CORRECT, slots: { ...CORRECT.slots, ...slots } });
  const { tp_traverse, tp_dealloc } = CORRECT.slots;

  it('is not to be visited: twice, a static, a name that is no field', () => {
    const visiting = (slot: string) => gapsOf(withSlots({ tp_traverse: [...tp_traverse, visit(slot)] }));
    expect(visiting('a')).toEqual(['visited-not-owned m.T a']);
    expect(visiting('static.x')).toEqual(['visited-not-owned m.T static.x']);
    expect(visiting('c')).toEqual(['fault m.T c']);
  });

  it('is not to be visited or released: a borrowed field', () => {
    const functions = {
      keep: fn(['x'], [call('tp_alloc', ['state.type'], 'local.t'), set('local.t->b', 'arg.x', 'borrow')]),
    };
    expect(gapsOf(heapType('m.T', CORRECT), { functions })).toEqual(['visited-not-owned m.T b', 'stolen-twice m.T b']);
  });

  it('is not to be released: the type of a static type, a field for the second time', () => {
    const slots = { tp_dealloc: [decref('ob_type')] };
    expect(gapsOf(staticType('m.T', { slots }))).toEqual(['stolen-twice m.T ob_type']);
    const twice = withSlots({ tp_dealloc: [...tp_dealloc.slice(0, 2), decref('a'), ...tp_dealloc.slice(2)] });
    expect(gapsOf(twice)).toEqual(['stolen-twice m.T a']);
  });
});

describe('PyObject_GC_UnTrack', () => {
  const withDealloc = (tp_dealloc: readonly Op[]) =>
    gapsOf(heapType('m.T', { ...CORRECT, slots: { ...CORRECT.slots, tp_dealloc } }));
  const rest = CORRECT.slots.tp_dealloc.slice(1);

  it('may follow PyObject_ClearWeakRefs and nothing else', () => {
    expect(withDealloc([call('PyObject_ClearWeakRefs', ['self']), untrack(), ...rest])).toEqual([]);
    expect(withDealloc([...rest, untrack()])).toEqual(['fault m.T PyObject_GC_UnTrack']);
  });
});

describe('an opaque body', () => {
  it('is listed wherever it stands, once', () => {
    const knows = fn([], [opaque('knows the platform', () => {})]);
    const asks = fn([], [call('fn:knows', [])]);
    const type = heapType('m.T', { ...CORRECT, methods: { m: { body: [opaque('asks the user', () => {})] } } });
    const { opaque: bodies } = auditOf([{ ...moduleWith(type), functions: { asks }, helpers: { knows } }]);
    expect(bodies.map(({ subject, body, why }) => `${subject} ${body}: ${why}`)).toEqual([
      'm knows: knows the platform',
      'm.T m: asks the user',
    ]);
  });

  it('is called opaque, and nothing is claimed of what it may do', () => {
    const slots = { ...CORRECT.slots, tp_traverse: [visit('a'), opaque('walks a C array', () => {})] };
    const { gaps, opaque: bodies, extensions } = auditOf([moduleWith(heapType('m.T', { ...CORRECT, slots }))]);
    expect(gaps).toEqual([]);
    expect(bodies.map(({ subject, body, why }) => `${body} of ${subject}: ${why}`)).toEqual([
      'tp_traverse of m.T: walks a C array',
    ]);
    expect(extensions[0]?.types[0]?.rows.map(({ visited }) => visited)).toEqual(['opaque', 'yes', 'opaque']);
  });
});

describe('auditIgnore', () => {
  const slots = { tp_traverse: [visit('ob_type')], tp_dealloc: [untrack(), decref('ob_type')] };
  const ignoring = (...auditIgnore: NonNullable<TypeDescription['auditIgnore']>) =>
    auditOf([moduleWith(heapType('m.T', { flags: ['HAVE_GC'], fields: ['a'], slots, auditIgnore }))]);
  const FOUND = ['slot-not-visited m.T a', 'not-released-in-dealloc m.T a'];

  it('takes out what it names: a slot, a kind of it, or all of the type', () => {
    expect(named(ignoring().gaps)).toEqual(FOUND);
    expect(ignoring({ slot: 'a', reason: 'a str' }).gaps).toEqual([]);
    expect(ignoring({ reason: 'a str' }).gaps).toEqual([]);
    expect(named(ignoring({ slot: 'a', kind: 'slot-not-visited', reason: 'a str' }).gaps)).toEqual(FOUND.slice(1));
  });

  it('is listed where it is used, and where it is not', () => {
    const { ignored, idleIgnores } = ignoring({ slot: 'a', reason: 'a str' }, { slot: 'b', reason: 'gone' });
    expect(ignored.map(({ gap, reason }) => `${gap.slot}: ${reason}`)).toEqual(['a: a str', 'a: a str']);
    expect(idleIgnores.map(({ subject, slot, reason }) => `${subject} ${slot}: ${reason}`)).toEqual(['m.T b: gone']);
  });

  it('counts for nothing without a reason', () => {
    const { gaps, idleIgnores } = ignoring({ slot: 'a', reason: ' ' });
    expect(named(gaps)).toEqual(FOUND);
    expect(idleIgnores).toHaveLength(1);
  });
});
