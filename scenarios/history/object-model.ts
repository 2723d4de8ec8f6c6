// How a debug build came to count what it counts: changes of the object model that show in elementary costs.
import type { Change, RuleName } from 'refhunt/scenario';
import { merged } from './define-change.js';

/** The rule holds from this change on. */
function rule(name: RuleName, names: readonly string[]): Partial<Change> {
  return { names, area: 'object', edits: [{ edit: 'rule', rule: name, on: true }] };
}

export const objectModelChanges: readonly Change[] = [
  merged('630c8df5cf', '2019-12-17', 'Small ints belong to each interpreter', {
    ...rule('small-ints-per-interpreter', ['bpo-38858', 'gh-17315']),
  }),
  merged('3cfe5b7b8f', '2020-05-25', 'namedtuple() evaluates a lambda for __new__ and leaves it in no namespace', {
    ...rule('namedtuple-new-by-eval', ['gh-20361']),
  }),
  merged('69ac6e58fd', '2020-06-04', 'Free lists of tuples belong to each interpreter, and with them the empty tuple', {
    ...rule('empty-tuple-per-interpreter', ['bpo-40521', 'gh-20247']),
  }),
  merged('2f9ada96e0', '2020-06-24', 'The empty string and characters of latin-1 belong to each interpreter', {
    ...rule('characters-per-interpreter', ['bpo-40521', 'gh-21101', 'gh-21096']),
  }),
  merged('f9bd05e83e', '2020-06-23', 'frozenset() makes a new object, the empty one is no singleton', {
    ...rule('frozenset-new', ['bpo-40521', 'gh-21085']),
  }),
  merged('7301979b23', '2020-11-25', 'Annotations of a function are a constant tuple until somebody asks for them', {
    ...rule('annotations-tuple', ['bpo-42202', 'gh-23316']),
  }),
  merged('ea251806b8', '2020-12-26', 'The interned dict belongs to each interpreter', {
    ...rule('interned-per-interpreter', ['bpo-40521', 'gh-20085']),
  }),
  merged('dd39123970', '2020-12-29', 'functools.partial is a heap type', {
    ...rule('partial-heap-type', ['bpo-40137', 'gh-23405']),
  }),
  merged('c56387f80c', '2020-12-30', 'A property keeps the name it has in its class', {
    ...rule('property-name', ['bpo-27794', 'gh-23967']),
  }),
  merged('b6d68aa08b', '2021-02-04', 'namedtuple() gives the globals of __new__ a __builtins__ dict of their own', {
    ...rule('namedtuple-own-builtins', ['bpo-43102', 'gh-24439']),
  }),
  merged('a3c3ffa68e', '2021-02-18', 'A function keeps its builtins', {
    ...rule('func-builtins', ['bpo-42990', 'gh-24559']),
  }),
  merged('145bf269df', '2021-02-26', 'Struct sequences and namedtuples carry __match_args__ (PEP 634)', {
    ...rule('match-args', ['bpo-42128', 'gh-22917']),
  }),
  merged('507a574de3', '2021-04-09', 'staticmethod and classmethod take over attributes of the function', {
    ...rule('wrapper-attributes', ['bpo-43682', 'gh-25268']),
  }),
  merged(
    'b11a951f16',
    '2021-05-21',
    'Data stack of the thread: a generator holds its frame, no code keeps a zombie frame',
    {
      ...rule('generator-inline-frame', ['bpo-44032', 'gh-26076']),
    },
  ),
  merged('ee7637596d', '2021-06-01', 'PyType_Ready refuses Py_TPFLAGS_HAVE_GC without tp_traverse', {
    ...rule('ready-requires-traverse', ['bpo-44263', 'gh-26463']),
  }),
  merged('2c1e2583fd', '2021-06-03', 'A code object has one array of local variables', {
    ...rule('code-localsplus', ['bpo-43693', 'gh-26388']),
  }),
  merged(
    'a8b9350964',
    '2021-10-13',
    'Attribute values live in an array of the instance; a dict is made when asked for',
    {
      ...rule('inline-values', ['bpo-45340', 'gh-28802']),
    },
  ),
  merged('8a310dd5f4', '2021-10-21', 'PyType_FromSpec copies the name: _ht_tpname', {
    ...rule('ht-tpname', ['bpo-45315', 'gh-29103']),
  }),
  merged('acc89db923', '2021-11-03', 'Small ints are shared by all interpreters again', {
    names: ['bpo-45691', 'gh-29366'],
    area: 'object',
    reverts: ['630c8df5cf'],
  }),
  merged('121f1f893a', '2021-12-13', 'Small ints are static objects whose count nothing uses up', {
    ...rule('static-objects-immortal', ['bpo-45953', 'gh-30092']),
    reverts: ['69ac6e58fd', '2f9ada96e0'],
  }),
  merged('35d6540c90', '2022-01-06', 'The interned dict is shared by all interpreters again', {
    names: ['bpo-46006', 'gh-30422'],
    area: 'object',
    reverts: ['ea251806b8'],
  }),
  merged('1a4d1c1c9b', '2022-01-13', '_PyGC_Fini takes survivors out of the lists of the dying interpreter', {
    ...rule('gc-fini-untracks', ['bpo-46070', 'gh-30577']),
    area: 'collector',
  }),
  merged('2d03b73cc9', '2022-01-22', 'A tp_subclasses that has become empty is dropped', {
    ...rule('subclasses-dropped-when-empty', ['bpo-46417', 'gh-30793']),
  }),
  merged('14243369b5', '2022-05-04', '_PyGC_Fini leaks a reference to each survivor, so that nothing frees it later', {
    ...rule('gc-fini-increfs', ['gh-92036', 'gh-92037']),
    area: 'collector',
    requires: ['1a4d1c1c9b'],
  }),
];
