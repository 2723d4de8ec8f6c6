// A C struct that owns objects and that no collector visits: interp->ast (5cf4782a26, bpo-41796).
import { defineScenario, type TestContext } from 'refhunt/scenario';
import { astOutline, compileSum } from './library/ast.js';
import { libraryFor } from './library/edition.js';
import { loadInMainInterpreter } from './library/main-interpreter.js';

/** Importing and using the module in a subinterpreter, then unloading it, must not crash (bpo-41631). */
function useAndUnload(t: TestContext): void {
  t.runInSubinterp((sub) => {
    for (const name of ['_ast', 'ast']) sub.import(name);
    compileSum(sub);
    for (const name of ['ast', '_ast']) sub.del(name);
    for (const name of ['ast', '_ast']) sub.forgetModule(name);
    sub.gcCollect();
  });
}

export default defineScenario({
  modules: libraryFor(astOutline),
  setUpModule: loadInMainInterpreter,
  cases: { 'ModuleStateTests.test_subinterpreter': useAndUnload },
});
