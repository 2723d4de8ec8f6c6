// A heap type that its instances hide from the collector: _thread.lock (GH-23811), _abc._abc_data (bpo-40149).
import { defineScenario, type TestContext } from 'refhunt/scenario';
import { threadModules } from './library/threads.js';

/** The script of the test starts a thread; for the leak it is enough that it imports what it needs. */
function threadsJoin(t: TestContext): void {
  t.runInSubinterp((sub) => {
    for (const name of ['os', 'random', 'threading', 'time']) sub.import(name);
  });
}

export default defineScenario({
  modules: threadModules,
  cases: {
    'SubinterpThreadingTests.test_threads_join': threadsJoin,
    'SubinterpThreadingTests.test_threads_join_2': threadsJoin,
  },
  defaultCases: ['test_threads_join'],
});
