import { pyGcCollect } from '../gc/collect.js';
import { NULL } from '../gc/ref.js';
import { canonicalState } from '../interp/canonical-state.js';
import { addPythonModules, openTestContext } from '../interp/context/create.js';
import { beginHarness311 } from '../interp/harness/3.11.js';
import { beginHarness313 } from '../interp/harness/3.13.js';
import { createRuntime } from '../interp/lifecycle/create-runtime.js';
import { finalizeMain } from '../interp/lifecycle/end.js';
import { leftAtEnd } from '../interp/lifecycle/left.js';
import { moduleDict } from '../interp/objects/module.js';
import type { Runtime } from '../interp/runtime.js';
import type { DescribedModule, ExtensionDescription, PythonModuleDescription, Scenario } from '../interp/scenario.js';
import { NEWEST_LIBRARY } from '../interp/standard-library.js';
import type { World } from '../interp/world.js';
import type { SingleOptions } from './options.js';
import { overlay } from './overlay.js';
import type { Session, SessionHooks } from './session.js';
import type { CaseContext } from './suite.js';

/** support.gc_collect() collects this often, so that what one collection frees for the next is gone too. */
const COLLECTIONS = 3;

/** Extensions that a scenario describes replace those of the world that bear the same name. */
function worldOf(world: World, extensions: readonly ExtensionDescription[]): World {
  const described = Object.fromEntries(extensions.map((extension) => [extension.name, extension]));
  const merged = { ...world, extensions: overlay(world.extensions, described) };
  return world.onTop?.(merged, new Set(Object.keys(described))) ?? merged;
}

/** Described for every state, or for the standard library of this one. */
async function modulesOf(world: World, { modules = [] }: Scenario): Promise<readonly DescribedModule[]> {
  return typeof modules === 'function' ? await modules(world.library ?? NEWEST_LIBRARY) : modules;
}

function isExtension(module: DescribedModule): module is ExtensionDescription {
  return 'exec' in module;
}

function isPython(module: DescribedModule): module is PythonModuleDescription {
  return 'body' in module;
}

/** A session whose simulated process can be looked into. */
export interface OpenSession extends Session {
  readonly runtime: Runtime;
}

/** A fresh simulated process for one test file. */
export async function openSession(
  scenario: Scenario,
  options: SingleOptions,
  world: World,
  hooks: SessionHooks,
): Promise<OpenSession> {
  const modules = await modulesOf(world, scenario);
  const runtime = createRuntime(worldOf(world, [...modules.filter(isExtension), ...(scenario.extensions ?? [])]), {
    gcStress: options.gcStress,
    tracesPlaces: hooks.tracesPlaces,
    ...(options.heapLimit === null ? {} : { objectLimit: options.heapLimit }),
  });
  runtime.onUnraisable = hooks.unraisable;
  const unittest = (cleanups: (() => void)[]) => ({
    ...hooks,
    addCleanup: (cleanup: () => void) => void cleanups.push(cleanup),
    resources: new Set(options.resources),
  });
  addPythonModules(runtime, modules.filter(isPython), unittest([]), (module) => moduleDict(runtime, module));
  return {
    runtime,
    process: runtime.process,
    gcCollect: () => {
      for (let n = 0; n < COLLECTIONS; n++) pyGcCollect(runtime.heap, runtime.current.gc);
    },
    beginHarness: (repetitions, onReading) =>
      (options.style === '3.11' ? beginHarness311 : beginHarness313)(runtime, repetitions, onReading),
    openContext: (caseId) => openCase(runtime, caseId, unittest),
    fault: () => runtime.heap.firstFault,
    state: (texts, describeFunction) => canonicalState(runtime, texts, describeFunction),
    garbage: () => garbageLength(runtime),
    finalize: () => {
      finalizeMain(runtime);
      return leftAtEnd(runtime);
    },
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
