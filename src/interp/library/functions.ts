import type { Ref } from '../../gc/ref.js';
import { newCell } from '../objects/cell.js';
import { dictSetItemString, newDict } from '../objects/dict.js';
import { type FunctionField, functionField, newFunction, setFunctionField } from '../objects/function.js';
import { genericGetDict } from '../objects/instance-dict.js';
import { intern, newStr } from '../objects/str.js';
import { newTuple } from '../objects/tuple.js';
import type { Runtime } from '../runtime.js';
import { newPlannedCode, type PlannedCode, planFunctionCodes, spread } from './code.js';
import type { FunctionCounts, Spread } from './counts.js';
import { functionName, nameAt } from './names.js';

const NOTHING: Spread = [0, 0];

/** What the functions of one part have in common; references are borrowed. */
export interface FunctionSite {
  readonly globals: Ref;
  readonly filename: Ref;
  /** Name of the class; '' for the functions of the module. */
  readonly className: string;
}

export interface CountedFunction {
  readonly name: string;
  /** New reference. */
  readonly ref: Ref;
}

/** As many functions as were counted, with everything that hangs on them; without those that others wrap. */
export function newFunctions(runtime: Runtime, counts: FunctionCounts, site: FunctionSite): CountedFunction[] {
  const count = counts.functions ?? 0;
  const codes = plannedCodes(counts).map((planned, index) =>
    newPlannedCode(runtime, planned, functionName(index), site.filename),
  );
  const functions = Array.from({ length: count }, (_, index) => {
    const name = functionName(index);
    const ref = newFunction(runtime, { name, globals: site.globals, code: codes[index % codes.length] as Ref });
    return { name, ref };
  });
  if (site.className !== '') nameMethods(runtime, functions, site.className, count - (counts.sharedNames ?? 0));
  for (const code of codes) runtime.heap.decref(code);
  addDefaults(runtime, functions.slice(0, counts.defaults ?? 0));
  addDicts(runtime, functions, counts);
  addAnnotations(runtime, functions, counts);
  const wrapped = functions.splice(count - (counts.wrapped ?? 0));
  addClosures(runtime, functions, wrapped, counts.closures ?? NOTHING);
  for (const { ref } of wrapped) runtime.heap.decref(ref);
  return functions;
}

/** `Class.method`, a string of its own for each of the first `own` methods. */
function nameMethods(runtime: Runtime, functions: readonly CountedFunction[], className: string, own: number): void {
  const { heap } = runtime;
  const names = functions.slice(0, own).map(({ name }) => newStr(runtime, `${className}.${name}`));
  for (const [index, { ref }] of functions.entries()) {
    setFunctionField(runtime, ref, 'func_qualname', heap.newRef(names[index % own] as Ref));
  }
  for (const name of names) heap.decref(name);
}

/** Plans follow from the counts alone, so that each interpreter that loads the module can use the one. */
const PLANS = new WeakMap<FunctionCounts, readonly PlannedCode[]>();

function plannedCodes(counts: FunctionCounts): readonly PlannedCode[] {
  const planned = PLANS.get(counts) ?? planCodesOf(counts);
  PLANS.set(counts, planned);
  return planned;
}

/** What the tuples of defaults and closures take is not the code objects'. */
function planCodesOf(counts: FunctionCounts): PlannedCode[] {
  const [closures, cells] = counts.closures ?? NOTHING;
  const defaults = counts.defaults ?? 0;
  return planFunctionCodes(counts, {
    functions: counts.functions ?? 0,
    tuples: (counts.tuples ?? 0) - defaults - closures,
    entries: (counts.entries ?? 0) - defaults - Math.max(closures, cells),
  });
}

function addDefaults(runtime: Runtime, functions: readonly CountedFunction[]): void {
  const { heap, singletons } = runtime;
  for (const { ref } of functions) {
    setFunctionField(runtime, ref, 'func_defaults', newTuple(runtime, [heap.newRef(singletons.none)]));
  }
}

/** Each closure has its cells; where there are fewer cells than closures, methods share the one of their class. */
function addClosures(
  runtime: Runtime,
  functions: readonly CountedFunction[],
  wrapped: readonly CountedFunction[],
  [closures, cells]: Spread,
): void {
  const { heap } = runtime;
  const made = Array.from({ length: cells }, (_, index) =>
    newCell(runtime, wrapped[index]?.ref ?? runtime.singletons.none),
  );
  let next = 0;
  for (const [index, length] of spread(Math.max(closures, cells), closures).entries()) {
    const chosen = Array.from({ length }, () => heap.newRef(made[next++ % cells] as Ref));
    setFunctionField(runtime, (functions[index] as CountedFunction).ref, 'func_closure', newTuple(runtime, chosen));
  }
  for (const cell of made) heap.decref(cell);
}

function addDicts(runtime: Runtime, functions: readonly CountedFunction[], counts: FunctionCounts): void {
  const [withDict, entries] = counts.dicts ?? NOTHING;
  for (const [index, count] of spread(entries, withDict).entries()) {
    fillDict(runtime, genericGetDict(runtime, (functions[index] as CountedFunction).ref), count);
  }
  addField(runtime, functions, 'func_kwdefaults', counts.kwdefaults ?? NOTHING);
}

function addField(runtime: Runtime, functions: readonly CountedFunction[], field: FunctionField, each: Spread): void {
  for (const [index, count] of spread(each[1], each[0]).entries()) {
    const dict = newDict(runtime);
    fillDict(runtime, dict, count);
    setFunctionField(runtime, (functions[index] as CountedFunction).ref, field, dict);
  }
}

function fillDict(runtime: Runtime, dict: Ref, entries: number): void {
  for (let n = 0; n < entries; n++) dictSetItemString(runtime, dict, nameAt(n), runtime.singletons.none);
}

/** A dict for each function, or a constant tuple, by year. functools.update_wrapper() hands it on as it is. */
function addAnnotations(runtime: Runtime, functions: readonly CountedFunction[], counts: FunctionCounts): void {
  const [annotated, entries] = counts.annotations ?? NOTHING;
  const own = functions.slice(0, annotated - (counts.sharedAnnotations ?? 0));
  for (const [index, count] of spread(entries, own.length).entries()) {
    setFunctionField(runtime, (own[index] as CountedFunction).ref, 'func_annotations', newAnnotations(runtime, count));
  }
  for (const [index, { ref }] of functions.slice(own.length, annotated).entries()) {
    const shared = functionField(runtime, (own[index] as CountedFunction).ref, 'func_annotations');
    setFunctionField(runtime, ref, 'func_annotations', runtime.heap.newRef(shared));
  }
}

function newAnnotations(runtime: Runtime, entries: number): Ref {
  if (runtime.rule('annotations-tuple')) {
    const items = Array.from({ length: 2 * entries }, (_, n) => intern(runtime, nameAt(n)));
    return newTuple(runtime, items);
  }
  const dict = newDict(runtime);
  fillDict(runtime, dict, entries);
  return dict;
}
