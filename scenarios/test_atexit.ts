// Garbage that is made after the last collection of its interpreter: the codec registries (7247407c35, bpo-36854).
import { defineScenario, type TestContext } from 'refhunt/scenario';
import { libraryFor } from './library/edition.js';
import { loadInMainInterpreter } from './library/main-interpreter.js';
import { threadModules } from './library/threads.js';

function callbacksOf(t: TestContext): unknown {
  return t.unwrap(t.callMethod(t.load('atexit'), '_ncallbacks'));
}

/** Runs the body in a subinterpreter after `import atexit; atexit.register(f)`; no callback may be left over here. */
function registersIn(t: TestContext, body: (sub: TestContext) => void): void {
  const before = callbacksOf(t);
  t.runInSubinterp((sub) => {
    const atexit = sub.import('atexit');
    sub.callMethod(atexit, 'register', sub.def('f'));
    body(sub);
  });
  t.assertEqual(callbacksOf(t), before);
}

export default defineScenario({
  modules: libraryFor(threadModules),
  setUpModule: loadInMainInterpreter,
  cases: {
    'SubinterpreterTest.test_callbacks_leak': (t) => registersIn(t, (sub) => sub.del('atexit')),
    'SubinterpreterTest.test_callbacks_leak_refcycle': (t) => {
      registersIn(t, (sub) => sub.setattr(sub.name('atexit'), '__atexit', sub.name('atexit')));
    },
    'SubinterpreterTest.test_callback_on_subinterpreter_teardown': (t) => {
      registersIn(t, (sub) => void sub.import('os'));
    },
  },
});
