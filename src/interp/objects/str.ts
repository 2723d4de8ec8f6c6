import { NULL, type Ref } from '../../gc/ref.js';
import { plainSlots } from '../../gc/type-slots.js';
import type { InternTable } from '../intern-table.js';
import type { Runtime } from '../runtime.js';
import { allocSingleton, defineCoreType } from './core-type.js';

interface StrPayload {
  readonly text: string;
  /** The interned dict it stands in; null: not interned. */
  table: InternTable | null;
}

/** References of the interned dict to a string (key and value): in _Py_RefTotal, not in ob_refcnt. */
const INTERNED_REFERENCES = 2;

export function defineStr(runtime: Runtime): void {
  const slots = { ...plainSlots('str', []), onDealloc: (self: Ref) => leaveInterned(runtime, self) };
  defineCoreType(runtime, slots);
  runtime.heap.hooks.uncountedReferences = (ref) =>
    isStr(runtime, ref) && payload(runtime, ref).table !== null ? INTERNED_REFERENCES : 0;
  for (let code = 0; code < LATIN1; code++) defineLatin1(runtime, String.fromCharCode(code));
  defineLatin1(runtime, '');
}

const LATIN1 = 256;

function latin1Field(text: string): string {
  return `str ${JSON.stringify(text)}`;
}

function defineLatin1(runtime: Runtime, text: string): void {
  const str = allocSingleton(runtime, runtime.core('str'));
  runtime.heap.payload[str] = { text, table: null } satisfies StrPayload;
  runtime.singletonHolder.set(latin1Field(text), str);
}

function payload(runtime: Runtime, str: Ref): StrPayload {
  return runtime.heap.payload[str] as StrPayload;
}

export function isStr(runtime: Runtime, ref: Ref): boolean {
  return runtime.heap.type[ref] === runtime.core('str');
}

export function strText(runtime: Runtime, str: Ref): string {
  return payload(runtime, str).text;
}

/**
 * New reference. A string of at most one latin-1 character is a shared singleton.
 * CPython 3.11 Objects/unicodeobject.c: PyUnicode_FromString()
 */
export function newStr(runtime: Runtime, text: string): Ref {
  const latin1 = text.length <= 1 && (text.codePointAt(0) ?? 0) < LATIN1;
  return latin1 ? latin1Str(runtime, text) : allocStr(runtime, text);
}

function allocStr(runtime: Runtime, text: string): Ref {
  const str = runtime.heap.alloc(runtime.core('str'));
  runtime.heap.payload[str] = { text, table: null } satisfies StrPayload;
  return str;
}

/**
 * CPython 3.11 Objects/unicodeobject.c: get_latin1_char().
 * NOT-CPYTHON: those of the process are static and made at start-up in every year, not only from 3.11 on.
 */
function latin1Str(runtime: Runtime, text: string): Ref {
  if (runtime.rule('characters-per-interpreter')) return runtime.heap.newRef(ownCharacter(runtime, text));
  return runtime.heap.newRef(runtime.singletonHolder.get(latin1Field(text)));
}

/** Borrowed; made when first needed. CPython 3.9 Objects/unicodeobject.c: get_latin1_char() */
function ownCharacter(runtime: Runtime, text: string): Ref {
  const { struct } = runtime.current;
  const field = `singleton ${latin1Field(text)}`;
  if (struct.get(field) === NULL) struct.set(field, allocStr(runtime, text));
  return struct.get(field);
}

/** The interned dict that the running interpreter uses. */
export function internTable(runtime: Runtime): InternTable {
  return runtime.rule('interned-per-interpreter') ? runtime.current.interned : runtime.interned;
}

/** New reference to the interned string. CPython 3.11 Objects/unicodeobject.c: PyUnicode_InternFromString() */
export function intern(runtime: Runtime, text: string): Ref {
  const known = internTable(runtime).get(text);
  if (known !== undefined) return runtime.heap.newRef(known);
  return internInPlace(runtime, newStr(runtime, text));
}

/** Steals `str`, returns the interned one. CPython 3.11 Objects/unicodeobject.c: PyUnicode_InternInPlace() */
export function internInPlace(runtime: Runtime, str: Ref): Ref {
  const entry = payload(runtime, str);
  if (entry.table) return str;
  const table = internTable(runtime);
  const known = table.get(entry.text);
  if (known !== undefined) {
    runtime.heap.incref(known);
    runtime.heap.decref(str);
    return known;
  }
  table.set(entry.text, str);
  entry.table = table;
  runtime.heap.addUncounted(INTERNED_REFERENCES);
  return str;
}

/** CPython 3.11 Objects/unicodeobject.c: unicode_dealloc() */
function leaveInterned(runtime: Runtime, str: Ref): void {
  const entry = payload(runtime, str);
  if (!entry.table) return;
  entry.table.delete(entry.text);
  runtime.heap.addUncounted(-INTERNED_REFERENCES);
}

/**
 * The interned dict of an interpreter goes: its strings are ordinary ones from now on.
 * CPython 3.10 Objects/unicodeobject.c: unicode_release_interned()
 */
export function releaseInterned(runtime: Runtime, table: InternTable): void {
  for (const str of table.values()) {
    payload(runtime, str).table = null;
    runtime.heap.addUncounted(-INTERNED_REFERENCES);
  }
  table.clear();
}
