// A heap type that its instances hide from the collector: _thread.lock (GH-23811), _abc._abc_data (bpo-40149).
import { defineScenario, type TestContext } from 'refhunt/scenario';
import { libraryFor } from './library/edition.js';
import { loadInMainInterpreter } from './library/main-interpreter.js';
import { threadModules } from './library/threads.js';

const IMPORTED = ['os', 'random', 'threading', 'time'];

/** What a threading.Thread sets when it is made, and deletes when its target has returned. */
const OF_THE_RUN = ['_target', '_args', '_kwargs'];
const THREAD_ATTRIBUTES = ['_name', '_daemonic', '_ident', '_started', '_is_stopped', ...OF_THE_RUN];

/** The script of the test starts a thread and ends; how long the thread runs does not matter here. */
function startThread(sub: TestContext): void {
  const thread = sub.call(sub.getattr(sub.name('threading'), 'Thread'));
  for (const name of THREAD_ATTRIBUTES) sub.setattr(thread, name, null);
  for (const name of OF_THE_RUN) sub.delattr(thread, name);
}

function threadsJoin(t: TestContext): void {
  t.runInSubinterp((sub) => {
    for (const name of IMPORTED) sub.import(name);
    startThread(sub);
  });
}

export default defineScenario({
  // The published blocks of this test were measured with stderr in a file that had been written to, those of the others
  // with a pipe: one code object of the codecs has run here, and keeps the block of its frame.
  modules: libraryFor(threadModules, 'written file'),
  setUpModule: loadInMainInterpreter,
  cases: {
    'SubinterpThreadingTests.test_threads_join': threadsJoin,
    'SubinterpThreadingTests.test_threads_join_2': threadsJoin,
  },
  defaultCases: ['test_threads_join'],
});
