import type { GcState } from '../gc/gc-state.js';
import type { Holder } from '../gc/holder.js';
import type { Ref } from '../gc/ref.js';
import type { InternTable } from './intern-table.js';

/** PyInterpreterState, as far as it owns references or decides where objects live. */
export interface Interpreter {
  readonly id: number;
  readonly main: boolean;
  readonly gc: GcState;
  /** The PyObject* fields of the C struct: modules, sysdict, builtins, codec_search_path, after_forkers_child, ast.* ... */
  readonly struct: Holder;
  readonly smallInts: Map<number, Ref>;
  readonly interned: InternTable;
  /** interp->slice_cache: a freed slice block kept for the next one. */
  sliceCached: boolean;
  /** C-level exit functions, called last in first out. */
  readonly atexit: (() => void)[];
  /** Set by Py_EndInterpreter; nothing may run in it any more. */
  ended: boolean;
}
