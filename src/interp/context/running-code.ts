import type { Holder } from '../../gc/holder.js';
import { NULL, type Ref } from '../../gc/ref.js';
import { codeField, codeQualname } from '../objects/code.js';
import { newStr, strText } from '../objects/str.js';
import { sequenceItems } from '../objects/tuple.js';
import type { Runtime } from '../runtime.js';

/** The compiled code that a frame runs: it keeps the code objects of the functions and classes that it makes. */
export interface RunningCode {
  /** Before the names of what the code makes: '' in a module, 'A.' in a class body, 'f.<locals>.' in a function. */
  readonly prefix: string;
  /** Borrowed: the code object of that qualified name among the constants, put there when it is first asked for. */
  readonly codeOf: (qualname: string, make: (filename: Ref) => Ref) => Ref;
}

const FILENAME = 'co_filename';

/**
 * Code that was compiled as a whole, a module: one string names its file for all its code objects.
 * NOT-CPYTHON: the compiler makes all code objects at once; here each is made when it is first run.
 */
export function compiledUnit(runtime: Runtime, unit: Holder): RunningCode {
  return {
    prefix: '',
    codeOf: (qualname, make) => {
      const field = `code of ${qualname}`;
      if (unit.get(field) !== NULL) return unit.get(field);
      if (unit.get(FILENAME) === NULL) unit.set(FILENAME, newStr(runtime, '<simulated>'));
      unit.set(field, make(unit.get(FILENAME)));
      return unit.get(field);
    },
  };
}

/** A code object as the code that runs: what it keeps stands in its co_consts. */
export function codeObject(runtime: Runtime, code: Ref, prefix: string): RunningCode {
  return {
    prefix,
    codeOf: (qualname, make) => {
      const consts = codeField(runtime, code, 'co_consts');
      const known = sequenceItems(runtime, consts).find((each) => isCodeOf(runtime, each, qualname));
      if (known !== undefined) return known;
      const made = make(codeField(runtime, code, 'co_filename'));
      runtime.heap.pushEdge(consts, made);
      return made;
    },
  };
}

function isCodeOf(runtime: Runtime, ref: Ref, qualname: string): boolean {
  if (runtime.familyOf(ref) !== 'code') return false;
  const text = strText(runtime, codeQualname(runtime, ref));
  return runtime.rule('code-localsplus') ? text === qualname : text === qualname.slice(qualname.lastIndexOf('.') + 1);
}

/** The code of a test method, which lives as long as the test module. */
export function codeOfTest(runtime: Runtime, name: string): RunningCode {
  const known = runtime.testCodes.get(name) ?? runtime.holder('runtime', `code of ${name}`, runtime.current.id);
  runtime.testCodes.set(name, known);
  return compiledUnit(runtime, known);
}
