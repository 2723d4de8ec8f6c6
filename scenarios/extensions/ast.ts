// Python/Python-ast.c: the types of syntax trees, and the struct that owns them: C statics, the module state, or the
// interpreter, by year.
import { call, clear, decref, extension, fn, heapType, type Op, ret, visit, when } from 'refhunt/scenario';
import { AST_IDENTIFIERS, AST_TYPES, type AstType } from './ast-grammar.js';

const AST = heapType('ast.AST', {
  flags: ['BASETYPE', 'HAVE_GC'],
  fields: ['__dict__'],
  methods: { __reduce__: { body: [] } },
  getset: ['__dict__'],
  slots: {
    tp_new: [call('tp_alloc', ['arg.type'], 'local.self'), ret('local.self')],
    tp_init: [],
    tp_traverse: [visit('ob_type'), visit('__dict__')],
    tp_clear: [clear('__dict__')],
    tp_dealloc: [clear('__dict__'), decref('ob_type')],
    others: ['tp_getattro', 'tp_setattro'],
  },
});

/** Where the references of struct astmodulestate stand: 'static.', 'state.' or 'interp.ast.'. */
type Owner = string;

/** A tuple of interned names in a local. */
function nameTuple(names: readonly string[]): Op[] {
  const locals = names.map((_, index) => `local.name_${index}`);
  return [
    ...names.map((name, index) => call('PyUnicode_InternFromString', [{ str: name }], locals[index])),
    call('PyTuple_Pack', locals, 'local.names'),
    ...locals.map((local) => decref(local)),
  ];
}

function setTupleAttribute(type: string, attribute: string, names: readonly string[]): Op[] {
  if (names.length === 0) return [call('PyObject_SetAttrString', [type, { str: attribute }, '()'])];
  return [
    ...nameTuple(names),
    call('PyObject_SetAttrString', [type, { str: attribute }, 'local.names']),
    decref('local.names'),
  ];
}

/** make_type() and add_attributes(); the names of its dict are strings of the struct. */
function makeType(owner: Owner, { name, base, fields, attributes, optional }: AstType): Op[] {
  const type = `${owner}${name}_type`;
  const own = (field: string): string => `${owner}${field}`;
  const names = fields.length > 0 ? 'local.names' : '()';
  return [
    ...(fields.length > 0 ? nameTuple(fields) : []),
    call(
      'PyObject_CallFunction',
      [
        'type:type',
        { str: 's(O){OOOOOs}' },
        { str: name },
        `${owner}${base}_type`,
        ...[own('_fields'), names, own('__module__'), own('ast'), own('__doc__')],
        { str: `The node ${name}.` },
      ],
      type,
    ),
    ...(fields.length > 0 ? [decref('local.names')] : []),
    ...(attributes ? setTupleAttribute(type, '_attributes', attributes) : []),
    ...optional.map((field) => call('PyObject_SetAttrString', [type, { str: field }, 'None'])),
  ];
}

/** init_types(): once for each struct. */
function initTypes(owner: Owner): Op {
  const base = `${owner}AST_type`;
  return when({ isNull: base }, [
    ...AST_IDENTIFIERS.map((name) => call('PyUnicode_InternFromString', [{ str: name }], `${owner}${name}`)),
    call('PyType_FromSpec', [{ spec: 'AST' }], base),
    ...['_fields', '_attributes'].flatMap((attribute) => setTupleAttribute(base, attribute, [])),
    ...AST_TYPES.flatMap((type) => makeType(owner, type)),
    ...AST_TYPES.filter(({ singleton }) => singleton).map(({ name }) =>
      call('tp_alloc', [`${owner}${name}_type`], `${owner}${name}_singleton`),
    ),
  ]);
}

const FLAGS = { PyCF_ALLOW_TOP_LEVEL_AWAIT: 0x2000, PyCF_ONLY_AST: 0x0400, PyCF_TYPE_COMMENTS: 0x1000 };
export const AST_FLAGS = Object.keys(FLAGS);
const NAMES = ['AST', ...AST_TYPES.map(({ name }) => name)];

function exec(owner: Owner): Op[] {
  return [
    initTypes(owner),
    ...Object.entries(FLAGS).map(([name, value]) =>
      call('PyModule_AddIntConstant', ['module', { str: name }, { int: value }]),
    ),
    ...NAMES.map((name) => call('PyModule_AddObjectRef', ['module', { str: name }, `${owner}${name}_type`])),
  ];
}

const STRUCT = [
  ...AST_IDENTIFIERS,
  ...NAMES.map((name) => `${name}_type`),
  ...AST_TYPES.filter(({ singleton }) => singleton).map(({ name }) => `${name}_singleton`),
];

const TYPES = { types: { AST }, functions: { PyAST_mod2obj: fn([], []) } } as const;

/** Until ac46eb4ad6, again from 91e1bc18bd: C statics; the module is initialised once for the process. */
export const astStatics = extension('_ast', () => ({
  ...TYPES,
  init: 'single-phase',
  mSize: -1,
  statics: STRUCT,
  exec: exec('static.'),
}));

/** ac46eb4ad6, again b1cc6ba73a: the struct is the state of the module. */
export const astModuleState = extension('_ast', () => ({
  ...TYPES,
  state: STRUCT,
  exec: exec('state.'),
  slots: {
    m_traverse: STRUCT.map((field) => visit(`state.${field}`)),
    m_clear: STRUCT.map((field) => clear(`state.${field}`)),
    m_free: STRUCT.map((field) => clear(`state.${field}`)),
  },
}));

/** e5fbe0cbd4: one struct for the process, shared by the module objects of all interpreters. */
export const astGlobalState = extension('_ast', () => ({ ...TYPES, statics: STRUCT, exec: exec('static.') }));

/** 5cf4782a26: the struct is a part of PyInterpreterState, which no collector visits. */
export const astInterpreterState = extension('_ast', () => ({ ...TYPES, exec: exec('interp.ast.') }));
