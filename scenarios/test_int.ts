// An error path that forgets a Py_DECREF: pylong_int_from_string (gh-90716, PR 99094).
import { defineScenario, PythonError } from 'refhunt/scenario';

export default defineScenario({
  modules: [
    {
      name: '_pylong',
      body: (t) => {
        // What the test puts in its place: a function that returns no int.
        const wrong = t.bytes('not an int');
        t.assign('wrong', wrong);
        t.def('int_from_string', () => wrong);
      },
    },
  ],
  cases: {
    'PyLongModuleTests.test_pylong_misbehavior_error_path_from_str': (t) => {
      const fromString = t.importFrom('longobject.c', 'PyLong_FromString');
      try {
        t.call(fromString, t.str('7'.repeat(10_000)));
      } catch (error) {
        if (!(error instanceof PythonError) || error.type !== 'TypeError') throw error;
      }
    },
  },
});
