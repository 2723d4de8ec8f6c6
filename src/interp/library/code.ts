import type { Ref } from '../../gc/ref.js';
import { newBytes } from '../objects/bytes.js';
import { keepZombieFrame, type NewCode, newCode } from '../objects/code.js';
import { newFloat } from '../objects/float.js';
import { newInt } from '../objects/long.js';
import { newSet } from '../objects/set.js';
import { intern, newStr } from '../objects/str.js';
import { newTuple } from '../objects/tuple.js';
import type { Runtime } from '../runtime.js';
import type { FunctionCounts } from './counts.js';
import { nameAt } from './names.js';

/** Names that counted code uses: which ones does not matter, all are interned and shared. */
const NAMES = Array.from({ length: 24 }, (_, index) => nameAt(index));
const TUPLE_FIELDS = ['names', 'varnames', 'freevars', 'cellvars'] as const;

type TupleField = (typeof TUPLE_FIELDS)[number];

/** How many constants and names one code object has. */
interface CodePlan {
  /** Entries of co_consts beyond the constants that are objects of their own. */
  consts: number;
  readonly tuples: Partial<Record<TupleField, number>>;
}

/** `total` in `parts` whole numbers that differ by at most one, larger ones first. */
export function spread(total: number, parts: number): number[] {
  return Array.from({ length: parts }, (_, index) => Math.floor(total / parts) + (index < total % parts ? 1 : 0));
}

function namesOf(count = 0): string[] {
  return Array.from({ length: count }, (_, index) => NAMES[index % NAMES.length] as string);
}

/**
 * Spreads tuples and entries over code objects: every one gets constants first, then names, local and free variables.
 * `own` is how many constants of each are objects of their own.
 */
function planCodes(tuples: number, entries: number, own: readonly number[]): CodePlan[] {
  const plans: CodePlan[] = own.map(() => ({ consts: 0, tuples: {} }));
  const withConsts = Math.min(tuples, plans.length);
  const places: [CodePlan, TupleField][] = TUPLE_FIELDS.flatMap((field) =>
    plans.map((plan): [CodePlan, TupleField] => [plan, field]),
  );
  const used = places.slice(0, tuples - withConsts);
  let left = entries - used.length;
  for (const [index, plan] of plans.entries()) {
    if (index < withConsts && (own[index] as number) === 0) plan.consts = 1;
    left -= plan.consts + (own[index] as number);
  }
  const extra = spread(Math.max(0, left), used.length);
  for (const [index, [plan, field]] of used.entries()) plan.tuples[field] = 1 + (extra[index] as number);
  if (used.length === 0 && plans[0]) plans[0].consts += Math.max(0, left);
  return plans;
}

/** Tuples that no field of a code object can hold: they are constants themselves. */
function constantTuples(tuples: number, codes: number): number {
  return codes === 0 ? 0 : Math.max(0, tuples - (1 + TUPLE_FIELDS.length) * codes);
}

/** Makes a new reference to a constant that is an object of its own. */
type Constant = (runtime: Runtime) => Ref;

/** The constants that are objects of their own, one list for each code object. */
function ownConstants(counts: FunctionCounts, codes: number, tuples: number): Constant[][] {
  const lists: Constant[][] = Array.from({ length: codes }, () => []);
  const docs = Math.min(counts.docs ?? 0, codes);
  for (let index = 0; index < docs; index++) lists[index]?.push((runtime) => newStr(runtime, `docstring ${index}`));
  const rest: Constant[] = [
    ...numbered(counts.strings, (index) => (runtime) => newStr(runtime, `text ${index}`)),
    ...numbered(counts.numbers, (index) => (runtime) => newFloat(runtime, index)),
    ...(counts.smallInts ?? []).map(
      (value): Constant =>
        (runtime) =>
          newInt(runtime, value),
    ),
    ...numbered(counts.bytes, (index) => (runtime) => newBytes(runtime, `bytes ${index}`)),
    ...spread(counts.sets?.[1] ?? 0, counts.sets?.[0] ?? 0).map(constantSet),
    ...numbered(tuples, () => (runtime) => newTuple(runtime, [intern(runtime, NAMES[0] as string)])),
  ];
  for (const [index, constant] of rest.entries()) lists[index % codes]?.push(constant);
  return lists;
}

