// What every subinterpreter loads before any other code runs: importlib, the codecs, the streams, os.
import type { PythonModuleDescription, TestContext, Value } from 'refhunt/scenario';
import type { Counts } from './counts.js';
import { becomePackage, counted } from './python-module.js';

/** `from . import x` in a package: the module is bound under the last part of its name. */
function importSubmodule(t: TestContext, name: string): void {
  const module = t.import(name);
  t.assign(name.slice(name.lastIndexOf('.') + 1), module);
  t.del(name);
}

/** The codec of the file system is looked up at once: it enters the caches of the package and of the interpreter. */
function lookUpUtf8(t: TestContext): void {
  const codecs = t.load('_codecs');
  const cache = t.dict();
  t.assign('_cache', cache);
  t.callMethod(codecs, 'register', t.name('function_1'));
  importSubmodule(t, 'encodings.utf_8');
  const utf8 = t.name('utf_8');
  const part = (name: string) => t.getattr(utf8, name);
  const entry = t.call(
    t.getattr(t.name('codecs'), 'CodecInfo'),
    t.tuple([part('encode'), part('function_0'), part('StreamReader'), part('StreamWriter')]),
  );
  t.setattr(entry, 'name', t.str('utf-8'));
  const attributes = {
    encode: 'encode',
    decode: 'function_0',
    incrementalencoder: 'IncrementalEncoder',
    incrementaldecoder: 'IncrementalDecoder',
    streamwriter: 'StreamWriter',
    streamreader: 'StreamReader',
  };
  for (const [attribute, name] of Object.entries(attributes)) t.setattr(entry, attribute, part(name));
  t.setitem(cache, 'utf_8', entry);
  t.callMethod(codecs, '_remember', t.intern('utf-8'), entry);
}

function encodings(t: TestContext, fill: () => void): void {
  becomePackage(t);
  for (const name of ['codecs', 'sys']) t.import(name);
  importSubmodule(t, 'encodings.aliases');
  fill();
  lookUpUtf8(t);
  importSubmodule(t, 'encodings.latin_1');
}

/** The decoder of sys.stdin, the encoder of sys.stderr. */
function makeCoder(t: TestContext, type: string, errors: string): Value {
  const coder = t.call(t.getattr(t.load('encodings.utf_8'), type));
  t.setattr(coder, 'errors', t.str(errors));
  t.setattr(coder, 'buffer', t.str(''));
  return coder;
}

/** sys.stderr of an unbuffered process: text, then the file itself. */
function makeStreams(t: TestContext): void {
  const io = t.load('_io');
  makeCoder(t, 'IncrementalDecoder', 'strict');
  const raw = t.call(t.getattr(io, 'FileIO'), t.dict({ name: t.str('<stderr>') }));
  const encoder = makeCoder(t, 'IncrementalEncoder', 'backslashreplace');
  const mode = t.dict({ mode: t.str('w') });
  const parts = [mode, raw, t.str('utf-8'), encoder, t.str('\n'), t.str('backslashreplace')];
  t.setattr(t.load('sys'), 'stderr', t.call(t.getattr(io, 'TextIOWrapper'), ...parts));
}

/** What sys.stderr of the process is: a file is asked for its position, and one that is not empty sets the encoder's state. */
export type StandardError = 'pipe' | 'written file';

/** IncrementalEncoder.setstate() ran once: the block of its frame stays with its code. */
function afterSetstate(counts: Counts, stderr: StandardError): Counts {
  const { codecs } = counts;
  const encoder = codecs?.classes.IncrementalEncoder;
  if (stderr === 'pipe' || !codecs || !encoder) return counts;
  const IncrementalEncoder = { ...encoder, ran: (encoder.ran ?? 0) + 1 };
  return { ...counts, codecs: { ...codecs, classes: { ...codecs.classes, IncrementalEncoder } } };
}

export function startUpModules(measured: Counts, stderr: StandardError): readonly PythonModuleDescription[] {
  const counts = afterSetstate(measured, stderr);
  return [
    counted(counts, 'sys', (t) => {
      for (const name of ['path', 'argv', 'path_hooks', 'path_importer_cache', 'meta_path', 'stderr'])
        t.assign(name, null);
      t.assign('__interactivehook__', null);
    }),
    counted(counts, '_frozen_importlib', (t, fill) => {
      t.assign('_bootstrap_external', null);
      fill();
    }),
    counted(counts, '_frozen_importlib_external'),
    counted(counts, 'codecs'),
    counted(counts, 'encodings', encodings),
    counted(counts, 'encodings.aliases'),
    counted(counts, 'encodings.utf_8', (t, fill) => {
      t.import('codecs');
      t.assign('encode', t.getattr(t.load('_codecs'), 'utf_8_encode'));
      fill();
    }),
    counted(counts, 'encodings.latin_1', (t, fill) => {
      t.import('codecs');
      fill();
    }),
    {
      name: 'io',
      body: (t) => {
        t.import('abc');
        makeStreams(t);
      },
    },
    counted(counts, 'abc', (t, fill) => {
      for (const name of ['_abc_init', 'get_cache_token']) t.importFrom('_abc', name);
      fill();
    }),
    counted(counts, '_collections_abc', (t, fill) => {
      t.assign('__name__', t.str('collections.abc'));
      t.importFrom('abc', 'ABCMeta');
      t.importFrom('abc', 'function_0', 'abstractmethod');
      t.import('sys');
      fill();
    }),
    counted(counts, 'os', (t, fill) => {
      for (const name of ['abc', 'sys']) t.import(name);
      t.importFrom('_collections_abc', 'function_0', '_check_methods');
      t.importFrom('_collections_abc', 'MutableMapping');
      t.importFrom('posix', 'urandom');
      fill();
    }),
    { name: 'site', body: (t) => void t.import('os') },
  ];
}
