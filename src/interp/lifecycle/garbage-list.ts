import { NULL, type Ref } from '../../gc/ref.js';
import { listAppend, newList } from '../objects/list.js';
import type { Runtime } from '../runtime.js';

/** gc.garbage of the running interpreter, made when first needed; takes a new reference to `ref`. */
export function appendGarbage(runtime: Runtime, ref: Ref): void {
  const { gc, struct } = runtime.current;
  if (gc.garbage === NULL) {
    gc.garbage = newList(runtime, []);
    struct.set('gc.garbage', gc.garbage);
  }
  listAppend(runtime, gc.garbage, ref);
}
