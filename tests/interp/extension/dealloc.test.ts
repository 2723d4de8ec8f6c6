import { describe, expect, it } from 'vitest';
import {
  call,
  clear,
  decref,
  defineScenario,
  extension,
  fn,
  heapType,
  type Op,
  returnNone,
  set,
  when,
  xdecref,
} from '../../../src/interp/scenario.js';
import { explainScenario, worldAt } from '../../support/explanations.js';

/** Makes an instance with or without a list in its field and lets it die. */
function scenarioWith(tp_dealloc: readonly Op[], filled: boolean) {
  const fill = filled ? [call('PyList_New', [{ int: 0 }], 'local.self->a')] : [];
  const make = [call('tp_alloc', ['static.type'], 'local.self'), ...fill, decref('local.self'), returnNone()];
  const module = extension('m', {
    statics: ['type'],
    types: { T: heapType('m.T', { fields: ['a'], slots: { tp_dealloc } }) },
    exec: [when({ isNull: 'static.type' }, [call('PyType_FromSpec', [{ spec: 'T' }], 'static.type')])],
    functions: { f: fn([], make) },
  });
  return defineScenario({
    extensions: [module],
    cases: { 'C.test_it': (t) => void t.callMethod(t.import('m'), 'f') },
  });
}

async function leaked(tp_dealloc: readonly Op[], filled = true): Promise<string[]> {
  const { explanation } = await explainScenario('test_m', scenarioWith(tp_dealloc, filled), worldAt('3.11.2'));
  return explanation?.findings.map(({ kind, slot, references }) => `${kind} ${slot} ${references}`) ?? [];
}

describe('a tp_dealloc', () => {
  it('releases the type only where it comes to it', async () => {
    const forgets = ['not-released-in-dealloc ob_type 1'];
    const early = [xdecref('a'), returnNone(), decref('ob_type')];
    const ifFilled = [when({ notNull: 'a' }, [decref('ob_type')]), xdecref('a')];
    expect(await leaked(early)).toEqual(forgets);
    expect(await leaked(ifFilled, false)).toEqual(forgets);
    expect(await leaked(ifFilled)).toEqual([]);
    expect(await leaked([when({ notNull: 'a' }, [xdecref('a')]), decref('ob_type')], false)).toEqual([]);
  });

  it.each([
    ['Py_DECREF', [xdecref('a'), xdecref('a'), decref('ob_type')]],
    ['Py_CLEAR', [xdecref('a'), clear('a'), decref('ob_type')]],
  ])('that releases a field twice is a fault: %s', async (by, body) => {
    const fault = `${by} of a, which it has released before, on m.T`;
    await expect(leaked(body)).rejects.toThrow(fault);
    expect(await leaked(body, false)).toEqual([]);
  });

  it('may release twice what it has set to NULL', async () => {
    expect(await leaked([clear('a'), clear('a'), decref('ob_type')])).toEqual([]);
    expect(await leaked([clear('a'), xdecref('a'), decref('ob_type')])).toEqual([]);
    expect(await leaked([xdecref('a'), set('a', 'NULL', 'borrow'), decref('ob_type')])).toEqual([]);
  });
});