function numbered(length = 0, constant: (index: number) => Constant): Constant[] {
  return Array.from({ length }, (_, index) => constant(index));
}

function constantSet(size: number): Constant {
  const names = namesOf(size);
  return (runtime) => {
    const elements = names.map((name) => intern(runtime, name));
    const set = newSet(runtime, elements, 'frozenset');
    for (const element of elements) runtime.heap.decref(element);
    return set;
  };
}

export interface CodeOptions {
  readonly functions: number;
  /** Tuples and entries that the code objects share out among themselves. */
  readonly tuples: number;
  readonly entries: number;
}

/** A code object as it was counted. */
export interface PlannedCode extends Required<Pick<NewCode, TupleField | 'lnotab'>> {
  readonly own: readonly Constant[];
  /** Codes that are constants of this one. */
  readonly nested: readonly PlannedCode[];
  /** None, so often. */
  readonly plain: number;
  readonly ran: boolean;
  readonly cellArgument: boolean;
}

/** The code objects of functions; nested ones are constants of these. */
export function planFunctionCodes(counts: FunctionCounts, options: CodeOptions): PlannedCode[] {
  const count = counts.codes ?? 0;
  const outer = Math.min(count, options.functions);
  const nestedTuples = constantTuples(options.tuples, count);
  const constants = ownConstants(counts, count, nestedTuples);
  const own = constants.map((list, index) => list.length + (index < outer ? nestedIn(index, count, outer) : 0));
  const plans = planCodes(options.tuples - nestedTuples, options.entries - nestedTuples, own);
  const planned = (index: number): PlannedCode => {
    const plan = plans[index] as CodePlan;
    return {
      own: constants[index] as Constant[],
      nested: index < outer ? nestedIndices(index, count, outer).map(planned) : [],
      plain: plan.consts,
      names: namesOf(plan.tuples.names),
      varnames: namesOf(plan.tuples.varnames),
      freevars: namesOf(plan.tuples.freevars),
      cellvars: namesOf(plan.tuples.cellvars),
      lnotab: index < count - (counts.sharedLineTables ?? 0) ? `line table ${index}` : '',
      ran: index < (counts.ran ?? 0),
      cellArgument: index < (counts.cellArguments ?? 0),
    };
  };
  return Array.from({ length: outer }, (_, index) => planned(index));
}

/** New reference. `filename` is co_filename, borrowed. */
export function newPlannedCode(runtime: Runtime, planned: PlannedCode, name: string, filename: Ref): Ref {
  const { heap, singletons } = runtime;
  const consts = planned.own.map((constant) => constant(runtime));
  for (const nested of planned.nested) consts.push(newPlannedCode(runtime, nested, '<lambda>', filename));
  for (let n = 0; n < planned.plain; n++) consts.push(heap.newRef(singletons.none));
  const { names, varnames, freevars, cellvars, lnotab } = planned;
  const code = newCode(runtime, { name, filename, consts, names, varnames, freevars, cellvars, lnotab });
  if (planned.ran && !runtime.rule('generator-inline-frame')) keepZombieFrame(runtime, code);
  if (planned.cellArgument) heap.addBlocks(code, 1);
  return code;
}

/** The codes beyond the functions' own are nested in these, in turn. */
function nestedIndices(index: number, count: number, outer: number): number[] {
  const indices: number[] = [];
  for (let nested = outer + index; nested < count; nested += outer) indices.push(nested);
  return indices;
}

function nestedIn(index: number, count: number, outer: number): number {
  return nestedIndices(index, count, outer).length;
}
