import type { PythonModuleDescription } from '../../../src/interp/scenario.js';

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
