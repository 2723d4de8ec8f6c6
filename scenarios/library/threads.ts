import type { PythonModuleDescription, TestContext } from 'refhunt/scenario';

/** A class whose metaclass makes an `_abc_data` for it, as abc.ABCMeta.__new__ does. */
function abstractClass(t: TestContext, name: string): void {
  const type = t.class(name, { metaclass: t.name('ABCMeta') });
  t.callMethod(t.import('_abc'), '_abc_init', type);
  t.release(type);
}

/** The part of the standard library that a thread test loads in a subinterpreter: what registers fork hooks, and what they reach. */
export const THREAD_MODULES: readonly PythonModuleDescription[] = [
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
  {
    name: 'threading',
    body: (t) => {
      t.import('os');
      const allocate = t.importFrom('_thread', 'allocate_lock');
      t.assign('_active_limbo_lock', t.call(allocate));
      t.registerAtFork({ afterInChild: t.def('_after_fork') });
    },
  },
  { name: 'time', body: () => {} },
];
