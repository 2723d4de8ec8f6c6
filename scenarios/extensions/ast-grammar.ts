// Parser/Python.asdl of November 2020: what the types of _ast are called, and their fields ('?': optional).

/** Fields of a constructor, in order. */
type Fields = string;

interface Sum {
  readonly attributes?: Fields;
  readonly constructors: Readonly<Record<string, Fields>>;
}

interface Product {
  readonly fields: Fields;
  readonly attributes?: Fields;
}

const POSITION = 'lineno col_offset end_lineno? end_col_offset?';

/** The constructors of such a sum have no fields: one instance of each is made in advance. */
function simple(names: string): Sum {
  return { constructors: Object.fromEntries(names.split(' ').map((name) => [name, ''])) };
}

const sums: Readonly<Record<string, Sum>> = {
  mod: {
    constructors: {
      Module: 'body type_ignores',
      Interactive: 'body',
      Expression: 'body',
      FunctionType: 'argtypes returns',
    },
  },
  stmt: {
    attributes: POSITION,
    constructors: {
      FunctionDef: 'name args body decorator_list returns? type_comment?',
      AsyncFunctionDef: 'name args body decorator_list returns? type_comment?',
      ClassDef: 'name bases keywords body decorator_list',
      Return: 'value?',
      Delete: 'targets',
      Assign: 'targets value type_comment?',
      AugAssign: 'target op value',
      AnnAssign: 'target annotation value? simple',
      For: 'target iter body orelse type_comment?',
      AsyncFor: 'target iter body orelse type_comment?',
      While: 'test body orelse',
      If: 'test body orelse',
      With: 'items body type_comment?',
      AsyncWith: 'items body type_comment?',
      Raise: 'exc? cause?',
      Try: 'body handlers orelse finalbody',
      Assert: 'test msg?',
      Import: 'names',
      ImportFrom: 'module? names level?',
      Global: 'names',
      Nonlocal: 'names',
      Expr: 'value',
      Pass: '',
      Break: '',
      Continue: '',
    },
  },
  expr: {
    attributes: POSITION,
    constructors: {
      BoolOp: 'op values',
      NamedExpr: 'target value',
      BinOp: 'left op right',
      UnaryOp: 'op operand',
      Lambda: 'args body',
      IfExp: 'test body orelse',
      Dict: 'keys values',
      Set: 'elts',
      ListComp: 'elt generators',
      SetComp: 'elt generators',
      DictComp: 'key value generators',
      GeneratorExp: 'elt generators',
      Await: 'value',
      Yield: 'value?',
      YieldFrom: 'value',
      Compare: 'left ops comparators',
      Call: 'func args keywords',
      FormattedValue: 'value conversion? format_spec?',
      JoinedStr: 'values',
      Constant: 'value kind?',
      Attribute: 'value attr ctx',
      Subscript: 'value slice ctx',
      Starred: 'value ctx',
      Name: 'id ctx',
      List: 'elts ctx',
      Tuple: 'elts ctx',
      Slice: 'lower? upper? step?',
    },
  },
  expr_context: simple('Load Store Del'),
  boolop: simple('And Or'),
  operator: simple('Add Sub Mult MatMult Div Mod Pow LShift RShift BitOr BitXor BitAnd FloorDiv'),
  unaryop: simple('Invert Not UAdd USub'),
  cmpop: simple('Eq NotEq Lt LtE Gt GtE Is IsNot In NotIn'),
};

const moreSums: Readonly<Record<string, Sum>> = {
  excepthandler: { attributes: POSITION, constructors: { ExceptHandler: 'type? name? body' } },
  type_ignore: { constructors: { TypeIgnore: 'lineno tag' } },
};

const products: Readonly<Record<string, Product>> = {
  comprehension: { fields: 'target iter ifs is_async' },
  arguments: { fields: 'posonlyargs args vararg? kwonlyargs kw_defaults kwarg? defaults' },
  arg: { fields: 'arg annotation? type_comment?', attributes: POSITION },
  keyword: { fields: 'arg? value', attributes: POSITION },
  alias: { fields: 'name asname?' },
  withitem: { fields: 'context_expr optional_vars?' },
};

/** One type of the module. */
export interface AstType {
  readonly name: string;
  /** Name of the type that it derives from. */
  readonly base: string;
  readonly fields: readonly string[];
  /** Null: those of the base. */
  readonly attributes: readonly string[] | null;
  /** Fields and attributes that may be missing: class attributes with the value None. */
  readonly optional: readonly string[];
  /** One instance is made in advance. */
  readonly singleton: boolean;
}

function astType(name: string, base: string, fields: Fields, attributes: Fields | null, singleton = false): AstType {
  const split = (text: string): string[] => (text === '' ? [] : text.split(' '));
  const plain = (word: string): string => word.replace('?', '');
  const all = [...split(fields), ...split(attributes ?? '')];
  return {
    name,
    base,
    fields: split(fields).map(plain),
    attributes: attributes === null ? null : split(attributes).map(plain),
    optional: all.filter((word) => word.endsWith('?')).map(plain),
    singleton,
  };
}

function typesOfSum([name, { attributes = '', constructors }]: [string, Sum]): AstType[] {
  const isSimple = Object.values(constructors).every((fields) => fields === '');
  const derived = Object.entries(constructors).map(([each, fields]) => astType(each, name, fields, null, isSimple));
  return [astType(name, 'AST', '', attributes), ...derived];
}

/** Every type but AST itself, bases first. */
export const AST_TYPES: readonly AstType[] = [
  ...Object.entries(sums).flatMap(typesOfSum),
  ...Object.entries(products).map(([name, { fields, attributes = '' }]) => astType(name, 'AST', fields, attributes)),
  ...Object.entries(moreSums).flatMap(typesOfSum),
];

/** Names that the C code keeps as interned strings. */
export const AST_IDENTIFIERS: readonly string[] = [
  ...new Set([
    ...['_fields', '_attributes', '__module__', '__doc__', '__dict__', 'ast'],
    ...AST_TYPES.flatMap(({ fields, attributes }) => [...fields, ...(attributes ?? [])]),
  ]),
];
