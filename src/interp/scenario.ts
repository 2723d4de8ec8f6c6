import type { ExtensionDescription } from './extension/description.js';
import type { TestContext } from './test-context.js';

/** One test method: runs Python-level operations on the simulated interpreter. May be asynchronous. */
export type CaseFunction = (t: TestContext) => void | Promise<void>;

/** A Python module as a function over the namespace it fills; run at each import in each interpreter. */
export interface PythonModuleDescription {
  readonly name: string;
  readonly body: (t: TestContext) => void;
}

/** What a scenario module exports as default: the counterpart of one test file. */
export interface Scenario {
  /** Extension modules that this scenario describes; they replace shipped ones of the same name. */
  readonly extensions?: readonly ExtensionDescription[];
  readonly modules?: readonly PythonModuleDescription[];
  /** Test methods by 'Class.method'; classes and methods run in code-point order, as unittest sorts them. */
  readonly cases: Readonly<Record<string, CaseFunction>>;
  /** Patterns of the cases that run when no -m asks for others; default: all. */
  readonly defaultCases?: readonly string[];
  /** Skips the whole file, as a SkipTest raised at import does. */
  readonly skip?: string;
  /** A resource that must be enabled, as test.support.requires() at import. */
  readonly requires?: string;
  readonly setUpModule?: (t: TestContext) => void | Promise<void>;
  readonly tearDownModule?: (t: TestContext) => void | Promise<void>;
  /** By class name. */
  readonly setUpClass?: Readonly<Record<string, (t: TestContext) => void | Promise<void>>>;
  readonly setUp?: (t: TestContext) => void | Promise<void>;
  readonly tearDown?: (t: TestContext) => void | Promise<void>;
}

/** Types a scenario; returns it unchanged. */
export function defineScenario(scenario: Scenario): Scenario {
  return scenario;
}
