import type { Ref } from '../../gc/ref.js';
import { plainSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { allocBytes, newBytes } from './bytes.js';
import { defineCoreType } from './core-type.js';
import { intern, newStr } from './str.js';
import { newTuple } from './tuple.js';

/** PyObject* fields of PyCodeObject; the second list is that of the years before 2c1e2583fd. */
const LOCALSPLUS_FIELDS = [
  'co_consts',
  'co_names',
  'co_exceptiontable',
  'co_localsplusnames',
  'co_localspluskinds',
  'co_filename',
  'co_name',
  'co_qualname',
  'co_linetable',
] as const;
const VARNAMES_FIELDS = [
  'co_code',
  'co_consts',
  'co_names',
  'co_varnames',
  'co_freevars',
  'co_cellvars',
  'co_filename',
  'co_name',
  'co_lnotab',
] as const;

type CodeField = (typeof LOCALSPLUS_FIELDS)[number] | (typeof VARNAMES_FIELDS)[number];

export interface NewCode {
  /** Borrowed, or the text of a string to be interned, as the compiler interns names. */
  readonly name: Ref | string;
  /** Default: the name. */
  readonly qualname?: Ref | string;
  /** co_filename, borrowed. */
  readonly filename: Ref;
  /** Constants, stolen; without any the code has (None,). */
  readonly consts?: readonly Ref[];
  /** In place of `consts`: a tuple that other code objects have, too, borrowed. */
  readonly constsTuple?: Ref;
  /** A line table that other code objects have, too, borrowed. */
  readonly linetable?: Ref;
  /** Names that the code uses: they are interned and live as long as the code. */
  readonly names?: readonly string[];
  readonly varnames?: readonly string[];
  readonly freevars?: readonly string[];
  readonly cellvars?: readonly string[];
  /** co_lnotab; none is as good as empty. */
  readonly lnotab?: string;
}

/** What a code object keeps besides its fields. */
interface CodePayload {
  /** co_zombieframe: the block of the last frame waits for the next call (until b11a951f16). */
  zombieFrame: boolean;
}

export function defineCode(runtime: Runtime): void {
  const fields = runtime.rule('code-localsplus') ? LOCALSPLUS_FIELDS : VARNAMES_FIELDS;
  defineCoreType(runtime, plainSlots('code', fields), { hasWeakrefs: true, basetype: false });
}

function stringOf(runtime: Runtime, name: Ref | string): Ref {
  return typeof name === 'string' ? intern(runtime, name) : runtime.heap.newRef(name);
}

function internedTuple(runtime: Runtime, names: readonly string[] = []): Ref {
  const items = names.map((name) => intern(runtime, name));
  return newTuple(runtime, items);
}

function localsOf({ varnames = [], cellvars = [], freevars = [] }: NewCode): string[] {
  return [...varnames, ...cellvars, ...freevars];
}

function fieldValue(runtime: Runtime, field: CodeField, code: NewCode): Ref {
  const { heap, singletons } = runtime;
  switch (field) {
    case 'co_consts':
      if (code.constsTuple !== undefined) return heap.newRef(code.constsTuple);
      return newTuple(runtime, code.consts ?? [heap.newRef(singletons.none)]);
    case 'co_names':
      return internedTuple(runtime, code.names);
    case 'co_varnames':
      return internedTuple(runtime, code.varnames);
    case 'co_freevars':
      return internedTuple(runtime, code.freevars);
    case 'co_cellvars':
      return internedTuple(runtime, code.cellvars);
    case 'co_localsplusnames':
      return internedTuple(runtime, localsOf(code));
    case 'co_localspluskinds':
      return newLocalspluskinds(runtime, localsOf(code).length);
    case 'co_filename':
      return heap.newRef(code.filename);
    case 'co_name':
      return stringOf(runtime, code.name);
    case 'co_qualname':
      return stringOf(runtime, code.qualname ?? code.name);
    case 'co_exceptiontable':
      return newBytes(runtime, '');
    case 'co_lnotab':
      return newBytes(runtime, code.lnotab ?? '');
    case 'co_linetable':
      return code.linetable === undefined ? newBytes(runtime, field) : heap.newRef(code.linetable);
    case 'co_code':
      return newBytes(runtime, field);
  }
}

/** The compiler of CPython 3.11 fills the bytes after it has made them: a single kind is no shared byte. */
function newLocalspluskinds(runtime: Runtime, count: number): Ref {
  return count === 0 ? newBytes(runtime, '') : allocBytes(runtime, '\x20'.repeat(count));
}

/** New reference; not a GC object. CPython 3.11 Objects/codeobject.c: _PyCode_New() */
export function newCode(runtime: Runtime, wanted: NewCode): Ref {
  const heap = runtime.heap;
  const type = runtime.core('code');
  const code = heap.alloc(type);
  const fields = heap.slotsOf(code).fixed;
  for (const [slot, field] of fields.entries()) {
    heap.setEdge(code, slot, fieldValue(runtime, field as CodeField, wanted));
  }
  heap.payload[code] = { zombieFrame: false } satisfies CodePayload;
  return code;
}

/** A code object for a function that has no more than its name. */
export function newSimpleCode(runtime: Runtime, name: Ref | string): Ref {
  const filename = newStr(runtime, '<simulated>');
  const code = newCode(runtime, { name, filename });
  runtime.heap.decref(filename);
  return code;
}

/** Borrowed field of a code object. */
export function codeField(runtime: Runtime, code: Ref, field: CodeField): Ref {
  return runtime.heap.edge(code, runtime.heap.slotsOf(code).fixed.indexOf(field));
}

/** Steals `value`. */
export function setCodeField(runtime: Runtime, code: Ref, field: CodeField, value: Ref): void {
  runtime.heap.replaceEdge(code, runtime.heap.slotsOf(code).fixed.indexOf(field), value);
}

/** Borrowed co_qualname; before 2c1e2583fd a code object knew its plain name only. */
export function codeQualname(runtime: Runtime, code: Ref): Ref {
  return codeField(runtime, code, runtime.rule('code-localsplus') ? 'co_qualname' : 'co_name');
}

/**
 * Takes the waiting block of the code's last frame, if there is one.
 * CPython 3.9 Objects/frameobject.c: _PyFrame_New_NoTrack()
 */
export function takeZombieFrame(runtime: Runtime, code: Ref): boolean {
  const payload = runtime.heap.payload[code] as CodePayload;
  if (!payload.zombieFrame) return false;
  payload.zombieFrame = false;
  runtime.heap.addBlocks(code, -1);
  return true;
}

/** The block of a dying frame stays with its code. False: one waits already. CPython 3.9 Objects/frameobject.c: frame_dealloc() */
export function keepZombieFrame(runtime: Runtime, code: Ref): boolean {
  const payload = runtime.heap.payload[code] as CodePayload;
  if (payload.zombieFrame) return false;
  payload.zombieFrame = true;
  runtime.heap.addBlocks(code, 1);
  return true;
}
