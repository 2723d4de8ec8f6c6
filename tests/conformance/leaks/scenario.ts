import type { Scenario, TestContext, Value } from '../../../src/interp/scenario.js';
import { ioModule } from '../extensions/io.js';
import { constantsOf, runFunctionBody, runModule } from '../python/statement.js';
import type { LeakFact } from './fact.js';
import { LIBRARY } from './library.js';
import { C_MODULES } from './modules.js';

/** The modules that the code names, described. */
function extensionsOf({ code, setup = '' }: LeakFact) {
  const words = new Set(`${setup}\n${code}`.match(/\w+/g));
  return Object.entries(C_MODULES).flatMap(([name, { describe }]) => (words.has(name) ? [describe(name)] : []));
}

const SET_UP = 'the test module is set up';

/** The test of a fact as a scenario with one case: the same Python code that the real interpreter ran. */
export function scenarioOf(fact: LeakFact): Scenario {
  return {
    extensions: [...extensionsOf(fact), ioModule],
    modules: LIBRARY,
    cases: { 'ConformanceTest.test_case': (t) => runFact(t, fact) },
  };
}

function runFact(t: TestContext, fact: LeakFact): void {
  if (!t.has(SET_UP)) setUp(t, fact);
  if (fact.where === 'process') runModule(t, fact.code);
  else if (fact.where === 'subinterpreter') t.runInSubinterp((sub) => runModule(sub, fact.code));
  else runFunctionBody(t, fact.code, keptConstants(t, fact));
}

/** The test module is executed once; the constants of its test method live as long as the module. */
function setUp(t: TestContext, { setup, where, code }: LeakFact): void {
  if (setup !== undefined) runModule(t, setup);
  t.block(() => {
    const constants = where === 'function' ? [...constantsOf(t, code).values()] : [];
    t.assign(SET_UP, t.tuple(constants));
  });
}

function keptConstants(t: TestContext, { code }: LeakFact): Map<string, Value> {
  const kept = t.name(SET_UP);
  const texts = t.block(() => [...constantsOf(t, code).keys()]);
  return new Map(texts.map((text, index) => [text, t.getitem(kept, index)]));
}
