import { describe, expect, it } from 'vitest';
import { call, decref, extension, fn, heapType, type Op, xdecref } from '../../../src/interp/scenario.js';
import { openSession } from '../../support/session.js';

/** Calls a function that runs the body, in a module with a type whose tp_dealloc releases its field like that. */
function run(body: readonly Op[], release: (slot: string) => Op): void {
  const module = extension('m', {
    statics: ['x'],
    types: { T: heapType('m.T', { fields: ['a'], slots: { tp_dealloc: [release('a'), decref('ob_type')] } }) },
    functions: { f: fn([], body) },
  });
  openSession({ extensions: [module] }).run((t) => t.callMethod(t.import('m'), 'f'));
}

/** An instance whose field is never filled dies. */
const DIES = [
  call('PyType_FromSpec', [{ spec: 'T' }], 'local.type'),
  call('tp_alloc', ['local.type'], 'local.self'),
  decref('local.self'),
  decref('local.type'),
];

describe('Py_DECREF(NULL)', () => {
  it('ends the process, of a local, a static and a field that tp_dealloc releases', () => {
    expect(() => run([decref('local.x')], xdecref)).toThrow('Py_DECREF(NULL) at local.x');
    expect(() => run([decref('static.x')], xdecref)).toThrow('Py_DECREF(NULL) at static.x');
    expect(() => run(DIES, decref)).toThrow('Py_DECREF(NULL) at a');
  });

  it('is what Py_XDECREF is for', () => {
    expect(() => run([xdecref('local.x'), xdecref('static.x'), ...DIES], xdecref)).not.toThrow();
  });
});
