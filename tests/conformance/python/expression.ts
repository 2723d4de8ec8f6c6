import type { Operand, Value } from '../../../src/interp/test-context.js';
import { asValue, bind, isValue, lookUp, plain, type Scope } from './scope.js';
import { childNamed, childrenOf, partsOf, type Source, stringOf, textOf, unsupported } from './source.js';

/** How a statement ended: it ran through, left a loop, or returned a value that the function's frame owns. */
export type Ending = 'next' | 'break' | 'continue' | { readonly returned: Operand };

/** What expressions need of the statements' half of the language. */
export interface Language {
  readonly run: (scope: Scope, statements: readonly Source[]) => Ending;
  readonly makeFunction: (scope: Scope, name: string, definition: Source) => Value;
}

type Evaluate = (language: Language, scope: Scope, source: Source) => Operand;

/** A literal stands for itself; a new object belongs to the innermost block. */
export function evaluate(language: Language, scope: Scope, source: Source): Operand {
  const constant = scope.constants.get(textOf(source));
  if (constant) return constant;
  const run = EXPRESSIONS[source.node.name];
  if (!run) throw unsupported(source);
  return run(language, scope, source);
}

export function evaluateValue(language: Language, scope: Scope, source: Source): Value {
  const operand = evaluate(language, scope, source);
  return isValue(operand) ? operand : asValue(scope, operand);
}

const EXPRESSIONS: Readonly<Record<string, Evaluate>> = {
  None: () => null,
  Boolean: (_language, _scope, source) => textOf(source) === 'True',
  Number: (_language, _scope, source) => Number(textOf(source).replaceAll('_', '')),
  String: (_language, _scope, source) => stringOf(source),
  VariableName: (_language, scope, source) => lookUp(scope, textOf(source)),
  ParenthesizedExpression: (language, scope, source) => evaluate(language, scope, partsOf(source)[0] as Source),
  ArrayExpression: (language, scope, source) => scope.t.list(evaluateAll(language, scope, partsOf(source))),
  TupleExpression: (language, scope, source) => scope.t.tuple(evaluateAll(language, scope, partsOf(source))),
  SetExpression: (language, scope, source) => scope.t.set(evaluateAll(language, scope, partsOf(source))),
  DictionaryExpression: dictionary,
  MemberExpression: member,
  CallExpression: callExpression,
  UnaryExpression: unary,
  BinaryExpression: binary,
  ConditionalExpression: conditional,
  ArrayComprehensionExpression: comprehension,
  LambdaExpression: (language, scope, source) => language.makeFunction(scope, '<lambda>', source),
};

function evaluateAll(language: Language, scope: Scope, sources: readonly Source[]): Operand[] {
  return sources.map((source) => evaluate(language, scope, source));
}

function dictionary(language: Language, scope: Scope, source: Source): Operand {
  const parts = partsOf(source);
  const dict = scope.t.dict();
  for (let index = 0; index < parts.length; index += 2) {
    const key = evaluate(language, scope, parts[index] as Source);
    scope.t.setitem(dict, key, evaluate(language, scope, parts[index + 1] as Source));
  }
  return dict;
}

function member(language: Language, scope: Scope, source: Source): Operand {
  const parts = partsOf(source);
  const object = evaluateValue(language, scope, parts[0] as Source);
  const property = childNamed(source, 'PropertyName');
  if (property) return scope.t.getattr(object, textOf(property));
  if (childNamed(source, ':')) throw unsupported(source);
  return scope.t.getitem(object, evaluate(language, scope, parts[1] as Source));
}

interface Arguments {
  readonly positional: readonly Operand[];
  readonly keywords: ReadonlyMap<string, Operand>;
}

/** `(a, b, name=c)` */
export function evaluateArguments(language: Language, scope: Scope, list: Source): Arguments {
  const positional: Operand[] = [];
  const keywords = new Map<string, Operand>();
  const parts = partsOf(list);
  for (let index = 0; index < parts.length; index++) {
    if (parts[index + 1]?.node.name === 'AssignOp') {
      keywords.set(textOf(parts[index] as Source), evaluate(language, scope, parts[index + 2] as Source));
      index += 2;
    } else positional.push(evaluate(language, scope, parts[index] as Source));
  }
  return { positional, keywords };
}

function callExpression(language: Language, scope: Scope, source: Source): Operand {
  const [callee, list] = partsOf(source) as [Source, Source];
  const args = evaluateArguments(language, scope, list);
  const intrinsic = INTRINSICS[textOf(callee)];
  if (intrinsic) return intrinsic(scope, args);
  if (args.keywords.size > 0) throw unsupported(list);
  const property = callee.node.name === 'MemberExpression' ? childNamed(callee, 'PropertyName') : undefined;
  if (!property) return scope.t.call(evaluateValue(language, scope, callee), ...args.positional);
  const object = evaluateValue(language, scope, partsOf(callee)[0] as Source);
  return callMethod(scope, object, textOf(property), args.positional);
}

function callMethod(scope: Scope, object: Value, name: string, args: readonly Operand[]): Operand {
  const { t } = scope;
  const container = CONTAINER_METHODS[name];
  if (container && isContainer(scope, object)) return container(scope, object, args);
  return t.call(t.getattr(object, name), ...args);
}

/** list and dict have no method objects here: their methods are operations of the test context. */
export function isContainer({ t }: Scope, object: Value): boolean {
  const type = t.type(object);
  return ['list', 'dict'].some((name) => t.same(type, t.name(name)));
}

