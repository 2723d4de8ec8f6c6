// A list of modules that grows from sys.modules and is alive: _weakref (8334f30a74, bpo-40050); a lost local (bpo-38138).
import { type CaseFunction, defineScenario } from 'refhunt/scenario';
import { libraryFor } from './library/edition.js';
import { importFreshImportlib, importlibOutline } from './library/importlib.js';

/** test_source_encoding: what these five load has an identifier outside of ASCII; each is run by four classes. */
const WITH_IDENTIFIER = [
  'test_bom',
  'test_bom_and_utf_8',
  'test_default_encoding',
  'test_encoding_on_first_line',
  'test_encoding_on_second_line',
];
const CLASSES = ['Frozen', 'Source'].flatMap((importlib) =>
  ['PEP302', 'PEP451'].map((protocol) => `${importlib}_EncodingTest${protocol}`),
);

const loadsIdentifier: CaseFunction = (t) => {
  t.call(t.getattr(t.load('ast.c'), 'new_identifier'));
};

export default defineScenario({
  modules: libraryFor(importlibOutline),
  // test_importlib.util imports it while the test modules themselves are imported: once a run, whatever case is selected.
  setUpModule: importFreshImportlib,
  cases: {
    'Frozen_MetaPathFinderDefaultsTests.test_no_spec': (t) => void t.load('_weakref'),
    'Source_MagicNumberTests.test_length': (t) => void t.load('_weakref'),
    ...Object.fromEntries(
      CLASSES.flatMap((name) => WITH_IDENTIFIER.map((method) => [`${name}.${method}`, loadsIdentifier])),
    ),
  },
});
