// C statics that every run of an exec slot overwrites: _signal (71d1bd9569, bpo-41713).
import { defineScenario, type TestContext } from 'refhunt/scenario';
import { INTERPRETERS_MODULES } from './library/interpreters.js';

/** Runs the body in a new interpreter after `from test.support import interpreters`, as these cases do. */
function runOutput(t: TestContext, body: (sub: TestContext) => void = () => {}): void {
  const interpreter = t.newInterpreter();
  t.runIn(interpreter, (sub) => {
    sub.import('test.support.interpreters');
    body(sub);
  });
  t.endInterpreter(interpreter);
}

export default defineScenario({
  modules: INTERPRETERS_MODULES,
  // The main interpreter has imported it from the start: PyOS_InitInterrupts(), later _PySignal_Init().
  setUpModule: (t) => {
    t.import('_signal');
  },
  cases: {
    'CreateTests.test_in_subinterpreter': (t) => {
      runOutput(t, (sub) => sub.endInterpreter(sub.newInterpreter()));
    },
    'GetCurrentTests.test_subinterpreter': (t) => runOutput(t),
    'TestInterpreterClose.test_from_current': (t) => runOutput(t),
    'TestInterpreterClose.test_from_sibling': (t) => {
      const sibling = t.newInterpreter();
      runOutput(t, (sub) => sub.endInterpreter(sibling));
    },
    'TestSendRecv.test_send_recv_nowait_same_interpreter': (t) => runOutput(t),
    'TestSendRecv.test_send_recv_same_interpreter': (t) => runOutput(t),
  },
});
