// A static that a second living interpreter overwrites (bpo-40071), a dict that each interpreter loses (bpo-36447).
import { defineScenario, type TestContext } from 'refhunt/scenario';

/** How many interpreters one run of the test file makes: counted with a breakpoint on new_interpreter, 2019 and 2020. */
const INTERPRETERS = 69;
/** How many of them import functools: counted likewise; in test_ids_global two of these live at the same time. */
const WITH_FUNCTOOLS = 20;
const PAIR = 2;

function create(t: TestContext, functools: boolean): number {
  const id = t.newInterpreter();
  if (functools) t.runIn(id, (sub) => void sub.import('functools'));
  return id;
}

export default defineScenario({
  modules: [
    {
      name: 'functools',
      body: (t) => {
        for (const name of ['reduce', 'partial', '_lru_cache_wrapper']) t.importFrom('_functools', name);
      },
    },
  ],
  // The main interpreter has imported it, too: regrtest needs it.
  setUpModule: (t) => {
    t.import('functools');
  },
  cases: {
    'ChannelTests.test_ids_global': (t) => {
      const pair = Array.from({ length: PAIR }, () => create(t, true));
      for (const id of pair) t.endInterpreter(id);
    },
    'RunStringTests.the_other_cases_one_after_the_other': (t) => {
      for (let n = PAIR; n < INTERPRETERS; n++) t.endInterpreter(create(t, n < WITH_FUNCTOOLS));
    },
  },
});
