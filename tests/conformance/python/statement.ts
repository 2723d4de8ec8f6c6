import type { TestContext, Value } from '../../../src/interp/test-context.js';
import { PythonError } from '../../../src/interp/test-outcome.js';
import { collectConstants } from './constants.js';
import { makeClass, makeFunction } from './definition.js';
import {
  type Ending,
  evaluate,
  evaluateArguments,
  evaluateValue,
  isContainer,
  iterate,
  iteration,
  type Language,
  truth,
} from './expression.js';
import { asValue, bind, plain, type Scope, unbind } from './scope.js';
import { childNamed, childrenOf, parsePython, partsOf, type Source, textOf, unsupported } from './source.js';

type Execute = (scope: Scope, source: Source) => Ending;

const LANGUAGE: Language = { run, makeFunction: (scope, name, source) => makeFunction(LANGUAGE, scope, name, source) };

/** Runs code at module level: its names are those of `t`. */
export function runModule(t: TestContext, code: string): void {
  const program = parsePython(code);
  run({ t, locals: null, globals: new Set(), constants: collectConstants(t, program) }, childrenOf(program));
}

/** Constants of the code of a function, owned by the running frame. */
export function constantsOf(t: TestContext, code: string): Map<string, Value> {
  return collectConstants(t, parsePython(code));
}

/** Runs code as the body of a function: its names are locals of a frame that ends with it. */
export function runFunctionBody(t: TestContext, code: string, constants: ReadonlyMap<string, Value>): void {
  t.block(() => {
    run({ t, locals: new Map(), globals: new Set(), constants }, childrenOf(parsePython(code)));
  });
}

function run(scope: Scope, statements: readonly Source[]): Ending {
  for (const statement of statements) {
    const ending = execute(scope, statement);
    if (ending !== 'next') return ending;
  }
  return 'next';
}

function execute(scope: Scope, source: Source): Ending {
  const statement = STATEMENTS[source.node.name];
  if (!statement) throw unsupported(source);
  return statement(scope, source);
}

const STATEMENTS: Readonly<Record<string, Execute>> = {
  StatementGroup: (scope, source) => run(scope, partsOf(source)),
  PassStatement: () => 'next',
  BreakStatement: () => 'break',
  ContinueStatement: () => 'continue',
  ExpressionStatement: (scope, source) => {
    scope.t.block(() => void evaluate(LANGUAGE, scope, partsOf(source)[0] as Source));
    return 'next';
  },
  AssignStatement: assignment,
  UpdateStatement: update,
  DeleteStatement: (scope, source) => {
    for (const target of partsOf(source).slice(1)) remove(scope, target);
    return 'next';
  },
  ImportStatement: importStatement,
  ScopeStatement: (scope, source) => {
    for (const name of partsOf(source).slice(1)) scope.globals.add(textOf(name));
    return 'next';
  },
  ReturnStatement: (scope, source) => {
    const value = partsOf(source)[1];
    return { returned: value ? newReference(scope, value) : null };
  },
  RaiseStatement: raise,
  IfStatement: ifStatement,
  ForStatement: forStatement,
  WhileStatement: whileStatement,
  TryStatement: tryStatement,
  FunctionDefinition: (scope, source) => {
    const name = textOf(childNamed(source, 'VariableName') as Source);
    give(scope, name, () => makeFunction(LANGUAGE, scope, name, source));
    return 'next';
  },
  ClassDefinition: (scope, source) => {
    const name = textOf(childNamed(source, 'VariableName') as Source);
    give(scope, name, () => makeClass(LANGUAGE, scope, name, source));
    return 'next';
  },
};

/** Value of an expression as a reference of the frame around the statement; its temporaries are gone. */
function newReference(scope: Scope, source: Source): Value {
  return scope.t.block(() => asValue(scope, evaluate(LANGUAGE, scope, source)));
}

/** Binds what `make` gives to the innermost block. */
function give(scope: Scope, name: string, make: () => Value): void {
  const value = scope.t.block(make);
  bind(scope, name, value);
  scope.t.release(value);
}

function assignment(scope: Scope, source: Source): Ending {
  const parts = partsOf(source);
  const value = newReference(scope, parts.at(-1) as Source);
  for (const target of parts.slice(0, -1)) if (target.node.name !== 'AssignOp') store(scope, target, value);
  scope.t.release(value);
  return 'next';
}

function store(scope: Scope, target: Source, value: Value): void {
  if (target.node.name === 'VariableName') bind(scope, textOf(target), value);
  else if (target.node.name === 'MemberExpression') scope.t.block(() => storeMember(scope, target, value));
  else throw unsupported(target);
}

function storeMember(scope: Scope, target: Source, value: Value): void {
  const { t } = scope;
  const [first, index] = partsOf(target) as [Source, Source | undefined];
  const object = evaluateValue(LANGUAGE, scope, first);
  const property = childNamed(target, 'PropertyName');
  if (property) t.setattr(object, textOf(property), value);
  else if (index && !isContainer(scope, object) && t.hasattr(object, '__setitem__'))
    t.callMethod(object, '__setitem__', evaluate(LANGUAGE, scope, index), value);
  else if (index) t.setitem(object, evaluate(LANGUAGE, scope, index), value);
  else replaceItems(scope, object, value);
}

/** `list[:] = values` */
function replaceItems(scope: Scope, list: Value, values: Value): void {
  const items = iterate(scope, values);
  scope.t.clear(list);
  for (const item of items) scope.t.append(list, item);
}

