// Lib/ast.py: takes the types of _ast and gives two of them properties of its own.
import type { Operand, PythonModuleDescription, TestContext, Value } from 'refhunt/scenario';
import { AST_FLAGS } from '../extensions/ast.js';
import { AST_TYPES } from '../extensions/ast-grammar.js';

/** `from _ast import *` */
export function importAstTypes(t: TestContext): void {
  for (const name of ['AST', ...AST_TYPES.map((type) => type.name), ...AST_FLAGS]) t.importFrom('_ast', name);
}

/** Old names of the value of a Constant; a type that another ast.py has given them already keeps those. */
export function addProperties(
  t: TestContext,
  type: string,
  names: readonly string[],
  getter: string,
  setter: string,
): void {
  const first = names[0] as string;
  if (t.hasattr(t.name(type), first)) return;
  for (const name of names) t.setattr(t.name(type), name, t.property(t.name(getter), t.name(setter)));
}

/** `compile('x+1', '<string>', 'eval', flags=ast.PyCF_ONLY_AST)`: the tree comes and goes. */
export function compileSum(t: TestContext): void {
  const ast = t.name('ast');
  const node = (type: string, attributes: Readonly<Record<string, Operand>>): Value => {
    const instance = t.call(t.getattr(ast, type));
    for (const [name, value] of Object.entries(attributes)) t.setattr(instance, name, value);
    return instance;
  };
  const location = { lineno: 1, col_offset: 0, end_lineno: 1, end_col_offset: 3 };
  const tree = [
    node('Name', { id: t.intern('x'), ctx: null, ...location }),
    node('Constant', { value: 1, kind: null, ...location }),
  ] as const;
  const sum = node('BinOp', { left: tree[0], op: null, right: tree[1], ...location });
  const expression = node('Expression', { body: sum });
  for (const value of [...tree, sum, expression]) t.release(value);
}

/** The module in outline. */
export function astOutline(): readonly PythonModuleDescription[] {
  return [
    {
      name: 'ast',
      body: (t) => {
        importAstTypes(t);
        t.class('NodeVisitor', { methods: { visit: {}, generic_visit: {} } });
        for (const name of ['_getter', '_setter']) t.def(name);
        addProperties(t, 'Constant', ['n', 's'], '_getter', '_setter');
      },
    },
  ];
}
