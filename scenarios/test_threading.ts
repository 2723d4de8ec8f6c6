// A heap type that its instances hide from the collector: _thread.lock (GH-23811), _abc._abc_data (bpo-40149).
import { defineScenario, type TestContext } from 'refhunt/scenario';
import { threadModules } from './library/threads.js';

const IMPORTED = ['os', 'random', 'threading', 'time'];

/** The script of the test starts a thread; for the leak it is enough that it imports what it needs. */
function threadsJoin(t: TestContext): void {
  t.runInSubinterp((sub) => {
    for (const name of IMPORTED) sub.import(name);
  });
}

/** What the test file itself imports: a module of single-phase initialisation is then made by the main interpreter. */
function setUpModule(t: TestContext): void {
  for (const name of IMPORTED) t.import(name);
}

export default defineScenario({
  modules: threadModules,
  setUpModule,
  cases: {
    'SubinterpThreadingTests.test_threads_join': threadsJoin,
    'SubinterpThreadingTests.test_threads_join_2': threadsJoin,
  },
  defaultCases: ['test_threads_join'],
});
