import type { TestContext, Value } from '../../../src/interp/test-context.js';
import { partsOf, type Source, stringOf, textOf } from './source.js';

/** Code objects of their own. */
const OWN_CODE = new Set(['FunctionDefinition', 'LambdaExpression']);
const IDENTIFIER = /^\w*$/;

/**
 * Makes the constants that the compiler would put into the code object: strings and numbers, and tuples of constants.
 * The running code owns them. Small ints are nobody's.
 */
export function collectConstants(t: TestContext, code: Source): Map<string, Value> {
  const constants = new Map<string, Value>();
  const visit = (source: Source): void => {
    if (OWN_CODE.has(source.node.name)) return;
    if (!constants.has(textOf(source))) {
      const made = makeConstant(t, source);
      if (made) constants.set(textOf(source), t.constant(made));
      if (made) return;
    }
    for (const part of partsOf(source)) visit(part);
  };
  visit(code);
  return constants;
}

function makeConstant(t: TestContext, source: Source): Value | null {
  switch (source.node.name) {
    case 'String':
      return makeString(t, stringOf(source));
    case 'Number':
      return /^\d[\d_]*$/.test(textOf(source)) ? t.int(numberOf(source)) : t.float(numberOf(source));
    case 'TupleExpression':
      return makeTuple(t, source);
    default:
      return null;
  }
}

/** What looks like a name is interned. */
function makeString(t: TestContext, text: string): Value {
  return IDENTIFIER.test(text) ? t.intern(text) : t.str(text);
}

function numberOf(source: Source): number {
  return Number(textOf(source).replaceAll('_', ''));
}

function makeTuple(t: TestContext, source: Source): Value | null {
  const parts = partsOf(source);
  if (!parts.every(({ node }) => ['String', 'Number', 'None', 'Boolean'].includes(node.name))) return null;
  return t.block(() => t.tuple(parts.map((part) => makeConstant(t, part) ?? literal(part))));
}

function literal(source: Source): boolean | null {
  return source.node.name === 'None' ? null : textOf(source) === 'True';
}
