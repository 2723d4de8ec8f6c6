import type { Scenario } from '../interp/scenario.js';

/** A file that is no scenario; the message is for the user and names the file. */
export class ScenarioError extends Error {
  override name = 'ScenarioError';
}

/** Of an object that nobody has checked. */
export type Fields = Readonly<Record<string, unknown>>;
/** The error that says what is wrong with the file. */
type Problem = (what: string) => ScenarioError;

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isFunction = (value: unknown): boolean => typeof value === 'function';

/** The scenario that a module exports as default; what JavaScript would stumble over later is said here. */
export function scenarioIn(module: unknown, file: string): Scenario {
  const problem: Problem = (what) => new ScenarioError(`${file}: ${what}`);
  const exported = isObject(module) ? module.default : undefined;
  if (!isObject(exported) || !('cases' in exported)) {
    throw problem('the default export is no scenario; make it with defineScenario({ cases: ... })');
  }
  checkCases(exported.cases, problem);
  checkFixtures(exported, problem);
  if (exported.extensions !== undefined) checkExtensions(exported.extensions, problem);
  if (exported.modules !== undefined) checkModules(exported.modules, problem);
  return exported as unknown as Scenario;
}

function checkCases(cases: unknown, problem: Problem): void {
  if (!isObject(cases)) throw problem("'cases' is no object of functions by 'Class.method'");
  for (const [name, body] of Object.entries(cases as Fields)) {
    if (!/^[^.]+(\.[^.]+)+$/s.test(name)) throw problem(`case '${name}' is not named 'Class.method'`);
    if (!isFunction(body)) throw problem(`case '${name}' is no function`);
  }
}

function checkFixtures(scenario: Fields, problem: Problem): void {
  for (const name of ['setUpModule', 'tearDownModule', 'setUp', 'tearDown']) {
    if (scenario[name] !== undefined && !isFunction(scenario[name])) throw problem(`'${name}' is no function`);
  }
  for (const name of ['skip', 'requires']) {
    if (scenario[name] !== undefined && typeof scenario[name] !== 'string') throw problem(`'${name}' is no string`);
  }
  const { setUpClass = {}, defaultCases = [] } = scenario;
  if (!isObject(setUpClass) || !Object.values(setUpClass).every(isFunction)) {
    throw problem("'setUpClass' is no object of functions by class");
  }
  if (!Array.isArray(defaultCases)) throw problem("'defaultCases' is no list of patterns");
}

function checkExtensions(extensions: unknown, problem: Problem): void {
  if (!Array.isArray(extensions)) throw problem("'extensions' is no list; make each with extension('name', { ... })");
  for (const [index, extension] of extensions.entries()) checkExtension(extension, index, problem);
}

const LISTS = ['state', 'statics', 'exec'];
const OBJECTS = ['types', 'functions', 'slots'];

function checkExtension(extension: unknown, index: number, problem: Problem): void {
  if (!isObject(extension) || typeof extension.name !== 'string') {
    throw problem(`extension ${index + 1} has no name; make it with extension('name', { ... })`);
  }
  const missing = [
    ...LISTS.filter((field) => !Array.isArray(extension[field])),
    ...OBJECTS.filter((field) => !isObject(extension[field])),
  ];
  if (missing.length > 0) {
    throw problem(
      `extension '${extension.name}' has no ${missing.join(', ')}; make it with extension('name', { ... })`,
    );
  }
  for (const [key, type] of Object.entries(extension.types as Fields)) {
    const made = isObject(type) && typeof type.name === 'string' && Array.isArray(type.fields) && isObject(type.slots);
    if (!made)
      throw problem(`type '${key}' of extension '${extension.name}' is none; make it with heapType() or staticType()`);
    checkAuditIgnore(type, `type '${key}' of extension '${extension.name}'`, problem);
  }
  checkAuditIgnore(extension, `extension '${extension.name}'`, problem);
}

/** An entry without a text takes nothing out, which the audit says. */
function checkAuditIgnore({ auditIgnore = [] }: Fields, what: string, problem: Problem): void {
  const fine = (entry: unknown): boolean => isObject(entry) && typeof entry.reason === 'string';
  if (Array.isArray(auditIgnore) && auditIgnore.every(fine)) return;
  throw problem(`'auditIgnore' of ${what} is no list of { slot, kind, reason }, each with the reason in words`);
}

function checkModules(modules: unknown, problem: Problem): void {
  if (isFunction(modules)) return;
  const isModule = (module: unknown): boolean =>
    isObject(module) && typeof module.name === 'string' && (isFunction(module.body) || 'exec' in module);
  if (Array.isArray(modules) && modules.every(isModule)) return;
  throw problem("'modules' is no list of { name, body }, nor a function that returns one");
}
