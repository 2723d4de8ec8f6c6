import { NULL, type Ref } from '../../../gc/ref.js';
import { setPendingError } from '../../errors.js';
import { type CapsuleDestructor, capsulePointer, newCapsule } from '../../objects/capsule.js';
import type { CFrame } from '../frame.js';
import type { ApiArgument, ApiFunction } from './api-function.js';
import { object, pointer, text } from './arguments.js';

/** A destructor is a function of the same file; the module may be gone when it runs. */
function destructorOf({ runtime, extension }: CFrame, args: readonly ApiArgument[]): CapsuleDestructor | null {
  if (args.length < 3) return null;
  const name = text(args, 2);
  return (capsule: Ref) => runtime.machine.callBack(extension, name, NULL, [capsule]);
}

export const CAPSULE_API: Readonly<Record<string, ApiFunction>> = {
  /** CPython 3.11 Objects/capsule.c: PyCapsule_New() */
  PyCapsule_New: {
    result: 'new',
    run: (frame, args) => newCapsule(frame.runtime, pointer(args, 0), text(args, 1), destructorOf(frame, args)),
  },
  /** CPython 3.11 Objects/capsule.c: PyCapsule_GetPointer() */
  PyCapsule_GetPointer: {
    result: 'pointer',
    run: ({ runtime }, args) => {
      const struct = capsulePointer(runtime, object(args, 0), text(args, 1));
      if (struct === null) setPendingError(runtime, 'ValueError', 'PyCapsule_GetPointer called with incorrect name');
      return struct ?? false;
    },
  },
};
