import type { PythonModuleDescription, TestContext, Value } from '../../../src/interp/scenario.js';

/** weakref.WeakKeyDictionary: its callback finds the dictionary through a weak reference, a default argument. */
function weakKeyDictionary(t: TestContext): void {
  const initialise = (inner: TestContext, self: Value): void => {
    inner.setattr(self, 'data', inner.dict());
    const remove = inner.def('remove', {
      defaults: [inner.weakref(self)],
      varnames: ['k', 'selfref', 'self'],
      body: (frame, key) => {
        const owner = frame.deref(frame.getitem(frame.getattr(remove, '__defaults__'), 0));
        if (!frame.isNone(owner) && key) frame.delitem(frame.getattr(owner, 'data'), key);
        return null;
      },
    });
    inner.del('remove');
    inner.setattr(self, '_remove', remove);
    inner.setattr(self, '_pending_removals', inner.list());
    inner.setattr(self, '_iterating', inner.set());
    inner.setattr(self, '_dirty_len', false);
  };
  t.class('WeakKeyDictionary', {
    methods: {
      __init__: (inner, self) => {
        if (self) initialise(inner, self);
        return null;
      },
      __setitem__: (inner, self, key, value) => {
        if (!self || !key || !value) return null;
        inner.setitem(inner.getattr(self, 'data'), inner.weakref(key, inner.getattr(self, '_remove')), value);
        return null;
      },
    },
  });
}

/** As much of the standard library as the code of the cases asks for. */
export const LIBRARY: readonly PythonModuleDescription[] = [
  {
    name: 'os',
    body: (t) => {
      t.assign('O_RDONLY', 0);
      t.def('open', (inner) => inner.openFd());
      t.def('close', (inner, fd) => {
        inner.closeFd(Number(fd && inner.unwrap(fd)));
        return null;
      });
    },
  },
  { name: 'json', body: () => {} },
  { name: 'gc', body: (t) => void t.def('collect', (inner) => inner.gcCollect()) },
  {
    name: 'weakref',
    body: (t) => {
      t.def('ref', (inner, target, callback) => (target ? inner.weakref(target, callback) : null));
      weakKeyDictionary(t);
    },
  },
  { name: 'io', body: (t) => void t.importFrom('_io', 'open') },
  {
    name: 'encodings_utf_8',
    body: (t) => {
      t.class('IncrementalDecoder', {
        methods: {
          __init__: (inner, self, errors) => {
            if (!self || !errors) return;
            inner.setattr(self, 'errors', errors);
            inner.setattr(self, 'buffer', inner.bytes(''));
          },
        },
      });
    },
  },
  {
    // load(NAME): a module object of its own, which sys.modules does not know.
    name: 'conformance_loader',
    body: (t) => {
      t.def('load', (inner, name) => {
        const text = String(name && inner.unwrap(name));
        const module = inner.import(text);
        inner.del(text);
        inner.forgetModule(text);
        return module;
      });
    },
  },
];
