// What test_ast imports: ast and all that it takes from contextlib, enum, functools, collections and types.
import type { PythonModuleDescription, TestContext, Value } from 'refhunt/scenario';
import { addProperties, importAstTypes } from '../library/ast.js';
import type { Counts } from './counts.js';
import { becomePackage, counted } from './python-module.js';

const KEYWORDS = (
  'False None True and as assert async await break class continue def del elif else except finally for from global ' +
  'if import in is lambda nonlocal not or pass raise return try while with yield'
).split(' ');

/** `iskeyword = frozenset(kwlist).__contains__` */
function keyword(t: TestContext): void {
  const list = t.list(KEYWORDS.map((name) => t.intern(name)));
  t.assign('kwlist', list);
  t.assign('iskeyword', t.getattr(t.call(t.name('frozenset'), list), '__contains__'));
}

function operator(t: TestContext): void {
  for (const name of ['attrgetter', 'itemgetter', 'methodcaller', 'eq']) t.importFrom('_operator', name);
}

const MAXIMA = [6, 6, 6, 5, 4, 6, 6, 6, 30, 40, 30];

/** `aRepr = Repr()`, `repr = aRepr.repr` */
function reprlib(t: TestContext, fill: () => void): void {
  fill();
  const repr = t.call(t.name('Repr'));
  for (const [index, maximum] of MAXIMA.entries()) t.setattr(repr, `max_${index}`, maximum);
  t.assign('aRepr', repr);
  t.assign('repr', t.getattr(repr, 'function_1'));
}

function collections(t: TestContext, fill: () => void): void {
  becomePackage(t);
  t.import('_collections_abc');
  t.import('sys', '_sys');
  t.importFrom('keyword', 'iskeyword', '_iskeyword');
  t.importFrom('operator', 'eq', '_eq');
  t.importFrom('operator', 'itemgetter', '_itemgetter');
  t.importFrom('reprlib', 'function_0', '_recursive_repr');
  t.importFrom('_weakref', 'proxy', '_proxy');
  for (const name of ['deque', '_count_elements']) t.importFrom('_collections', name);
  fill();
}

const COMPARISONS = ['__lt__', '__le__', '__gt__', '__ge__'];

/** `_convert = {'__lt__': [('__gt__', _gt_from_lt), ...], ...}` */
function convert(t: TestContext): Value {
  const all = t.dict();
  for (const [index, name] of COMPARISONS.entries()) {
    const others = COMPARISONS.filter((other) => other !== name);
    const pairs = others.map((other, n) => t.tuple([t.intern(other), t.name(`function_${3 * index + n}`)]));
    t.setitem(all, name, t.list(pairs));
  }
  return all;
}

/** `_CacheInfo = namedtuple("CacheInfo", [...])` */
function addCacheFields(t: TestContext): void {
  const makeGetter = t.getattr(t.load('_collections'), '_tuplegetter');
  for (const [index, name] of ['hits', 'misses', 'maxsize', 'currsize'].entries()) {
    t.setattr(t.name('CacheInfo'), name, t.call(makeGetter, t.intern(`Alias for field number ${index}`)));
  }
}

function functools(t: TestContext, fill: () => void): void {
  t.importFrom('abc', 'get_cache_token');
  t.importFrom('collections', 'function_0', 'namedtuple');
  t.importFrom('reprlib', 'function_0', 'recursive_repr');
  for (const name of ['reduce', 'cmp_to_key']) t.importFrom('_functools', name);
  fill();
  t.assign('_convert', convert(t));
  // Defaults of its functions, and so what keeps the module builtins.
  const builtins = t.load('builtins');
  for (const name of ['hash', 'len']) t.assign(name, t.getattr(builtins, name));
  addCacheFields(t);
}

function contextlib(t: TestContext, fill: () => void): void {
  for (const name of ['abc', 'sys', '_collections_abc']) t.import(name);
  t.importFrom('collections', 'deque');
  t.importFrom('functools', 'function_12', 'wraps');
  fill();
}

/** `@DynamicClassAttribute def name(self)` */
function dynamicAttribute(t: TestContext, type: Value, name: string, getter: Value): void {
  const attribute = t.call(t.name('DynamicClassAttribute'));
  const values = { fget: getter, fset: null, fdel: null, __doc__: t.getattr(getter, '__doc__') };
  for (const [field, value] of Object.entries(values)) t.setattr(attribute, field, value);
  for (const field of ['overwrite_doc', '__isabstractmethod__']) t.setattr(attribute, field, false);
  t.setattr(type, name, attribute);
}

