import { pyGcCollect } from '../gc/collect.js';
import { NULL } from '../gc/ref.js';
import { addPythonModules, openTestContext } from '../interp/context/create.js';
import { beginHarness311 } from '../interp/harness/3.11.js';
import { beginHarness313 } from '../interp/harness/3.13.js';
import { createRuntime } from '../interp/lifecycle/create-runtime.js';
import { moduleDict } from '../interp/objects/module.js';
import type { Runtime } from '../interp/runtime.js';
import type { Scenario } from '../interp/scenario.js';
import type { World } from '../interp/world.js';
import type { SingleOptions } from './options.js';
import type { Session, SessionHooks } from './session.js';
import type { CaseContext } from './suite.js';

/** support.gc_collect() collects this often, so that what one collection frees for the next is gone too. */
const COLLECTIONS = 3;

/** Extensions that a scenario describes replace those of the world that bear the same name. */
function worldOf(world: World, { extensions = [] }: Scenario): World {
  if (extensions.length === 0) return world;
  const described = Object.fromEntries(extensions.map((extension) => [extension.name, extension]));
  return { ...world, extensions: { ...world.extensions, ...described } };
}

/** A fresh simulated process for one test file. */
export function openSession(scenario: Scenario, options: SingleOptions, world: World, hooks: SessionHooks): Session {
  const runtime = createRuntime(worldOf(world, scenario), {
    gcStress: options.gcStress,
    ...(options.heapLimit === null ? {} : { objectLimit: options.heapLimit }),
  });
  const unittest = (cleanups: (() => void)[]) => ({
    ...hooks,
    addCleanup: (cleanup: () => void) => void cleanups.push(cleanup),
    resources: new Set(options.resources),
  });
  addPythonModules(runtime, scenario.modules ?? [], unittest([]), (module) => moduleDict(runtime, module));
  return {
    process: runtime.process,
    gcCollect: () => {
      for (let n = 0; n < COLLECTIONS; n++) pyGcCollect(runtime.heap, runtime.current.gc);
    },
    beginHarness: (repetitions) =>
      options.style === '3.11' ? beginHarness311(runtime, repetitions) : beginHarness313(runtime, repetitions),
    openContext: (caseId) => openCase(runtime, caseId, unittest),
    garbage: () => garbageLength(runtime),
  };
}

function openCase(
  runtime: Runtime,
  caseId: string,
  unittest: (cleanups: (() => void)[]) => Parameters<typeof openTestContext>[1],
): CaseContext {
  const cleanups: (() => void)[] = [];
  const { t, end } = openTestContext(runtime, unittest(cleanups), caseId);
  return { t, nextCleanup: () => cleanups.pop(), close: end };
}

function garbageLength({ current, heap }: Runtime): number {
  const { garbage } = current.gc;
  return garbage === NULL ? 0 : (heap.edgeCount[garbage] ?? 0);
}
