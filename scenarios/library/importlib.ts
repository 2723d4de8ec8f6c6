// A second importlib, made from source beside the frozen one, as test_importlib does for every run.
import type { DescribedModule, Library, PythonModuleDescription, TestContext } from 'refhunt/scenario';

/** What makes the classes and functions of a module: a count of them, or an outline. */
export type Fill = (t: TestContext, name: string) => void;

const BOOTSTRAP = 'importlib._bootstrap';
const EXTERNAL = 'importlib._bootstrap_external';
/** What spec_from_loader() sets. */
const SPEC = ['loader_state', 'submodule_search_locations', '_cached'];

/** module_from_spec() of this generation: the module refers to classes of the importlib that made it. */
function adopt(t: TestContext, bootstrap: string, name: string): void {
  const generation = t.load(bootstrap);
  const importer = t.getattr(generation, 'BuiltinImporter');
  const spec = t.call(t.getattr(generation, 'ModuleSpec'));
  const module = t.builtinFromName(name);
  const attributes = { name: t.intern(name), loader: importer, origin: t.intern('built-in') };
  for (const [attribute, value] of Object.entries(attributes)) t.setattr(spec, attribute, value);
  for (const attribute of SPEC) t.setattr(spec, attribute, null);
  for (const attribute of ['_set_fileattr', '_initializing']) t.setattr(spec, attribute, false);
  t.setattr(module, '__spec__', spec);
  t.setattr(module, '__loader__', importer);
}

/** _bootstrap._setup(): takes the modules that it needs from sys.modules. */
function setUpBootstrap(t: TestContext): void {
  for (const name of ['_thread', '_weakref']) t.import(name);
  // importlib/__init__.py sets it when both are there.
  t.assign('_bootstrap_external', null);
}

/** _bootstrap_external._setup(): until 83d46e0622 it made these anew in any case, and so put them into sys.modules. */
function setUpExternal(t: TestContext, reusesBuiltins: boolean): void {
  if (!reusesBuiltins) adopt(t, BOOTSTRAP, '_weakref');
  t.import(BOOTSTRAP, '_bootstrap');
  if (!reusesBuiltins) t.import('_weakref');
}

function bootstrapModules(library: Library, fill: Fill): readonly PythonModuleDescription[] {
  const reusesBuiltins = library.has('importlib-setup-reuses-builtins');
  return [
    {
      name: BOOTSTRAP,
      body: (t) => {
        setUpBootstrap(t);
        fill(t, BOOTSTRAP);
      },
    },
    {
      name: EXTERNAL,
      body: (t) => {
        setUpExternal(t, reusesBuiltins);
        fill(t, EXTERNAL);
      },
    },
  ];
}

/** import_fresh_module('importlib', blocked=...): two new modules, which leave sys.modules again. */
export function importFreshImportlib(t: TestContext): void {
  const bootstrap = t.load(BOOTSTRAP);
  t.setattr(bootstrap, '_bootstrap_external', t.load(EXTERNAL));
  for (const name of [BOOTSTRAP, EXTERNAL]) t.forgetModule(name);
}

const OUTLINE: Readonly<Record<string, readonly string[]>> = {
  [BOOTSTRAP]: ['ModuleSpec', 'BuiltinImporter', 'FrozenImporter'],
  [EXTERNAL]: ['FileLoader', 'SourceFileLoader', 'FileFinder'],
};

export function importlibOutline(library: Library): readonly DescribedModule[] {
  return bootstrapModules(library, (t, name) => {
    for (const type of OUTLINE[name] ?? []) t.class(type, { methods: { __init__: {} } });
  });
}

export { bootstrapModules };
