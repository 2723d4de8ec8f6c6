import { NULL, type Ref } from '../../../gc/ref.js';
import { newExceptionClass } from '../../objects/exception.js';
import { typeFromSpec } from '../../objects/from-spec.js';
import { genericAlloc, genericAllocNoTrack } from '../../objects/instance.js';
import { newStructSequenceType } from '../../objects/structseq.js';
import { isTuple, sequenceItems } from '../../objects/tuple.js';
import type { CFrame } from '../frame.js';
import type { ApiArgument, ApiFunction } from './api-function.js';
import { object, spec, text } from './arguments.js';

function fromSpec(frame: CFrame, module: Ref, args: readonly ApiArgument[], at: number): Ref {
  const { runtime } = frame;
  const bases = object(args, at + 1);
  const list = bases === NULL ? [] : isTuple(runtime, bases) ? sequenceItems(runtime, bases) : [bases];
  return typeFromSpec(runtime, spec(args, at), {
    module,
    bases: list,
    extension: frame.extension.name,
    bind: runtime.machine.bindMethods(frame.extension, frame.module),
    code: runtime.machine.bindSlots(frame.extension, frame.module, spec(args, at)),
  });
}

export const TYPE_API: Readonly<Record<string, ApiFunction>> = {
  /** CPython 3.11 Objects/typeobject.c: PyType_FromSpec() */
  PyType_FromSpec: { result: 'new', run: (frame, args) => fromSpec(frame, NULL, args, 0) },
  PyType_FromSpecWithBases: { result: 'new', run: (frame, args) => fromSpec(frame, NULL, args, 0) },
  /** CPython 3.11 Objects/typeobject.c: PyType_FromModuleAndSpec() */
  PyType_FromModuleAndSpec: { result: 'new', run: (frame, args) => fromSpec(frame, object(args, 0), args, 1) },
  /** The members of the description are the fields. CPython 3.11 Objects/structseq.c: PyStructSequence_NewType() */
  PyStructSequence_NewType: {
    result: 'new',
    run: ({ runtime }, args) => {
      const { name, doc, members = [] } = spec(args, 0);
      const described = { name, fields: members, nInSequence: members.length, ...(doc === undefined ? {} : { doc }) };
      return newStructSequenceType(runtime, described);
    },
  },
  /** CPython 3.11 Python/errors.c: PyErr_NewException() */
  PyErr_NewException: {
    result: 'new',
    run: ({ runtime }, args) => newExceptionClass(runtime, text(args, 0), object(args, 1)),
  },
  /** type->tp_alloc(type, 0). CPython 3.11 Objects/typeobject.c: PyType_GenericAlloc() */
  tp_alloc: { result: 'new', run: ({ runtime }, args) => genericAlloc(runtime, object(args, 0)) },
  /** CPython 3.11 Objects/object.c: _PyObject_New() */
  PyObject_New: { result: 'new', run: ({ runtime }, args) => genericAllocNoTrack(runtime, object(args, 0)) },
  /** CPython 3.11 Modules/gcmodule.c: _PyObject_GC_New(): the caller tracks it when its fields are set. */
  PyObject_GC_New: { result: 'new', run: ({ runtime }, args) => genericAllocNoTrack(runtime, object(args, 0)) },
  /** CPython 3.11 Modules/gcmodule.c: PyObject_GC_Track() */
  PyObject_GC_Track: {
    result: 'void',
    fallible: false,
    run: ({ runtime }, args) => {
      runtime.heap.gcTrack(object(args, 0));
      return true;
    },
  },
  /** CPython 3.11 Modules/gcmodule.c: PyObject_GC_UnTrack() */
  PyObject_GC_UnTrack: {
    result: 'void',
    fallible: false,
    run: ({ runtime }, args) => {
      runtime.heap.gcUntrack(object(args, 0));
      return true;
    },
  },
};
