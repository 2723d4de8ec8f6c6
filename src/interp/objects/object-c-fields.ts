import type { Ref } from '../../gc/ref.js';
import type { Runtime } from '../runtime.js';
import { type CFields, newCFields } from './c-fields.js';

interface HasCFields {
  cFields?: CFields;
}

/** Those of an object's struct: 0 and NULL until they are set. */
export function cFieldsOf(runtime: Runtime, object: Ref): CFields {
  const { payload } = runtime.heap;
  const known = payload[object];
  const holder: HasCFields = typeof known === 'object' && known !== null ? known : {};
  payload[object] = holder;
  holder.cFields ??= newCFields();
  return holder.cFields;
}
