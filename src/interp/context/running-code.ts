import type { Holder } from '../../gc/holder.js';
import { NULL, type Ref } from '../../gc/ref.js';
import { newBytes } from '../objects/bytes.js';
import { codeField, codeQualname, newCode, setCodeField } from '../objects/code.js';
import { newStr, strText } from '../objects/str.js';
import { newTuple, sequenceItems } from '../objects/tuple.js';
import type { Runtime } from '../runtime.js';

/** The compiled code that a frame runs: it keeps the code objects of the functions and classes that it makes. */
export interface RunningCode {
  /** Before the names of what the code makes: '' in a module, 'A.' in a class body, 'f.<locals>.' in a function. */
  readonly prefix: string;
  /** Borrowed: the code object of that qualified name among the constants, compiled when it is first asked for. */
  readonly codeOf: (qualname: string, source: SourceCode) => Ref;
  /** Borrowed: the constant that equals the new one (stolen); it stays as long as the code does. */
  readonly constant: (made: Ref) => Ref;
}

/** What the compiler is told of a function or a class. */
export interface SourceCode {
  readonly name: string;
  readonly doc?: string | undefined;
  readonly varnames?: readonly string[] | undefined;
  /** Nothing is in the body: such functions look alike. */
  readonly empty: boolean;
}

/** What the compilation of one file or string shares. */
interface Unit {
  readonly runtime: Runtime;
  /** Owns the constants that it may share, as long as it runs. */
  readonly constants: Holder;
  readonly filename: () => Ref;
}

const FILENAME = 'co_filename';

/**
 * Code that was compiled as a whole, a module or a string; `filename` makes a new reference to co_filename.
 * NOT-CPYTHON: the compiler makes all code objects at once; here each is made when it is first run.
 */
export function compiledUnit(runtime: Runtime, constants: Holder, filename: () => Ref): RunningCode {
  const unit: Unit = { runtime, constants, filename };
  return {
    prefix: '',
    codeOf: (qualname, source) => constantOf(unit, `code of ${qualname}`, () => compile(unit, qualname, source)),
    constant: (made) => {
      const known = [...constants.fields.values()].find((each) => isSameConstant(runtime, each, made));
      if (known === undefined) return constantOf(unit, `constant ${constants.fields.size}`, () => made);
      runtime.heap.decref(made);
      return known;
    },
  };
}

/** Borrowed. */
function constantOf({ constants }: Unit, field: string, make: () => Ref): Ref {
  if (constants.get(field) === NULL) constants.set(field, make());
  return constants.get(field);
}

/**
 * New reference to a code object whose first constant is the docstring, if there is one. Equal tuples of constants and
 * equal line tables of a unit are one object: the compiler of CPython 3.11 merges them.
 */
function compile(unit: Unit, qualname: string, { name, doc, varnames, empty }: SourceCode): Ref {
  const { runtime } = unit;
  const { heap } = runtime;
  const nested = qualname === name ? NULL : newStr(runtime, qualname);
  const none = (): Ref => heap.newRef(runtime.singletons.none);
  const merged = runtime.rule('code-localsplus');
  const code = newCode(runtime, {
    name,
    filename: constantOf(unit, FILENAME, unit.filename),
    ...(nested !== NULL && { qualname: nested }),
    ...(varnames && { varnames }),
    ...(doc !== undefined && { consts: [newStr(runtime, doc), none()] }),
    ...(merged && doc === undefined && { constsTuple: constantOf(unit, '(None,)', () => newTuple(runtime, [none()])) }),
    ...(merged && empty && { linetable: constantOf(unit, 'co_linetable', () => newBytes(runtime, 'co_linetable')) }),
  });
  heap.xdecref(nested);
  return code;
}

/** A code object as the code that runs: what it keeps stands in its co_consts. */
export function codeObject(runtime: Runtime, code: Ref, prefix: string): RunningCode {
  return {
    prefix,
    codeOf: (qualname, source) => {
      const known = sequenceItems(runtime, codeField(runtime, code, 'co_consts')).find((each) =>
        isCodeOf(runtime, each, qualname),
      );
      if (known !== undefined) return known;
      const constants = runtime.holder('frame', prefix, runtime.current.id);
      const filename = (): Ref => runtime.heap.newRef(codeField(runtime, code, 'co_filename'));
      const made = compile({ runtime, constants, filename }, qualname, source);
      constants.release();
      addConstant(runtime, code, made);
      return made;
    },
    constant: (made) => {
      const consts = sequenceItems(runtime, codeField(runtime, code, 'co_consts'));
      const known = consts.find((each) => isSameConstant(runtime, each, made));
      if (known === undefined) addConstant(runtime, code, made);
      else runtime.heap.decref(made);
      return known ?? made;
    },
  };
}

/** Of one type and equal, tuples item by item. CPython 3.11 Objects/codeobject.c: _PyCode_ConstantKey() */
function isSameConstant(runtime: Runtime, left: Ref, right: Ref): boolean {
  if (left === right) return true;
  const family = runtime.familyOf(left);
  if (family !== runtime.familyOf(right)) return false;
  if (family === 'str') return strText(runtime, left) === strText(runtime, right);
  if (family !== 'tuple') return CONSTANTS.has(family) && runtime.heap.payload[left] === runtime.heap.payload[right];
  const [items, others] = [sequenceItems(runtime, left), sequenceItems(runtime, right)];
  return (
    items.length === others.length && items.every((each, index) => isSameConstant(runtime, each, others[index] as Ref))
  );
}

/** Their payload is their value. */
const CONSTANTS: ReadonlySet<string> = new Set(['int', 'float', 'bytes']);

/** Steals the constant; a tuple that others share stays as it is. */
function addConstant(runtime: Runtime, code: Ref, made: Ref): void {
  const { heap } = runtime;
  const consts = codeField(runtime, code, 'co_consts');
  const items = sequenceItems(runtime, consts);
  if (heap.refcnt[consts] === 1) heap.pushEdge(consts, made);
  else setCodeField(runtime, code, 'co_consts', newTuple(runtime, [...items.map((each) => heap.newRef(each)), made]));
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
  return compiledUnit(runtime, known, () => newStr(runtime, '<simulated>'));
}
