// Lib/ast.py: takes the types of _ast and gives two of them properties of its own.
import type { PythonModuleDescription, TestContext } from 'refhunt/scenario';
import { AST_FLAGS } from '../extensions/ast.js';
import { AST_TYPES } from '../extensions/ast-grammar.js';

/** `from _ast import *` */
export function importAstTypes(t: TestContext): void {
  for (const name of ['AST', ...AST_TYPES.map((type) => type.name), ...AST_FLAGS]) t.importFrom('_ast', name);
}

/** Old names of the value of a Constant: getter and setter are functions of this module. */
export function addProperties(
  t: TestContext,
  type: string,
  names: readonly string[],
  getter: string,
  setter: string,
): void {
  for (const name of names) t.setattr(t.name(type), name, t.property(t.name(getter), t.name(setter)));
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