function enumModule(t: TestContext, fill: () => void): void {
  t.import('sys');
  t.importFrom('types', 'DynamicClassAttribute');
  fill();
  const type = t.name('Enum');
  for (const [name, method] of Object.entries({ name: 'function_9', value: 'function_10' })) {
    dynamicAttribute(t, type, name, t.getattr(type, method));
    t.delattr(type, method);
  }
}

const PRECEDENCE = 'TUPLE YIELD TEST OR AND NOT CMP EXPR BXOR BAND SHIFT ARITH TERM FACTOR POWER AWAIT ATOM'.split(' ');

/** What the class body of an enum needs and leaves nothing of but the names of its attributes. */
function runClassBody(t: TestContext): void {
  const namespace = t.call(t.getattr(t.load('enum'), '_EnumDict'));
  for (const name of ENUM_DICT) t.setattr(namespace, name, null);
  const value = t.call(t.name('auto'));
  t.setattr(value, 'value', null);
  for (const each of [namespace, value]) t.release(each);
}

const ENUM_DICT = ['_member_names', '_last_values', '_ignore', '_auto_called', '_generate_next_value'];

/** `class _Precedence(IntEnum)`: each member is an int that knows its value, its name and its class. */
function addPrecedences(t: TestContext): void {
  const type = t.name('_Precedence');
  runClassBody(t);
  const members = t.dict();
  const byValue = t.dict();
  for (const [index, name] of PRECEDENCE.entries()) {
    const member = t.call(type);
    const values = { _value_: t.int(index + 1), _name_: t.intern(name), __objclass__: type };
    for (const [attribute, value] of Object.entries(values)) t.setattr(member, attribute, value);
    t.setattr(type, name, member);
    t.setitem(members, name, member);
    t.setitem(byValue, index + 1, member);
  }
  const expr = t.getattr(type, 'EXPR');
  t.setattr(type, 'BOR', expr);
  t.setitem(members, 'BOR', expr);
  t.setattr(type, '_member_names_', t.list(PRECEDENCE.map((name) => t.intern(name))));
  t.setattr(type, '_member_map_', members);
  t.setattr(type, '_value2member_map_', byValue);
}

/** Old node classes, which make a Constant: all have the same `__new__`. */
const OLD_CONSTANTS: Readonly<Record<string, string | null>> = { Num: 'n', Str: 's', Bytes: 's', NameConstant: null };

function addOldConstants(t: TestContext): void {
  const fields = new Map(['n', 's'].map((name) => [name, t.tuple([t.intern(name)])]));
  for (const [name, field] of Object.entries(OLD_CONSTANTS)) {
    t.class(name, {
      bases: [t.name('Constant')],
      metaclass: t.name('_ABC'),
      attributes: { ...(field && { _fields: fields.get(field) as Value }), __new__: t.name('function_0') },
    });
  }
}

/** Types of the constants that the old classes stand for; of None and Ellipsis, their types. */
const CONSTANT_TYPES = {
  _const_types: {
    ...{ Num: ['int', 'float', 'complex'], Str: ['str'], Bytes: ['bytes'] },
    ...{ NameConstant: ['None', 'bool'], Ellipsis: ['Ellipsis'] },
  },
  _const_types_not: { Num: ['bool'] },
};

function typeNamed(t: TestContext, name: string): Value {
  const value = t.name(name);
  return ['None', 'Ellipsis'].includes(name) ? t.getattr(value, '__class__') : value;
}

function addConstantTypes(t: TestContext): void {
  for (const [table, types] of Object.entries(CONSTANT_TYPES)) {
    const dict = t.dict();
    for (const [old, names] of Object.entries(types)) {
      t.setitem(dict, t.name(old), t.tuple(names.map((name: string) => typeNamed(t, name))));
    }
    t.assign(table, dict);
  }
}

function ast(t: TestContext, fill: () => void): void {
  t.import('sys');
  importAstTypes(t);
  t.importFrom('contextlib', 'function_0', 'contextmanager');
  for (const name of ['IntEnum', 'auto']) t.importFrom('enum', name);
  fill();
  addProperties(t, 'Constant', ['n', 's'], 'function_1', 'function_2');
  addProperties(t, 'Tuple', ['dims'], 'function_3', 'function_4');
  addOldConstants(t);
  addConstantTypes(t);
  addPrecedences(t);
}

export function astModules(counts: Counts): readonly PythonModuleDescription[] {
  return [
    { name: 'keyword', body: keyword },
    { name: 'operator', body: operator },
    counted(counts, 'reprlib', reprlib),
    counted(counts, 'collections', collections),
    counted(counts, 'functools', functools),
    counted(counts, 'contextlib', contextlib),
    counted(counts, 'types'),
    counted(counts, 'enum', enumModule),
    counted(counts, 'ast', ast),
  ];
}
