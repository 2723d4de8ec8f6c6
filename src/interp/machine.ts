import type { Ref } from '../gc/ref.js';
import type { TypeSlots } from '../gc/type-slots.js';
import type { ExtensionDescription, MethodDescription, TypeDescription } from './extension/description.js';

/** What a builtin does when called: borrowed arguments, new reference or NULL with an exception set. */
export type BuiltinBody = (self: Ref, args: readonly Ref[]) => Ref;

/** Makes the body of a described method; null: nobody ever calls it. */
export type MethodBinder = (name: string, method: MethodDescription) => BuiltinBody | null;

/**
 * The parts of the machine that lower parts call back: a C API function may import a module, a type made from a
 * spec needs bodies for its methods. Set once, when the runtime is put together.
 */
export interface Machine {
  /** New reference, or NULL with an exception set. */
  importModule: (name: string) => Ref;
  /** New reference, or NULL with an exception set. */
  callObject: (callable: Ref, args: readonly Ref[]) => Ref;
  bindMethods: (extension: ExtensionDescription, module: Ref) => MethodBinder;
  /** What masks cannot say of a described type: slots that run as code. */
  bindSlots: (extension: ExtensionDescription, module: Ref, type: TypeDescription) => Partial<TypeSlots>;
  /** Calls back into an extension's C file: a destructor, a function that no method table names. Arguments are borrowed. */
  callBack: (extension: ExtensionDescription, name: string, module: Ref, args: readonly Ref[]) => void;
}
