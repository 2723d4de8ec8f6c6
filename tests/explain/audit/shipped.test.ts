import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { auditAt, named } from './audit-of.js';

const RLOCK = 'no-gc-support _thread.RLock ob_type';

describe('the audit of the shipped history', () => {
  it('reports the RLock in the default state, where only the lock leaks', () => {
    expect(named(auditAt('_thread').gaps)).toEqual(['no-gc-support _thread.lock ob_type', RLOCK]);
  });

  it('still reports the RLock when the lock is mended, until 1cd3d859a4 mends it', () => {
    expect(named(auditAt('_thread', 'gh-23811').gaps)).toContain(RLOCK);
    expect(named(auditAt('_thread', '1cd3d859a4^').gaps)).toContain(RLOCK);
    expect(named(auditAt('_thread', '1cd3d859a4').gaps)).not.toContain(RLOCK);
  });

  it('says where the type is described and how to mend it', () => {
    const gap = auditAt('_thread').gaps.find(({ subject }) => subject === '_thread.RLock');
    expect(gap?.part).toEqual({ extension: '_thread', path: 'types.RLock.flags' });
    expect(gap?.mend).toContain('rlock_traverse with Py_VISIT(Py_TYPE(self))');
    const { file, line } = gap?.place ?? { file: '', line: 0 };
    expect(file).toBe('scenarios/extensions/thread.ts');
    expect(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8').split('\n')[line - 1]).toContain(
      '_thread.RLock',
    );
  });

  it('sees the type of _abc_data left out by the first fix, and in by the last', () => {
    const unvisited = 'type-not-visited _abc._abc_data ob_type';
    expect(named(auditAt('_abc', '53e4c91725').gaps)).toEqual(['no-gc-support _abc._abc_data ob_type']);
    expect(named(auditAt('_abc', '9cc3ebd7e0').gaps)).toContain(unvisited);
    expect(named(auditAt('_abc', '0169d3003b').gaps)).not.toContain(unvisited);
    expect(named(auditAt('_abc', '1cf15af9a6').gaps)).not.toContain(unvisited);
  });

  it('names each static that the exec slot of _signal overwrites', () => {
    expect(named(auditAt('_signal', '71d1bd9569').gaps)).toEqual(
      ['DefaultHandler', 'IgnoreHandler', 'IntHandler', 'ItimerError', 'Handlers'].map(
        (name) => `static-overwritten _signal static.${name}`,
      ),
    );
    expect(auditAt('_signal', '71d1bd9569^').gaps).toEqual([]);
  });

  it('knows a static that is made where there is none from one that is overwritten', () => {
    expect(named(auditAt('_functools', '7dd549eb08').gaps)).toEqual(['static-overwritten _functools static.kwd_mark']);
    expect(named(auditAt('_functools', 'b09ae3ff43').gaps)).toEqual([
      'shared-across-interpreters _functools static.kwd_mark',
    ]);
  });

  it('takes statics that are made together, once, for what they are', () => {
    const gaps = named(auditAt('_signal', 'a09766deab').gaps);
    expect(gaps.filter((gap) => gap.startsWith('static-overwritten'))).toEqual([]);
    expect(gaps).toContain('shared-across-interpreters _signal static.ItimerError');
  });

  it('finds that lock_dealloc never untracked its object', () => {
    expect(named(auditAt('_thread', '3.11.2').gaps)).toEqual([
      'fault _thread.lock PyObject_GC_UnTrack',
      'fault _thread.RLock PyObject_GC_UnTrack',
    ]);
  });

  it('lists the gaps that the descriptions say are none, with the reasons', () => {
    const { ignored, idleIgnores } = auditAt('_thread');
    expect(named(ignored.map(({ gap }) => gap))).toEqual([
      'no-gc-support _thread._localdummy ob_type',
      'slot-not-visited _thread._local key',
      'slot-not-visited _thread._local wr_callback',
    ]);
    expect(ignored.every(({ reason }) => reason.length > 0)).toBe(true);
    expect(idleIgnores).toEqual([]);
  });
});
