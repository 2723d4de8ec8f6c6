import { call, type ExtensionDescription, extension, fn } from 'refhunt/scenario';

const TYPES = { ref: 'weakref.ReferenceType', ReferenceType: 'weakref.ReferenceType' };
/** NOT-CPYTHON: the two proxy types are left out; a name each stands for them. */
const PROXIES = ['ProxyType', 'CallableProxyType'];

const DESCRIPTION: Partial<ExtensionDescription> = {
  doc: 'Weak-reference support module.',
  functions: {
    getweakrefcount: fn([], []),
    _remove_dead_weakref: fn([], []),
    getweakrefs: fn([], []),
    proxy: fn([], []),
  },
  exec: [
    ...Object.entries(TYPES).map(([name, type]) =>
      call('PyModule_AddObjectRef', ['module', { str: name }, `type:${type}`]),
    ),
    ...PROXIES.map((name) => call('PyModule_AddObjectRef', ['module', { str: name }, 'None'])),
  ],
};

/** Until 8334f30a74: one module object for the interpreter. */
export const weakrefSinglePhase = extension('_weakref', { ...DESCRIPTION, init: 'single-phase', mSize: -1 });

/** 8334f30a74: a new module object each time that one is asked for. */
export const weakrefMultiPhase = extension('_weakref', DESCRIPTION);
