import { createMultiPhase, execMultiPhase, loadExtension } from '../../../src/interp/import/extensions.js';
import { newModule } from '../../../src/interp/objects/module.js';
import { call, clear, decref, extension, fn, type Op, visit, xdecref } from '../../../src/interp/scenario.js';
import { constant } from '../bench.js';
import { spec } from './heap-types.js';
import type { Recipe, Recipes } from './recipe.js';

const NO_OPERATION = fn([], []);
type Parts = Parameters<typeof extension>[1];

/** PyModule_FromDefAndSpec, and PyModule_ExecDef where there is something to execute. */
const moduleOf =
  (name: string, parts: Partial<Parts>, execute: boolean): Recipe =>
  (bench) => {
    const { runtime } = bench;
    const loaded = loadExtension(runtime, extension(name, { init: 'multi-phase', mSize: 0, ...parts }));
    const nameRef = constant(bench, name);
    return () => {
      const module = createMultiPhase(runtime, loaded, nameRef);
      if (execute) execMultiPhase(runtime, loaded, module);
      return module;
    };
  };

/** A module whose exec slot makes a type and keeps it in its state. */
const withType = (exec: readonly Op[]): Recipe =>
  moduleOf(
    'es',
    {
      mSize: 8,
      state: ['t'],
      types: { T0d: spec('T0d', { slots: { tp_dealloc: [xdecref('x'), decref('ob_type')] } }) },
      exec,
      slots: { m_traverse: [visit('state.t')], m_clear: [clear('state.t')], m_free: [clear('state.t')] },
    },
    true,
  );

const FROM_MODULE_AND_SPEC = call('PyType_FromModuleAndSpec', ['module', { spec: 'T0d' }, 'NULL'], 'state.t');

export const modules: Recipes = {
  'module types.ModuleType("m")': (bench) => () => newModule(bench.runtime, constant(bench, 'm')),
  'module FromDefAndSpec methods=NULL': moduleOf('e0', {}, false),
  'module FromDefAndSpec 0 functions (empty array)': moduleOf('e0', {}, false),
  'module FromDefAndSpec 1 function': moduleOf('e1', { functions: { meth_a: NO_OPERATION } }, false),
  'module FromDefAndSpec 2 functions': moduleOf(
    'e2',
    { functions: { meth_a: NO_OPERATION, meth_b: NO_OPERATION } },
    false,
  ),
  'module FromDefAndSpec m_doc': moduleOf('edoc', { doc: 'doc' }, false),
  'module with empty state (m_size=8)': moduleOf('es', { mSize: 8 }, true),
  'module with state holding 1 FromSpec type': withType([call('PyType_FromSpec', [{ spec: 'T0d' }], 'state.t')]),
  'module with state holding 1 FromModuleAndSpec type': withType([FROM_MODULE_AND_SPEC]),
  'same + PyModule_AddType': (bench) => {
    // The module's code names the type in a string.
    constant(bench, 'T0d');
    return withType([FROM_MODULE_AND_SPEC, call('PyModule_AddType', ['module', 'state.t'])])(bench);
  },
};
