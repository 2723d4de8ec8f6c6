import { installCollector } from '../../gc/collect.js';
import type { Heap } from '../../gc/heap.js';
import { NULL } from '../../gc/ref.js';
import { createRuntimeCore } from '../bootstrap.js';
import { callObject } from '../call/call-object.js';
import { describe } from '../describe.js';
import { keepingError, writeUnraisable } from '../errors.js';
import { bindMethods, callBack } from '../extension/bind.js';
import { bindSlots } from '../extension/slots.js';
import { FreedObjects } from '../freed-objects.js';
import { importModule } from '../import/import.js';
import type { Runtime } from '../runtime.js';
import type { World } from '../world.js';
import { newInterpreter } from './create.js';
import { appendGarbage } from './garbage-list.js';

export interface RuntimeOptions {
  /** --gc-stress=N: collect at every Nth allocation of a GC object; 0: off. */
  readonly gcStress?: number;
  /** Most objects the simulated heap may hold. */
  readonly objectLimit?: number;
  /** Objects remember where they were allocated and freed. */
  readonly tracesPlaces?: boolean;
}

/** A process of the given world with its main interpreter running. */
export function createRuntime(world: World, options: RuntimeOptions = {}): Runtime {
  const runtime = createRuntimeCore(world);
  const { heap } = runtime;
  runtime.machine = {
    importModule: (name) => importModule(runtime, name),
    callObject: (callable, args) => callObject(runtime, callable, args),
    bindMethods: (extension, module) => bindMethods(runtime, extension, module),
    bindSlots: (extension, module, type) => bindSlots(runtime, extension, module, type),
    callBack: (extension, name, module, args) => callBack(runtime, extension, name, module, args),
  };
  installCollector(heap);
  heap.hooks.describe = (ref) => describe(runtime, ref);
  heap.hooks.invokeCallback = (callback, weakref) => {
    keepingError(runtime, () => {
      const result = callObject(runtime, callback, [weakref]);
      if (result === NULL) writeUnraisable(runtime, callback);
      else heap.decref(result);
    });
  };
  heap.hooks.appendGarbage = (_state, ref) => appendGarbage(runtime, ref);
  if (options.objectLimit !== undefined) limitHeap(heap, options.objectLimit);
  newInterpreter(runtime);
  if (options.tracesPlaces) runtime.freedObjects = new FreedObjects(heap);
  heap.gcStress = options.gcStress ?? 0;
  return runtime;
}

/** So many items an object, at most, come to a heap of that many objects. */
const ITEMS_PER_OBJECT = 16;

function limitHeap(heap: Heap, objects: number): void {
  heap.objectLimit = objects;
  heap.arena.limit = Math.min(heap.arena.limit, objects * ITEMS_PER_OBJECT);
}
