import type { Ref } from '../../gc/ref.js';
import { catchThrown } from '../errors.js';
import { intern, newStr } from '../objects/str.js';
import type { Runtime } from '../runtime.js';
import type { PythonModuleDescription } from '../scenario.js';
import type { TestContext } from '../test-context.js';
import { type ContextCore, withFrame } from './core.js';
import { gated, traced } from './gate.js';
import { ctypesPart, gcPart, interpreterPart, mainDict } from './interpreter-part.js';
import { type Around, lazyContext } from './lazy-context.js';
import { libraryPart } from './library-part.js';
import { namespacePart } from './namespace-part.js';
import { objectPart } from './object-part.js';
import { codeOfTest, compiledUnit } from './running-code.js';
import { type UnittestHooks, unittestPart } from './unittest-part.js';

function contextOf(core: ContextCore, hooks: UnittestHooks, gate: Around): TestContext {
  const trace = traced(core.runtime);
  const inner = (callee: ContextCore): TestContext => contextOf(callee, hooks, (operation) => operation);
  const enter = (runtime: Runtime, globals: Ref, body: (t: TestContext) => void): void => {
    const running = { name: `interpreter ${runtime.current.id}`, filename: () => intern(runtime, '<string>') };
    runIn(runtime, globals, hooks, running, body);
  };
  const parts = [
    () => libraryPart(core),
    () => namespacePart(core, inner),
    () => objectPart(core),
    () => interpreterPart(core, enter),
    () => gcPart(core),
    () => ctypesPart(core),
    () => unittestPart(core.runtime.process, hooks),
  ];
  return lazyContext(parts, (operation) => trace(gate(operation)));
}

/** Code by the name of its frame; makes a new reference to its co_filename. */
interface Running {
  readonly name: string;
  readonly filename: () => Ref;
}

/** Runs `body` as module-level code over `globals` (borrowed), in a frame that ends with it. */
function runIn<T>(
  runtime: Runtime,
  globals: Ref,
  hooks: UnittestHooks,
  { name, filename }: Running,
  body: (t: TestContext) => T,
): T {
  const unit = runtime.holder('frame', `code of ${name}`, runtime.current.id);
  const core: ContextCore = {
    runtime,
    globals,
    frames: [],
    locals: { count: 0 },
    name,
    code: compiledUnit(runtime, unit, filename),
  };
  const gate = { open: true };
  const context = contextOf(core, hooks, gated(runtime, name, gate));
  try {
    return withFrame(core, name, () => body(context));
  } finally {
    gate.open = false;
    unit.release();
  }
}

/** A test method's context over the main interpreter's `__main__`; `end` releases its frame. */
export function openTestContext(
  runtime: Runtime,
  hooks: UnittestHooks,
  name: string,
): { t: TestContext; end: () => void } {
  const globals = mainDict(runtime, runtime.current);
  const frame = runtime.holder('frame', name, runtime.current.id);
  runtime.globals = globals;
  const core: ContextCore = {
    runtime,
    globals,
    frames: [frame],
    locals: { count: 0 },
    name,
    code: codeOfTest(runtime, name),
  };
  const gate = { open: true };
  const end = (): void => {
    gate.open = false;
    frame.release();
  };
  return { t: contextOf(core, hooks, gated(runtime, name, gate)), end };
}

/** Makes a scenario's Python modules importable. */
export function addPythonModules(
  runtime: Runtime,
  modules: readonly PythonModuleDescription[],
  hooks: UnittestHooks,
  dictOf: (module: Ref) => Ref,
): void {
  for (const { name, body } of modules) {
    runtime.pythonModules.set(name, {
      name,
      run: (module) => {
        try {
          const filename = (): Ref => newStr(runtime, `${name}.py`);
          runIn(runtime, dictOf(module), hooks, { name: `<module ${name}>`, filename }, body);
          return true;
        } catch (error) {
          catchThrown(runtime, error);
          return false;
        }
      },
    });
  }
}
