import type { Ref } from '../../gc/ref.js';
import type { Runtime } from '../runtime.js';
import { dictSize, isDict } from './dict.js';
import { intValue, isInt } from './long.js';
import { isStr, strText } from './str.js';
import { sequenceItems } from './tuple.js';

/** CPython 3.11 Objects/object.c: PyObject_IsTrue() */
export function objectIsTrue(runtime: Runtime, ref: Ref): boolean {
  const { none, false: no } = runtime.singletons;
  if (ref === none || ref === no) return false;
  if (isInt(runtime, ref)) return intValue(runtime, ref) !== 0;
  if (isStr(runtime, ref)) return strText(runtime, ref) !== '';
  if (isDict(runtime, ref)) return dictSize(runtime, ref) > 0;
  const isSequence = ['list', 'tuple', 'set', 'frozenset'].includes(runtime.familyOf(ref));
  return !isSequence || sequenceItems(runtime, ref).length > 0;
}
