import {
  call,
  clear,
  decref,
  type ExtensionDescription,
  extension,
  fn,
  type Op,
  ret,
  set,
  staticType,
  type TypeDescription,
  untrack,
  visit,
} from '../../../src/interp/scenario.js';

/** A static type of _io: GC support, every field visited, cleared and released; `more` comes first in its dealloc. */
function stream(name: string, fields: readonly string[], more: readonly Op[] = []): TypeDescription {
  return staticType(`_io.${name}`, {
    flags: ['HAVE_GC', 'BASETYPE'],
    fields,
    slots: {
      tp_traverse: fields.map((field) => visit(field)),
      tp_clear: fields.map((field) => clear(field)),
      tp_dealloc: [untrack(), ...more, ...fields.map((field) => decref(field))],
    },
  });
}

/** A new string that the C code made, kept in a field of the object that a local points at. */
function newText(text: string, slot: string): Op[] {
  return [call('PyUnicode_FromString', [{ str: text }], 'local.text'), set(slot, 'local.text', 'steal')];
}

/** `object.name = text`, a string that exists already. */
function setName(object: string, name: string, value: string): Op {
  return call('PyObject_SetAttrString', [object, { str: name }, value]);
}

/** What open(path) does for text: a FileIO, a BufferedReader around it, a TextIOWrapper around that. */
const OPEN: readonly Op[] = [
  call('tp_alloc', ['type:FileIO'], 'local.raw'),
  call('open', [], 'local.raw->fd'),
  setName('local.raw', 'name', 'arg.path'),
  call('tp_alloc', ['type:BufferedReader'], 'local.buffer'),
  set('local.buffer->raw', 'local.raw', 'newref'),
  call('PyMem_Malloc', [], 'local.buffer->block'),
  call('tp_alloc', ['type:TextIOWrapper'], 'local.wrapper'),
  set('local.wrapper->buffer', 'local.buffer', 'newref'),
  set('local.wrapper->raw', 'local.raw', 'newref'),
  ...newText('UTF-8', 'local.wrapper->encoding'),
  call('PyUnicode_InternFromString', [{ str: 'strict' }], 'local.errors'),
  set('local.wrapper->errors', 'local.errors', 'newref'),
  call('tp_alloc', ['type:IncrementalNewlineDecoder'], 'local.newlines'),
  call('PyImport_ImportModule', [{ str: 'encodings_utf_8' }], 'local.codecs'),
  call('PyObject_GetAttrString', ['local.codecs', { str: 'IncrementalDecoder' }], 'local.class'),
  call('PyObject_CallFunction', ['local.class', { str: 's' }, { str: 'strict' }], 'local.decoder'),
  decref('local.class'),
  decref('local.codecs'),
  set('local.newlines->decoder', 'local.decoder', 'steal'),
  set('local.newlines->errors', 'local.errors', 'steal'),
  set('local.wrapper->decoder', 'local.newlines', 'steal'),
  call('PyUnicode_InternFromString', [{ str: 'r' }], 'local.mode'),
  setName('local.wrapper', 'mode', 'local.mode'),
  decref('local.mode'),
  decref('local.buffer'),
  decref('local.raw'),
  ret('local.wrapper'),
];

/** As much of _io as open() for reading text needs. */
export const ioModule: ExtensionDescription = extension('_io', {
  types: {
    FileIO: stream('FileIO', ['__dict__'], [call('close', ['self.fd'])]),
    BufferedReader: stream('BufferedReader', ['raw', '__dict__'], [call('PyMem_Free', ['self.block'])]),
    TextIOWrapper: stream('TextIOWrapper', ['buffer', 'encoding', 'decoder', 'errors', 'raw', '__dict__']),
    IncrementalNewlineDecoder: staticType('_io.IncrementalNewlineDecoder', {
      flags: ['BASETYPE'],
      fields: ['decoder', 'errors'],
      slots: { tp_dealloc: [decref('decoder'), decref('errors')] },
    }),
  },
  functions: { open: fn(['path'], OPEN) },
});
