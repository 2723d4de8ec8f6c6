import { NULL, type Ref } from '../gc/ref.js';
import { type DescribeObject, StateWalk, type TextNumbers } from '../gc/state-walk.js';
import type { InternTable } from './intern-table.js';
import type { Interpreter } from './interpreter.js';
import type { CFields, RawMemory } from './objects/c-fields.js';
import { subclassAddresses } from './objects/subclasses.js';
import type { Runtime } from './runtime.js';

/** Says what a function of a scenario is and what it has captured; the same text means that it does the same. */
export type DescribeFunction = (body: unknown) => string;

/** What stands in the edges too, or follows from the type and the description of its extension. */
const DERIVED = new Set(['index', 'ref', 'base', 'instances', 'layout', 'metatype', 'description', 'hooks', 'body']);

/**
 * The whole state of a process in words that are equal for states that are alike: heap, C statics and structs,
 * interpreters with their collectors, and what regrtest saves of the process. Left out are the harness's own objects,
 * and names: ids of interpreters, which a scenario may read, and where objects were made.
 */
export function canonicalState(runtime: Runtime, texts: TextNumbers, describeFunction: DescribeFunction): Int32Array {
  const walk = new StateWalk(runtime.heap, texts, ({ kind }) => kind === 'harness');
  const memory = new Map<RawMemory, number>();
  const described: Described = { memory, addresses: new Map(), describeFunction };
  const describe: DescribeObject = (ref) => describeObject(runtime, ref, walk, described);
  for (const [name, fields] of runtime.staticFields) writeFields(walk, name, fields, memory);
  writeProcess(walk, runtime);
  for (const interpreter of runtime.interpreters) writeInterpreter(walk, interpreter);
  walk.follow(describe);
  for (const { interned } of [runtime, ...runtime.interpreters]) meetInterned(walk, interned);
  walk.follow(describe);
  return walk.finish();
}

interface Described {
  readonly memory: Map<RawMemory, number>;
  /** Ints that are addresses, and what lies there: a base type is met before its tp_subclasses. */
  readonly addresses: Map<Ref, Ref>;
  readonly describeFunction: DescribeFunction;
}

function describeObject(runtime: Runtime, ref: Ref, walk: StateWalk, described: Described): void {
  const { heap, weakrefs } = runtime;
  const { memory, addresses, describeFunction } = described;
  walk.object(heap.types[heap.type[ref] as number] === null ? NULL : runtime.typeOf(ref));
  walk.object(weakrefs.targetOf(ref));
  const address = addresses.get(ref);
  if (address !== undefined) {
    walk.object(address);
    return;
  }
  const payload = heap.payload[ref];
  if (isTypeInfo(payload)) for (const [int, type] of subclassAddresses(runtime, ref)) addresses.set(int, type);
  if (payload === undefined || typeof payload !== 'object' || payload === null) {
    walk.text(`${typeof payload} ${String(payload)}`);
    return;
  }
  for (const [key, value] of Object.entries(payload)) {
    if (key === 'source' && value !== undefined) walk.text(describeFunction(value));
    else if (key === 'split' && value === true) walk.text(keysOf(payload));
    else if (key === 'table') walk.word(value === null ? 0 : 1);
    else if (key === 'cFields') writeFields(walk, key, value as CFields, memory);
    else if (key === 'pointer' && value !== null) writeMemory(walk, value as RawMemory, memory);
    else if (!DERIVED.has(key)) walk.text(`${key} ${typeof value === 'function' ? 'code' : String(value)}`);
  }
}

function isTypeInfo(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && 'instances' in payload;
}

/** The entries of a split dict are values alone. */
function keysOf(payload: object): string {
  const { index } = payload as { index: ReadonlyMap<unknown, number> };
  return JSON.stringify([...index.keys()].map(String));
}

function writeFields(walk: StateWalk, name: string, fields: CFields, memory: Map<RawMemory, number>): void {
  walk.text(name);
  for (const [field, number] of fields.numbers) walk.text(`${field} = ${number}`);
  for (const [field, pointed] of fields.pointers) {
    walk.text(field);
    writeMemory(walk, pointed, memory);
  }
}

function writeMemory(walk: StateWalk, pointed: RawMemory, memory: Map<RawMemory, number>): void {
  const known = memory.get(pointed);
  if (known !== undefined) {
    walk.word(known);
    return;
  }
  memory.set(pointed, memory.size + 1);
  writeFields(walk, 'struct', pointed, memory);
  for (const [field, ref] of pointed.struct.fields) {
    walk.text(field);
    walk.object(ref);
  }
}

function writeProcess(walk: StateWalk, { process, loaded, pythonModules }: Runtime): void {
  const { environ, fds, handles, cwd, umask, files, saved } = process;
  walk.text(JSON.stringify([[...environ], [...fds], [...handles], cwd, umask, [...files]]));
  walk.text(JSON.stringify([...saved].map(([name, value]) => [name, String(value)])));
  walk.text([...loaded].map(([name, { initialized }]) => `${name} ${initialized}`).join());
  walk.text([...pythonModules.keys()].join());
}

function writeInterpreter(walk: StateWalk, { gc, struct, sliceCached, atexit, ended }: Interpreter): void {
  walk.text(`interpreter ${sliceCached} ${atexit.length} ${ended}`);
  for (const ref of struct.fields.values()) walk.object(ref);
  walk.collector(gc);
}

/** Strings that only the interned dict still knows: whoever interns the text again gets them. */
function meetInterned(walk: StateWalk, table: InternTable): void {
  for (const ref of table.values()) if (!walk.isMet(ref)) walk.object(ref);
}
