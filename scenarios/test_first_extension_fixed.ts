// The first extension, mended: tp_dealloc releases the instance's reference to its heap type.
import { call, decref, defineScenario, extension, heapType } from 'refhunt/scenario';

const first = extension('first', {
  types: { Thing: heapType('first.Thing', { slots: { tp_dealloc: [decref('ob_type')] } }) },
  exec: [
    call('PyType_FromSpec', [{ spec: 'Thing' }], 'local.type'),
    call('PyModule_AddType', ['module', 'local.type'], undefined, [decref('local.type')]),
    decref('local.type'),
  ],
});

export default defineScenario({
  extensions: [first],
  cases: { 'FirstTests.test_new': (t) => t.call(t.importFrom('first', 'Thing')) },
});
