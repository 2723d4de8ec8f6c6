import { WeakrefTable } from '../gc/weakrefs.js';
import { defineRoots } from './objects/core-type.js';
import { defineDescriptors } from './objects/descr.js';
import { defineDict } from './objects/dict.js';
import { defineList } from './objects/list.js';
import { createSmallInts, defineInt } from './objects/long.js';
import { defineBuiltin } from './objects/method.js';
import { defineModule } from './objects/module.js';
import { defineSingletons } from './objects/singletons.js';
import { defineStr } from './objects/str.js';
import { defineTuple } from './objects/tuple.js';
import { typeObjectSlots } from './objects/type.js';
import { defineWeakref } from './objects/weakref.js';
import { createProcessState } from './process.js';
import { Runtime } from './runtime.js';
import type { World } from './world.js';

/** A process with its static types and singletons, before its first interpreter. */
export function createRuntimeCore(world: World): Runtime {
  const runtime = new Runtime(world, createProcessState(), (heap) => new WeakrefTable(heap));
  defineRoots(runtime, typeObjectSlots(runtime));
  defineStr(runtime);
  defineInt(runtime);
  defineSingletons(runtime);
  defineDict(runtime);
  defineTuple(runtime);
  defineList(runtime);
  defineWeakref(runtime);
  defineDescriptors(runtime);
  defineBuiltin(runtime);
  defineModule(runtime);
  if (!runtime.rule('small-ints-per-interpreter')) createSmallInts(runtime, runtime.smallInts, true);
  return runtime;
}
