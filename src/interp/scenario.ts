import type { ExtensionDescription } from './extension/description.js';
import type { History } from './history/change.js';
import type { Library } from './standard-library.js';
import type { TestContext } from './test-context.js';
import { RULES, type Rules } from './world.js';

/** One test method: runs Python-level operations on the simulated interpreter. A promise is awaited, any other result ignored. */
export type CaseFunction = (t: TestContext) => unknown;

/** A Python module as a function over the namespace it fills; run at each import in each interpreter. */
export interface PythonModuleDescription {
  readonly name: string;
  readonly body: (t: TestContext) => void;
}

/** What a library consists of: modules in Python and in C. */
export type DescribedModule = PythonModuleDescription | ExtensionDescription;

/** Modules by edition of the library; may be asynchronous, so that what a state does not need is not even loaded. */
export type LibraryModules = (library: Library) => readonly DescribedModule[] | Promise<readonly DescribedModule[]>;

/** What a scenario module exports as default: the counterpart of one test file. */
export interface Scenario {
  /** Extension modules that this scenario describes; they replace shipped ones of the same name. */
  readonly extensions?: readonly ExtensionDescription[];
  /** Modules that can be imported, or a function that says which ones a standard library has. */
  readonly modules?: readonly DescribedModule[] | LibraryModules;
  /** Test methods by 'Class.method'; classes and methods run in code-point order, as unittest sorts them. */
  readonly cases: Readonly<Record<string, CaseFunction>>;
  /** Patterns of the cases that run when no -m asks for others; default: all. */
  readonly defaultCases?: readonly string[];
  /** Skips the whole file, as a SkipTest raised at import does. */
  readonly skip?: string;
  /** A resource that must be enabled, as test.support.requires() at import. */
  readonly requires?: string;
  readonly setUpModule?: (t: TestContext) => unknown;
  readonly tearDownModule?: (t: TestContext) => unknown;
  /** By class name. */
  readonly setUpClass?: Readonly<Record<string, (t: TestContext) => unknown>>;
  readonly setUp?: (t: TestContext) => unknown;
  readonly tearDown?: (t: TestContext) => unknown;
}

/** Types a scenario; returns it unchanged. */
export function defineScenario(scenario: Scenario): Scenario {
  return scenario;
}

/** Types a history; returns it unchanged. */
export function defineHistory(history: History): History {
  return history;
}

/** All rules of the object model off: CPython before the first change of a history. */
export function rulesOff(): Rules {
  return Object.fromEntries(RULES.map((rule) => [rule, false])) as Rules;
}

export { readJson } from './data-file.js';
export {
  call,
  clear,
  decref,
  extension,
  fn,
  forEach,
  heapType,
  incref,
  opaque,
  repeat,
  ret,
  returnError,
  returnNone,
  set,
  staticType,
  track,
  untrack,
  visit,
  when,
  xdecref,
  xsetref,
} from './extension/builders.js';
export type {
  Argument,
  Condition,
  ExtensionDescription,
  FunctionDescription,
  MethodDescription,
  Op,
  Slot,
  TypeDescription,
  TypeFlag,
} from './extension/description.js';
export type { Change, Edit, History } from './history/change.js';
export { editStep, step } from './history/step.js';
export type { ClassCounts, FunctionCounts, ModuleCounts } from './library/counts.js';
export { type Library, libraryOf } from './standard-library.js';
export type { Operand, PythonBody, TestContext, Value } from './test-context.js';
export { AssertionFailure, PythonError, SkipTest } from './test-outcome.js';
export type { FinalizationStep, RuleName, Rules, World } from './world.js';
