import { PythonError, type TestContext } from 'refhunt/scenario';

/** Modules in C that are initialised once for the process: the main interpreter has loaded them before any test runs. */
const LOADED = ['_thread', '_abc', '_ast', '_codecs', '_io', 'itertools', '_collections'];

/** What regrtest and its own imports have loaded in the main interpreter, as far as it is described. */
export function loadInMainInterpreter(t: TestContext): void {
  for (const name of LOADED) {
    try {
      t.load(name);
    } catch (error) {
      if (!(error instanceof PythonError)) throw error;
    }
  }
}
