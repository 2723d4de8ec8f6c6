import type { ClassOptions, DefOptions, Operand, PythonBody, Value } from '../../../src/interp/test-context.js';
import { collectConstants } from './constants.js';
import { evaluate, evaluateArguments, type Language } from './expression.js';
import { asValue, type Scope } from './scope.js';
import { childNamed, partsOf, type Source, stringOf, textOf, unsupported } from './source.js';

/** Belongs to the innermost block. It closes over the locals of the function around it as they are now. */
export function makeFunction(language: Language, scope: Scope, name: string, definition: Source): Value {
  const { t } = scope;
  const shadowed = t.has(name) && scope.locals !== null;
  if (shadowed) throw unsupported(definition);
  const value = t.def(name, defOptions(language, scope, definition));
  if (scope.locals !== null || name === '<lambda>') t.del(name);
  return value;
}

function defOptions(language: Language, scope: Scope, definition: Source): DefOptions {
  const list = childNamed(definition, 'ParamList');
  const params = list ? partsOf(list) : [];
  const names = params.filter(
    (each, index) => each.node.name === 'VariableName' && params[index - 1]?.node.name !== 'AssignOp',
  );
  const free = freeVariables(
    scope,
    definition,
    names.map((each) => textOf(each)),
  );
  const defaults = params.filter((_, index) => params[index - 1]?.node.name === 'AssignOp');
  return {
    ...(defaults.length > 0 && { defaults: defaults.map((each) => evaluate(language, scope, each)) }),
    varnames: [...new Set([...names.map((each) => textOf(each)), ...boundNames(definition), ...free.keys()])],
    ...(free.size > 0 && { closure: [...free.values()] }),
    ...(!isEmpty(definition) && {
      body: bodyOf(
        language,
        definition,
        names.map((each) => textOf(each)),
        free,
      ),
    }),
  };
}

/** Names that the statements of the body bind, those of functions and classes inside not among them. */
function boundNames(definition: Source): string[] {
  const visit = (source: Source): string[] => {
    const parts = partsOf(source);
    switch (source.node.name) {
      case 'FunctionDefinition':
      case 'ClassDefinition':
        return [textOf(childNamed(source, 'VariableName') as Source)];
      case 'AssignStatement':
        return parts.slice(0, -1).flatMap((each) => (each.node.name === 'VariableName' ? [textOf(each)] : []));
      default:
        return parts.flatMap(visit);
    }
  };
  const body = childNamed(definition, 'Body');
  return body ? visit(body) : [];
}

/** Locals of the function around that the definition names and does not bind itself. */
function freeVariables({ locals }: Scope, definition: Source, params: readonly string[]): Map<string, Value> {
  const free = new Map<string, Value>();
  const body = childNamed(definition, 'Body') ?? (partsOf(definition).at(-1) as Source);
  const visit = (source: Source): void => {
    const name = textOf(source);
    const value = source.node.name === 'VariableName' && !params.includes(name) ? locals?.get(name) : undefined;
    if (value) free.set(name, value);
    for (const part of partsOf(source)) visit(part);
  };
  visit(body);
  return free;
}

/** `def f(): pass` */
function isEmpty(definition: Source): boolean {
  const body = childNamed(definition, 'Body');
  return body !== undefined && partsOf(body).every(({ node }) => node.name === 'PassStatement');
}

function bodyOf(
  language: Language,
  definition: Source,
  params: readonly string[],
  free: ReadonlyMap<string, Value>,
): PythonBody {
  const body = childNamed(definition, 'Body');
  return (t, ...args) => {
    const given = params.flatMap((param, index): [string, Value][] => {
      const value = args[index];
      return value ? [[param, value]] : [];
    });
    const locals = new Map([...free, ...given]);
    const code = body ?? (partsOf(definition).at(-1) as Source);
    const scope: Scope = { t, locals, globals: new Set(), constants: collectConstants(t, code) };
    if (!body) return asValue(scope, evaluate(language, scope, code));
    const ending = language.run(scope, partsOf(body));
    return typeof ending === 'object' ? ending.returned : null;
  };
}

/** Belongs to the innermost block. */
export function makeClass(language: Language, scope: Scope, name: string, definition: Source): Value {
  const { t } = scope;
  const value = t.class(name, classOptions(language, scope, definition));
  if (scope.locals !== null) t.del(name);
  return value;
}

function classOptions(language: Language, scope: Scope, source: Source): ClassOptions {
  const list = childNamed(source, 'ArgList');
  const { positional, keywords } = list
    ? evaluateArguments(language, scope, list)
    : { positional: [], keywords: new Map<string, Operand>() };
  const metaclass = keywords.get('metaclass') as Value | undefined;
  const options = {
    attributes: {} as Record<string, Operand>,
    methods: {} as Record<string, DefOptions>,
    doc: undefined as string | undefined,
  };
  for (const statement of partsOf(childNamed(source, 'Body') as Source))
    classStatement(language, scope, statement, options);
  const { doc, ...rest } = options;
  return { ...rest, bases: positional as Value[], ...(doc !== undefined && { doc }), ...(metaclass && { metaclass }) };
}

interface ClassBody {
  attributes: Record<string, Operand>;
  methods: Record<string, DefOptions>;
  doc: string | undefined;
}

function classStatement(language: Language, scope: Scope, statement: Source, options: ClassBody): void {
  const [first, , last] = partsOf(statement) as [Source, Source, Source];
  switch (statement.node.name) {
    case 'PassStatement':
      return;
    case 'StatementGroup':
      for (const each of partsOf(statement)) classStatement(language, scope, each, options);
      return;
    case 'AssignStatement':
      options.attributes[textOf(first)] = evaluate(language, scope, last);
      return;
    case 'FunctionDefinition':
      options.methods[textOf(childNamed(statement, 'VariableName') as Source)] = defOptions(language, scope, statement);
      return;
    case 'ExpressionStatement':
      options.doc = stringOf(first);
      return;
    default:
      throw unsupported(statement);
  }
}
