import { type AuditReport, audit } from '../../src/gc/audit.js';
import { collect } from '../../src/gc/collect.js';
import { GENERATIONS } from '../../src/gc/gc-state.js';
import type { Stray } from '../../src/gc/stray.js';
import { addPythonModules, openTestContext } from '../../src/interp/context/create.js';
import { createRuntime } from '../../src/interp/lifecycle/create-runtime.js';
import { moduleDict } from '../../src/interp/objects/module.js';
import type { Runtime } from '../../src/interp/runtime.js';
import type { ExtensionDescription, PythonModuleDescription, TestContext, World } from '../../src/interp/scenario.js';
import { worldOf } from './worlds.js';

const SILENT = { print: () => {}, printErr: () => {}, addCleanup: () => {}, resources: new Set<string>() };

export interface Session {
  readonly runtime: Runtime;
  /** Runs the body as a test method of its own. */
  readonly run: <T>(body: (t: TestContext) => T) => T;
  /** References and blocks that the body leaves behind after a full collection. */
  readonly cost: (body: (t: TestContext) => void) => { references: number; blocks: number };
  readonly audit: () => AuditReport;
  /** References that nobody owns. */
  readonly strays: () => Stray[];
}

export interface SessionOptions {
  readonly extensions?: readonly ExtensionDescription[];
  readonly modules?: readonly PythonModuleDescription[];
  readonly world?: World;
  /** Objects remember where they were allocated and freed. */
  readonly tracesPlaces?: boolean;
}

/** A process in the world of 3.11.2 unless another is given, with extensions and Python modules to import. */
export function openSession(options: SessionOptions = {}): Session {
  const base = options.world ?? worldOf('3.11.2');
  const own = Object.fromEntries((options.extensions ?? []).map((each) => [each.name, each]));
  const { tracesPlaces = false } = options;
  const runtime = createRuntime({ ...base, extensions: { ...base.extensions, ...own } }, { tracesPlaces });
  addPythonModules(runtime, options.modules ?? [], SILENT, (module) => moduleDict(runtime, module));
  const run = <T>(body: (t: TestContext) => T): T => {
    const { t, end } = openTestContext(runtime, SILENT, 'test');
    try {
      return body(t);
    } finally {
      end();
    }
  };
  return {
    runtime,
    run,
    cost: (body) => {
      const { heap } = runtime;
      const before = { references: heap.refTotal, blocks: heap.allocatedBlocks };
      run(body);
      collect(heap, runtime.current.gc, GENERATIONS - 1);
      return { references: heap.refTotal - before.references, blocks: heap.allocatedBlocks - before.blocks };
    },
    audit: () => audit(runtime.heap),
    strays: () => [...runtime.heap.strays.values()].flat(),
  };
}