const CONTAINER_METHODS: Readonly<Record<string, (scope: Scope, self: Value, args: readonly Operand[]) => Operand>> = {
  append: ({ t }, self, args) => {
    t.append(self, args[0] ?? null);
    return null;
  },
  extend: (scope, self, args) => {
    for (const item of iterate(scope, args[0] ?? null)) scope.t.append(self, item);
    return null;
  },
  clear: ({ t }, self) => {
    t.clear(self);
    return null;
  },
  pop: ({ t }, self) => t.pop(self),
};

/** Functions that take keywords or answer in numbers. */
const INTRINSICS: Readonly<Record<string, (scope: Scope, args: Arguments) => Operand>> = {
  len: (scope, { positional }) => scope.t.len(asValue(scope, positional[0] ?? null)),
  type: ({ t }, { positional }) => t.type(positional[0] as Value),
  set: (scope, { positional }) => scope.t.set(positional.length === 0 ? [] : iterate(scope, positional[0] ?? null)),
  'os.register_at_fork': ({ t }, { keywords }) => {
    const hook = (name: string) => keywords.get(name) as Value | undefined;
    const [before, afterInParent, afterInChild] = [hook('before'), hook('after_in_parent'), hook('after_in_child')];
    t.registerAtFork({
      ...(before && { before }),
      ...(afterInParent && { afterInParent }),
      ...(afterInChild && { afterInChild }),
    });
    return null;
  },
};

/** Items of a list or tuple as new references of the innermost block. */
export function iterate({ t }: Scope, operand: Operand): Value[] {
  const sequence = operand as Value;
  return Array.from({ length: t.len(sequence) }, (_, index) => t.getitem(sequence, index));
}

/** What a `for` runs over: the numbers of range() are made one by one. */
export function* iteration(language: Language, scope: Scope, source: Source): Generator<Operand> {
  const [callee, list] = partsOf(source) as [Source, Source | undefined];
  if (source.node.name === 'CallExpression' && list && textOf(callee) === 'range') {
    const bounds = evaluateArguments(language, scope, list).positional.map((each) => Number(plain(scope, each)));
    const [from, to] = bounds.length === 1 ? [0, bounds[0] as number] : (bounds as [number, number]);
    for (let index = from; index < to; index++) yield index;
    return;
  }
  const sequence = evaluateValue(language, scope, source);
  for (let index = 0; index < scope.t.len(sequence); index++) yield scope.t.getitem(sequence, index);
}

/** bool(value) */
export function truth(scope: Scope, operand: Operand): boolean {
  const value = plain(scope, operand);
  if (['number', 'string', 'boolean'].includes(typeof value) || value === null) return Boolean(value);
  return isContainer(scope, operand as Value) ? scope.t.len(operand as Value) > 0 : true;
}

function unary(language: Language, scope: Scope, source: Source): Operand {
  const [operator, operand] = partsOf(source) as [Source, Source];
  const value = evaluate(language, scope, operand);
  if (operator.node.name === 'not') return !truth(scope, value);
  if (textOf(operator) === '-') return -Number(plain(scope, value));
  throw unsupported(source);
}

const ARITHMETIC: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '%': (left, right) => left % right,
  '//': (left, right) => Math.floor(left / right),
};

const COMPARISON: Readonly<Record<string, (left: unknown, right: unknown) => boolean>> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => Number(left) < Number(right),
  '>': (left, right) => Number(left) > Number(right),
};

function binary(language: Language, scope: Scope, source: Source): Operand {
  const parts = partsOf(source);
  const operator = parts
    .slice(1, -1)
    .map((part) => textOf(part))
    .join(' ');
  const left = evaluate(language, scope, parts[0] as Source);
  if (operator === 'and' && !truth(scope, left)) return left;
  if (operator === 'or' && truth(scope, left)) return left;
  const right = evaluate(language, scope, parts.at(-1) as Source);
  if (operator === 'and' || operator === 'or') return right;
  if (operator === 'is' || operator === 'is not') return isSame(scope, left, right) === (operator === 'is');
  const compare = COMPARISON[operator];
  if (compare) return compare(plain(scope, left), plain(scope, right));
  if (operator === '*' && isValue(left) && isContainer(scope, left)) return repeated(scope, left, right);
  const compute = ARITHMETIC[operator];
  if (!compute) throw unsupported(source);
  return compute(Number(plain(scope, left)), Number(plain(scope, right)));
}

function isSame(scope: Scope, left: Operand, right: Operand): boolean {
  return scope.t.same(asValue(scope, left), asValue(scope, right));
}

/** `[x] * n` */
function repeated(scope: Scope, list: Value, times: Operand): Value {
  const items = iterate(scope, list);
  return scope.t.list(Array.from({ length: Number(plain(scope, times)) }, () => items).flat());
}

function conditional(language: Language, scope: Scope, source: Source): Operand {
  const [then, , test, , otherwise] = partsOf(source) as [Source, Source, Source, Source, Source];
  return evaluate(language, scope, truth(scope, evaluate(language, scope, test)) ? then : otherwise);
}

/** `[expression for name in iterable]`: the name is a local of the comprehension. */
function comprehension(language: Language, scope: Scope, source: Source): Operand {
  const parts = childrenOf(source).filter(({ node }) => node.name !== '[' && node.name !== ']');
  const [expression, , target, , iterable, more] = parts as [Source, Source, Source, Source, Source, Source?];
  if (more) throw unsupported(source);
  const list = scope.t.list();
  const inner: Scope = { ...scope, locals: new Map(scope.locals ?? []), globals: new Set() };
  for (const item of iteration(language, scope, iterable)) {
    scope.t.block(() => {
      bind(inner, textOf(target), item);
      scope.t.append(list, evaluate(language, inner, expression));
    });
    inner.locals?.delete(textOf(target));
  }
  return list;
}
