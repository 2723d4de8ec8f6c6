import type { Library, PythonModuleDescription, TestContext } from 'refhunt/scenario';

/** A class whose metaclass makes an `_abc_data` for it, as abc.ABCMeta.__new__ does. */
function abstractClass(t: TestContext, name: string): void {
  const type = t.class(name, { metaclass: t.name('ABCMeta') });
  t.callMethod(t.import('_abc'), '_abc_init', type);
  t.release(type);
}

/**
 * The part of the standard library that a thread test loads in a subinterpreter, in outline: what registers fork hooks,
 * and what they reach.
 */
export function threadModules(library: Library): readonly PythonModuleDescription[] {
  const limboLock = library.has('threading-limbo-rlock') ? 'RLock' : 'allocate_lock';
  return [...BELOW_THREADING, threading(limboLock), { name: 'time', body: () => {} }];
}

function threading(limboLock: string): PythonModuleDescription {
  return {
    name: 'threading',
    body: (t) => {
      t.import('os');
      const makeLock = t.importFrom('_thread', limboLock);
      t.assign('_active_limbo_lock', t.call(makeLock));
      t.class('Thread', { methods: { start: {}, run: {}, join: {} } });
      t.registerAtFork({ afterInChild: t.def('_after_fork') });
    },
  };
}

const BELOW_THREADING: readonly PythonModuleDescription[] = [
  {
    name: 'abc',
    body: (t) => {
      t.class('ABCMeta', { bases: [t.name('type')] });
      abstractClass(t, 'ABC');
    },
  },
  {
    name: '_collections_abc',
    body: (t) => {
      t.importFrom('abc', 'ABCMeta');
      for (const name of ['Set', 'Sequence']) abstractClass(t, name);
    },
  },
  {
    name: 'os',
    body: (t) => {
      t.importFrom('abc', 'ABCMeta');
      abstractClass(t, 'PathLike');
      t.def('urandom');
    },
  },
  {
    name: 'random',
    body: (t) => {
      t.importFrom('os', 'urandom', '_urandom');
      for (const name of ['Set', 'Sequence']) t.importFrom('_collections_abc', name, `_${name}`);
      t.class('Random', { methods: { seed: {} } });
      const instance = t.call(t.name('Random'));
      t.assign('_inst', instance);
      t.registerAtFork({ afterInChild: t.getattr(instance, 'seed') });
    },
  },
];
