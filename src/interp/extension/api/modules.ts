import { NULL, type Ref } from '../../../gc/ref.js';
import { dictGetItem, dictSetItemString, dictSetNewString, newDict } from '../../objects/dict.js';
import { newInt } from '../../objects/long.js';
import { moduleDict } from '../../objects/module.js';
import { newStr } from '../../objects/str.js';
import type { Runtime } from '../../runtime.js';
import type { ApiFunction } from './api-function.js';
import { int, object, text } from './arguments.js';

/** Name under which PyModule_AddType adds a type: what follows the last dot of tp_name. */
function typeName(runtime: Runtime, type: Ref): string {
  const name = runtime.info(type).name;
  return name.slice(name.lastIndexOf('.') + 1);
}

function add(runtime: Runtime, module: Ref, name: string, value: Ref): boolean {
  dictSetItemString(runtime, moduleDict(runtime, module), name, value);
  return true;
}

export const MODULE_API: Readonly<Record<string, ApiFunction>> = {
  /** CPython 3.11 Python/modsupport.c: PyModule_AddObject() */
  PyModule_AddObject: {
    result: 'status',
    stealsOnSuccess: [2],
    run: ({ runtime }, args) => {
      add(runtime, object(args, 0), text(args, 1), object(args, 2));
      runtime.heap.decref(object(args, 2));
      return true;
    },
  },
  /** CPython 3.11 Python/modsupport.c: PyModule_AddObjectRef() */
  PyModule_AddObjectRef: {
    result: 'status',
    run: ({ runtime }, args) => add(runtime, object(args, 0), text(args, 1), object(args, 2)),
  },
  /** CPython 3.11 Python/modsupport.c: PyModule_AddType() */
  PyModule_AddType: {
    result: 'status',
    run: ({ runtime }, args) => add(runtime, object(args, 0), typeName(runtime, object(args, 1)), object(args, 1)),
  },
  /** CPython 3.11 Python/modsupport.c: PyModule_AddIntConstant() */
  PyModule_AddIntConstant: {
    result: 'status',
    run: ({ runtime }, args) => {
      dictSetNewString(runtime, moduleDict(runtime, object(args, 0)), text(args, 1), newInt(runtime, int(args, 2)));
      return true;
    },
  },
  /** CPython 3.11 Python/modsupport.c: PyModule_AddStringConstant() */
  PyModule_AddStringConstant: {
    result: 'status',
    run: ({ runtime }, args) => {
      dictSetNewString(runtime, moduleDict(runtime, object(args, 0)), text(args, 1), newStr(runtime, text(args, 2)));
      return true;
    },
  },
  /** CPython 3.11 Objects/moduleobject.c: PyModule_GetDict() */
  PyModule_GetDict: {
    result: 'borrowed',
    fallible: false,
    run: ({ runtime }, args) => moduleDict(runtime, object(args, 0)),
  },
  /** sys.modules of the running interpreter. CPython 3.11 Python/import.c: PyImport_GetModuleDict() */
  PyImport_GetModuleDict: {
    result: 'borrowed',
    fallible: false,
    run: ({ runtime }) => runtime.current.struct.get('modules'),
  },
  /** CPython 3.11 Python/import.c: PyImport_ImportModule() */
  PyImport_ImportModule: { result: 'new', run: ({ runtime }, args) => runtime.machine.importModule(text(args, 0)) },
  /** CPython 3.11 Python/pystate.c: PyInterpreterState_GetDict() */
  PyInterpreterState_GetDict: {
    result: 'borrowed',
    run: ({ runtime }) => {
      const { struct } = runtime.current;
      if (struct.get('dict') === NULL) struct.set('dict', newDict(runtime));
      return struct.get('dict');
    },
  },
  /** CPython 3.11 Objects/dictobject.c: PyDict_GetItemString() */
  PyDict_GetItemString: {
    result: 'borrowed',
    run: ({ runtime }, args) => dictGetItem(runtime, object(args, 0), text(args, 1)),
  },
};
