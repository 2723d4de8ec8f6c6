import type { Holder } from '../../src/gc/holder.js';
import type { Ref } from '../../src/gc/ref.js';
import { createRuntime } from '../../src/interp/lifecycle/create-runtime.js';
import { newClass } from '../../src/interp/objects/class.js';
import { newCode } from '../../src/interp/objects/code.js';
import { dictSetItemString, dictSetNew, dictSetNewString, newDict } from '../../src/interp/objects/dict.js';
import { type NewFunction, newFunction } from '../../src/interp/objects/function.js';
import { moduleDict, newModule } from '../../src/interp/objects/module.js';
import { intern } from '../../src/interp/objects/str.js';
import type { Runtime } from '../../src/interp/runtime.js';
import type { World } from '../../src/interp/world.js';

/** The test module that made the measured objects: what its code keeps alive exists before anything is counted. */
export interface Bench {
  readonly runtime: Runtime;
  /** Constants, names and module-level objects, by a name of their own. */
  readonly kept: Holder;
  /** The dict of the test module, borrowed. */
  readonly globals: Ref;
}

export function createBench(world: World): Bench {
  const runtime = createRuntime(world);
  const kept = runtime.holder('runtime', 'elementary cost test', 0);
  const module = newModule(runtime, 'elementary');
  kept.set('module', module);
  return { runtime, kept, globals: moduleDict(runtime, module) };
}

/** Borrowed: what the module made once and keeps. */
export function once(bench: Bench, name: string, make: () => Ref): Ref {
  const known = bench.kept.get(name);
  if (known !== 0) return known;
  const made = make();
  bench.kept.set(name, made);
  return made;
}

/** Borrowed: a name or string constant of the module's code, interned by the compiler. */
export function constant(bench: Bench, text: string): Ref {
  return once(bench, `constant ${text}`, () => intern(bench.runtime, text));
}

/** Borrowed: the code object of a function, a constant of the module. */
export function codeConstant(bench: Bench, name: string, consts: readonly Ref[] = [], qualname = name): Ref {
  return once(bench, `code ${qualname}`, () => {
    const filename = constant(bench, 'elementary.py');
    const owned = [...consts, bench.runtime.singletons.none].map((each) => bench.runtime.heap.newRef(each));
    return newCode(bench.runtime, {
      name: constant(bench, name),
      qualname: constant(bench, qualname),
      filename,
      consts: owned,
    });
  });
}

/** New reference: what a `def` statement makes. */
export function define(bench: Bench, name: string, parts: Partial<NewFunction> = {}): Ref {
  const code = parts.code ?? codeConstant(bench, name);
  return newFunction(bench.runtime, { name: constant(bench, name), globals: bench.globals, ...parts, code });
}

export interface ClassStatement {
  /** Borrowed. */
  readonly bases?: readonly Ref[];
  readonly metatype?: Ref;
  /** What the class body does with its namespace. */
  readonly body?: (namespace: Ref) => void;
}

/** New reference: what a `class` statement makes. */
export function classStatement(bench: Bench, name: string, statement: ClassStatement = {}): Ref {
  const { runtime } = bench;
  const namespace = newDict(runtime);
  dictSetItemString(runtime, namespace, '__module__', constant(bench, 'elementary'));
  dictSetItemString(runtime, namespace, '__qualname__', constant(bench, `make.<locals>.${name}`));
  statement.body?.(namespace);
  const type = newClass(runtime, {
    name: constant(bench, name),
    bases: statement.bases ?? [],
    ...(statement.metatype === undefined ? {} : { metatype: statement.metatype }),
    namespace,
    globals: bench.globals,
  });
  runtime.heap.decref(namespace);
  return type;
}

/** Assigns in a class body: `value` is stolen. */
export function assign(bench: Bench, namespace: Ref, name: string, value: Ref): void {
  dictSetNew(bench.runtime, namespace, constant(bench, name), value);
}

export function defineMethod(bench: Bench, namespace: Ref, name: string, parts: Partial<NewFunction> = {}): void {
  assign(bench, namespace, name, define(bench, name, parts));
}

/** Makes a dict of the entries, whose values are borrowed. New reference. */
export function dictOf(bench: Bench, entries: Readonly<Record<string, Ref>>): Ref {
  const dict = newDict(bench.runtime);
  for (const [key, value] of Object.entries(entries)) {
    dictSetNewString(bench.runtime, dict, key, bench.runtime.heap.newRef(value));
  }
  return dict;
}