/** `name += value` of numbers. */
function update(scope: Scope, source: Source): Ending {
  const [target, operator, value] = partsOf(source) as [Source, Source, Source];
  const sign = { '+=': 1, '-=': -1 }[textOf(operator)];
  if (sign === undefined || target.node.name !== 'VariableName') throw unsupported(source);
  give(scope, textOf(target), () => {
    const [old, by] = [target, value].map((each) => Number(plain(scope, evaluate(LANGUAGE, scope, each))));
    return asValue(scope, Number(old) + sign * Number(by));
  });
  return 'next';
}

function remove(scope: Scope, target: Source): void {
  if (target.node.name === 'VariableName') {
    unbind(scope, textOf(target));
    return;
  }
  const { t } = scope;
  t.block(() => {
    const [first, index] = partsOf(target) as [Source, Source | undefined];
    const object = evaluateValue(LANGUAGE, scope, first);
    const property = childNamed(target, 'PropertyName');
    if (property) t.delattr(object, textOf(property));
    else if (index && textOf(first) === 'sys.modules')
      t.forgetModule(String(plain(scope, evaluate(LANGUAGE, scope, index))));
    else if (index) t.delitem(object, evaluate(LANGUAGE, scope, index));
    else t.clear(object);
  });
}

/** `import a, b as c` and `from a import b as c`. */
function importStatement(scope: Scope, source: Source): Ending {
  const words = partsOf(source).map((part) => textOf(part));
  const names = words[0] === 'from' ? words.slice(3) : words.slice(1);
  for (let index = 0; index < names.length; index++) {
    const name = names[index] as string;
    const renamed = names[index + 1] === 'as';
    const alias = renamed ? (names[index + 2] as string) : name;
    if (renamed) index += 2;
    if (words[0] === 'from') importFrom(scope, words[1] as string, name, alias);
    else importModule(scope, name, alias);
  }
  return 'next';
}

function importModule(scope: Scope, name: string, alias: string): void {
  const { t } = scope;
  const known = t.has(name);
  t.block(() => void t.import(name));
  if (scope.locals === null && alias === name) return;
  give(scope, alias, () => t.name(name));
  if (!known) t.del(name);
}

function importFrom(scope: Scope, module: string, name: string, alias: string): void {
  const { t } = scope;
  if (scope.locals === null) t.block(() => void t.importFrom(module, name, alias));
  else give(scope, alias, () => t.importFrom(module, name, alias));
}

function raise(scope: Scope, source: Source): Ending {
  const call = partsOf(source)[1];
  if (!call) throw unsupported(source);
  const [type, list] = call.node.name === 'CallExpression' ? (partsOf(call) as [Source, Source]) : [call, undefined];
  const args = list ? evaluateArguments(LANGUAGE, scope, list).positional : [];
  throw new PythonError(textOf(type), String(plain(scope, args[0] ?? '')));
}

function test(scope: Scope, source: Source): boolean {
  return scope.t.block(() => truth(scope, evaluate(LANGUAGE, scope, source)));
}

function ifStatement(scope: Scope, source: Source): Ending {
  const children = childrenOf(source);
  for (let index = 0; index < children.length; index++) {
    const keyword = (children[index] as Source).node.name;
    if (keyword === 'if' || keyword === 'elif') {
      if (test(scope, children[index + 1] as Source)) return run(scope, partsOf(children[index + 2] as Source));
    } else if (keyword === 'else') return run(scope, partsOf(children[index + 1] as Source));
  }
  return 'next';
}

function forStatement(scope: Scope, source: Source): Ending {
  const [, target, , iterable, body] = partsOf(source) as [Source, Source, Source, Source, Source];
  for (const item of iteration(LANGUAGE, scope, iterable)) {
    bind(scope, textOf(target), item);
    const ending = run(scope, partsOf(body));
    if (ending === 'break') break;
    if (typeof ending === 'object') return ending;
  }
  return 'next';
}

function whileStatement(scope: Scope, source: Source): Ending {
  const [, condition, body] = partsOf(source) as [Source, Source, Source];
  while (test(scope, condition)) {
    const ending = run(scope, partsOf(body));
    if (ending === 'break') break;
    if (typeof ending === 'object') return ending;
  }
  return 'next';
}

function tryStatement(scope: Scope, source: Source): Ending {
  const children = childrenOf(source);
  const body = children[1] as Source;
  const handlers = children.slice(2);
  try {
    return run(scope, partsOf(body));
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    const handler = handlerFor(handlers, error);
    if (!handler) throw error;
    return run(scope, partsOf(handler));
  } finally {
    const last = handlers.findIndex(({ node }) => node.name === 'finally');
    if (last >= 0) run(scope, partsOf(handlers[last + 1] as Source));
  }
}

/** The body of the first `except` that names the exception's type, or any. */
function handlerFor(children: readonly Source[], error: PythonError): Source | undefined {
  for (let index = 0; index < children.length; index++) {
    if (children[index]?.node.name !== 'except') continue;
    const next = children[index + 1] as Source;
    const type = next.node.name === 'Body' ? 'BaseException' : textOf(next);
    if (!['BaseException', 'Exception', error.type].includes(type)) continue;
    return children.slice(index).find(({ node }) => node.name === 'Body');
  }
  return undefined;
}
