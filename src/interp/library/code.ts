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

/** Names that counted code uses: which ones does not matter, all are interned and shared. */
const NAMES = Array.from({ length: 24 }, (_, index) => `name_${index}`);
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

function namesOf(count: number): string[] {
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

/** New references to the constants that are objects of their own, one list for each code object. */
function ownConstants(runtime: Runtime, counts: FunctionCounts, codes: number, tuples: number): Ref[][] {
  const lists: Ref[][] = Array.from({ length: codes }, () => []);
  const docs = Math.min(counts.docs ?? 0, codes);
  for (let index = 0; index < docs; index++) lists[index]?.push(newStr(runtime, `docstring ${index}`));
  const rest = [
    ...Array.from({ length: counts.strings ?? 0 }, (_, index) => () => newStr(runtime, `text ${index}`)),
    ...Array.from({ length: counts.numbers ?? 0 }, (_, index) => () => newFloat(runtime, index)),
    ...(counts.smallInts ?? []).map((value) => () => newInt(runtime, value)),
    ...Array.from({ length: counts.bytes ?? 0 }, (_, index) => () => newBytes(runtime, `bytes ${index}`)),
    ...spread(counts.sets?.[1] ?? 0, counts.sets?.[0] ?? 0).map((size) => () => constantSet(runtime, size)),
    ...Array.from({ length: tuples }, () => () => newTuple(runtime, [intern(runtime, NAMES[0] as string)])),
  ];
  for (const [index, make] of rest.entries()) lists[index % codes]?.push(make());
  return lists;
}

function constantSet(runtime: Runtime, size: number): Ref {
  const elements = namesOf(size).map((name) => intern(runtime, name));
  const set = newSet(runtime, elements, 'frozenset');
  for (const element of elements) runtime.heap.decref(element);
  return set;
}

export interface CodeOptions {
  /** co_filename, borrowed. */
  readonly filename: Ref;
  /** co_name of the nth function's code. */
  readonly nameOf: (index: number) => string;
  readonly functions: number;
  /** Tuples and entries that the code objects share out among themselves. */
  readonly tuples: number;
  readonly entries: number;
}

/** New references to the code objects of functions; nested ones are constants of these. */
export function newCodes(runtime: Runtime, counts: FunctionCounts, options: CodeOptions): Ref[] {
  const count = counts.codes ?? 0;
  const outer = Math.min(count, options.functions);
  const nestedTuples = constantTuples(options.tuples, count);
  const constants = ownConstants(runtime, counts, count, nestedTuples);
  const own = constants.map((list, index) => list.length + (index < outer ? nestedIn(index, count, outer) : 0));
  const plans = planCodes(options.tuples - nestedTuples, options.entries - nestedTuples, own);
  const make = (index: number): Ref => {
    const plan = plans[index] as CodePlan;
    const nested = index < outer ? nestedIndices(index, count, outer).map(make) : [];
    const none = runtime.singletons.none;
    const plain = Array.from({ length: plan.consts }, () => runtime.heap.newRef(none));
    const wanted: NewCode = {
      name: index < outer ? options.nameOf(index) : '<lambda>',
      filename: options.filename,
      consts: [...(constants[index] as Ref[]), ...nested, ...plain],
      names: namesOf(plan.tuples.names ?? 0),
      varnames: namesOf(plan.tuples.varnames ?? 0),
      freevars: namesOf(plan.tuples.freevars ?? 0),
      cellvars: namesOf(plan.tuples.cellvars ?? 0),
      lnotab: index < count - (counts.sharedLineTables ?? 0) ? `line table ${index}` : '',
    };
    const code = newCode(runtime, wanted);
    if (index < (counts.ran ?? 0) && !runtime.rule('generator-inline-frame')) keepZombieFrame(runtime, code);
    if (index < (counts.cellArguments ?? 0)) runtime.heap.addBlocks(code, 1);
    return code;
  };
  return Array.from({ length: outer }, (_, index) => make(index));
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
