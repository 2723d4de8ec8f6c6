// A first extension: a heap type whose tp_dealloc forgets Py_DECREF(Py_TYPE(self)). Each instance strands one reference.
import { call, decref, defineScenario, extension, heapType } from 'refhunt/scenario';

const first = extension('first', {
  types: { Thing: heapType('first.Thing', { slots: { tp_dealloc: [] } }) },
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
