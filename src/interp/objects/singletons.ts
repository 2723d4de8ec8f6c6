import type { Ref } from '../../gc/ref.js';
import { plainSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { allocSingleton, defineCoreType } from './core-type.js';

/** None, True, False, Ellipsis, NotImplemented and b'': static objects whose references count like any other's. */
export function defineSingletons(runtime: Runtime): void {
  const make = (type: string, label: string, payload?: unknown): Ref => {
    if (!runtime.coreTypes.has(type)) defineCoreType(runtime, plainSlots(type, []));
    const typeId = runtime.core(type);
    const ref = type === 'bytes' ? allocSingleton(runtime, typeId) : runtime.heap.allocStatic(typeId);
    if (payload !== undefined) runtime.heap.payload[ref] = payload;
    runtime.singletonHolder.set(label, ref);
    return ref;
  };
  const singletons = runtime.singletons;
  singletons.none = make('NoneType', 'None');
  singletons.true = make('bool', 'True', 1);
  singletons.false = make('bool', 'False', 0);
  singletons.ellipsis = make('ellipsis', 'Ellipsis');
  singletons.notImplemented = make('NotImplementedType', 'NotImplemented');
  singletons.emptyBytes = make('bytes', "b''", '');
}

/** New reference to None. */
export function newNone(runtime: Runtime): Ref {
  return runtime.heap.newRef(runtime.singletons.none);
}
